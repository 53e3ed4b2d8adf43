import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// Writes `notes.jsonl`: lines from the diary of a violin workshop, and the card that belongs to
/// each, "job, instrument, day, time".
///
/// Run with JDK 25 in this folder: `java MakeNotes.java` writes the file, `java MakeNotes.java
/// --check` compares it with what would be written. The same phrases and the same seed give the
/// same bytes.
final class MakeNotes {

  private static final long SEED = 42;
  private static final Map<String, Integer> ROWS = Map.of("en", 400, "de", 100, "es", 100);

  private final Map<String, List<String>> phrases;
  private final Random random;

  private MakeNotes(Map<String, List<String>> phrases, Random random) {
    this.phrases = phrases;
    this.random = random;
  }

  public static void main(String[] arguments) throws IOException {
    StringBuilder text = new StringBuilder();
    Map<String, Integer> jobs = new TreeMap<>();
    for (String language : List.of("en", "de", "es")) {
      Path file = Path.of("phrases", language + ".txt");
      MakeNotes maker = new MakeNotes(read(file), new Random(SEED * 31 + language.hashCode()));
      Set<String> notes = new HashSet<>();
      while (notes.size() < ROWS.get(language)) {
        Row row = maker.row();
        if (notes.add(row.note())) {
          text.append(row.toJson(language)).append('\n');
          jobs.merge(row.card().split(",")[0], 1, Integer::sum);
        }
      }
    }
    write(Path.of("notes.jsonl"), text, arguments.length > 0 && arguments[0].equals("--check"));
    System.out.println(text.chars().filter(c -> c == '\n').count() + " rows, jobs: " + jobs);
  }

  private static void write(Path file, StringBuilder text, boolean check) throws IOException {
    if (!check) {
      Files.writeString(file, text);
    } else if (!Files.readString(file).contentEquals(text)) {
      System.err.println(file + " is not what the phrases give; run java MakeNotes.java");
      System.exit(1);
    }
  }

  record Row(String note, String card) {

    String toJson(String language) {
      String prompt = "Note: " + note + "\nCard:";
      return "{\"prompt\":\"%s\",\"completion\":\" %s\",\"language\":\"%s\"}"
          .formatted(quoted(prompt), card, language);
    }

    private static String quoted(String text) {
      return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
  }

  /// The card is drawn first and then put into words, so it is right by construction.
  private Row row() {
    String job = name("job ");
    String instrument = name("instrument ");
    String day = name("day ");
    String time = name("time ");
    String what =
        any("job " + job)
            .replace("{i}", any("instrument " + instrument))
            .replace("{who}", any("who"));
    String note =
        any("frame")
            .replace("{job}", what)
            .replace("{day}", any("day " + day))
            .replace("{time}", any("time " + time));
    String card = String.join(", ", job, instrument, day, time);
    return new Row(random.nextInt(3) == 0 ? note.toLowerCase() : capital(note), card);
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase() + text.substring(1);
  }

  private String name(String kind) {
    List<String> names = phrases.keySet().stream().filter(name -> name.startsWith(kind)).toList();
    return names.get(random.nextInt(names.size())).substring(kind.length());
  }

  private String any(String section) {
    List<String> lines = phrases.get(section);
    return lines.get(random.nextInt(lines.size()));
  }

  private static Map<String, List<String>> read(Path file) throws IOException {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> current = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("[")) {
        current = new ArrayList<>();
        sections.put(line.substring(1, line.length() - 1), current);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        current.add(line);
      }
    }
    return sections;
  }
}
