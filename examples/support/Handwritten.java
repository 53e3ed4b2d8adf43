import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the conversations that were written by hand.
///
/// `= name language` starts one (the name is its group). `S` is what the shop's system knows, else
/// no order is known; `U` is a turn of the customer, `A situation | text` one of the assistant,
/// whose action follows from the policy. `F` notes which facts the customer has just told in words.
final class Handwritten {

  private final Path file;
  private final String policy;
  private final List<Conversation> conversations = new ArrayList<>();
  private final List<Conversation.Message> messages = new ArrayList<>();
  private String group = "";
  private String language = "";
  private Order order = Order.UNKNOWN;

  private Handwritten(Path file, String policy) {
    this.file = file;
    this.policy = policy;
  }

  static List<Conversation> read(Path file, String policy) throws IOException {
    Handwritten reader = new Handwritten(file, policy);
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        reader.line(line.charAt(0), line.substring(2).strip().replace("\\n", "\n"));
      }
    }
    reader.finish();
    return reader.conversations;
  }

  private void line(char mark, String rest) {
    switch (mark) {
      case '=' -> start(rest);
      case 'S' -> {
        order = Order.read(rest);
        messages.set(0, Conversation.Message.system(policy + "\n" + rest));
      }
      case 'F' -> order = Order.read(rest);
      case 'U' -> messages.add(Conversation.Message.user(rest));
      case 'A' -> reply(rest);
      default -> throw new IllegalStateException(file + ": no mark " + mark + " before " + rest);
    }
  }

  private void start(String head) {
    finish();
    String[] words = head.split(" ");
    group = "hand-" + words[0];
    language = words[1];
    order = Order.UNKNOWN;
    messages.add(Conversation.Message.system(policy + "\n" + order.line("")));
  }

  private void reply(String rest) {
    int bar = rest.indexOf(" | ");
    Policy.Situation situation = Policy.Situation.of(rest.substring(0, bar));
    Policy.Action action = Policy.decide(situation, order);
    Conversation.Basis basis = new Conversation.Basis(situation, order);
    messages.add(Conversation.Message.reply(action, rest.substring(bar + 3), basis));
  }

  private void finish() {
    if (!messages.isEmpty()) {
      conversations.add(new Conversation(group, language, messages));
      messages.clear();
    }
  }
}
