import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the conversations that were written by hand.
///
/// `= name language` starts one (the name is its group); `S` adds what the shop's system knows to
// the system message, `U` is
/// a turn of the customer, `A action | text` one of the assistant; `\n` in a text is a line break.
final class Handwritten {

  private Handwritten() {}

  static List<Conversation> read(Path file, String policy) throws IOException {
    List<Conversation> conversations = new ArrayList<>();
    String[] head = {};
    List<Conversation.Message> messages = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String rest = line.length() < 2 ? "" : line.substring(2).strip().replace("\\n", "\n");
      if (line.startsWith("= ")) {
        if (!messages.isEmpty()) {
          conversations.add(new Conversation("hand-" + head[0], head[1], messages));
        }
        head = rest.split(" ");
        messages = new ArrayList<>();
        messages.add(new Conversation.Message("system", policy));
      } else if (line.startsWith("S ")) {
        messages.set(0, new Conversation.Message("system", policy + "\n" + rest));
      } else if (line.startsWith("U ")) {
        messages.add(new Conversation.Message("user", rest));
      } else if (line.startsWith("A ")) {
        int bar = rest.indexOf(" | ");
        String reply = "[action: " + rest.substring(0, bar) + "]\n" + rest.substring(bar + 3);
        messages.add(new Conversation.Message("assistant", reply));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        throw new IllegalStateException(file + ": expected =, S, U or A, found: " + line);
      }
    }
    conversations.add(new Conversation("hand-" + head[0], head[1], messages));
    return conversations;
  }
}
