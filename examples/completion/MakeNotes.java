import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// Writes `notes.jsonl`: lines from the diary of a violin workshop, and the date and time of each
/// in one form.
///
/// Run with JDK 25 in this folder: `java MakeNotes.java` writes the file, `java MakeNotes.java
/// --check` compares it with what would be written. The same phrases and the same seed give the
/// same bytes.
final class MakeNotes {

  private static final long SEED = 42;
  private static final Map<String, Integer> ROWS =
      new TreeMap<>(Map.of("en", 380, "de", 120, "es", 120));
  private static final LocalDate FIRST_DAY = LocalDate.of(2025, 1, 1);
  private static final int DAYS = 3 * 365;
  private static final DateTimeFormatter TIDY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private MakeNotes() {}

  public static void main(String[] arguments) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Row row : rows(Path.of("."))) {
      text.append(row.toJson()).append('\n');
    }
    Path file = Path.of("notes.jsonl");
    if (arguments.length > 0 && arguments[0].equals("--check")) {
      if (!Files.readString(file).contentEquals(text)) {
        System.err.println(file + " is not what the phrases give; run java MakeNotes.java");
        System.exit(1);
      }
    } else {
      Files.writeString(file, text);
    }
    System.out.println(text.chars().filter(c -> c == '\n').count() + " rows");
  }

  record Row(String language, String note, String answer) {

    String toJson() {
      String prompt = "Note: " + note + "\nDate:";
      return "{\"prompt\":\"%s\",\"completion\":\" %s\",\"language\":\"%s\"}"
          .formatted(quoted(prompt), answer, language);
    }

    private static String quoted(String text) {
      return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
  }

  private static List<Row> rows(Path folder) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String language : ROWS.keySet()) {
      Random random = new Random(SEED * 31 + language.hashCode());
      List<String> tasks = Files.readAllLines(folder.resolve("tasks." + language + ".txt"));
      Spoken spoken = Spoken.of(language, random);
      Set<String> seen = new HashSet<>();
      while (seen.size() < ROWS.get(language)) {
        LocalDateTime when = moment(random);
        String task = tasks.get(random.nextInt(tasks.size()));
        String note = spoken.note(task, when);
        if (seen.add(note)) {
          rows.add(new Row(language, note, TIDY.format(when)));
        }
      }
    }
    return rows;
  }

  /// A quarter of an hour within the opening hours of a weekday or Saturday.
  private static LocalDateTime moment(Random random) {
    LocalDate day = FIRST_DAY.plusDays(random.nextInt(DAYS));
    while (day.getDayOfWeek().getValue() == 7) {
      day = day.plusDays(1);
    }
    return day.atTime(LocalTime.of(random.nextInt(8, 19), 15 * random.nextInt(4)));
  }
}
