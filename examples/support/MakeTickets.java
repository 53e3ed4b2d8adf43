import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Writes `tickets.jsonl`, the conversations of the customer-support example.
///
/// Run with JDK 25 in this folder: `java MakeTickets.java` writes the file, `java MakeTickets.java
/// --check` compares it with what would be written. Both print the statistics of the data set. The
/// same phrases and the same seed give the same bytes.
final class MakeTickets {

  private static final long SEED = 42;

  private MakeTickets() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments.length > 1 ? arguments[1] : ".");
    List<Conversation> conversations = new ArrayList<>(generated(folder));
    conversations.addAll(Handwritten.read(folder.resolve("handwritten.txt"), policy(folder)));
    conversations.forEach(SelfCheck::of);
    StringBuilder text = new StringBuilder();
    conversations.forEach(conversation -> text.append(conversation.toJson()).append('\n'));
    Path file = folder.resolve("tickets.jsonl");
    if (arguments.length > 0 && arguments[0].equals("--check")) {
      if (!Files.readString(file).contentEquals(text)) {
        System.err.println(file + " is not what the phrases give; run java MakeTickets.java");
        System.exit(1);
      }
    } else {
      Files.writeString(file, text);
    }
    System.out.print(Statistics.of(conversations));
  }

  private static String policy(Path folder) throws IOException {
    return Phrases.read(folder.resolve("phrases"), "en").lines("policy").getFirst();
  }

  private static List<Conversation> generated(Path folder) throws IOException {
    List<Conversation> conversations = new ArrayList<>();
    Set<List<Conversation.Message>> seen = new HashSet<>();
    for (String language : List.of("en", "de", "es")) {
      Phrases phrases = Phrases.read(folder.resolve("phrases"), language);
      Map<String, Integer> numbers = new TreeMap<>();
      for (Phrases.Core core : phrases.cores()) {
        int number = numbers.merge(core.situation().word(), 1, Integer::sum);
        String group = language + "-" + core.situation().word() + "-" + number;
        Composer composer = new Composer(phrases, policy(folder), core, group, SEED);
        for (Conversation conversation : composer.compose(variants(language, core, number))) {
          if (seen.add(conversation.messages())) {
            conversations.add(conversation);
          }
        }
      }
    }
    return conversations;
  }

  /// How many conversations one core gives: more for English, fewer for what needs no reading.
  private static int variants(String language, Phrases.Core core, int number) {
    boolean english = language.equals("en");
    return switch (core.situation()) {
      case QUESTION, PASSWORD, DANGER, LEGAL, FRAUD, HUMAN, INVOICE, DOUBLE -> 1;
      case DEFECT -> english ? 2 + number % 2 : 1 + number % 2;
      case LATE -> 2;
      default -> english ? 2 : 1;
    };
  }
}
