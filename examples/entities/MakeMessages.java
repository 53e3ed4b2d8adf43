import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes `entities.jsonl`: messages to a web shop in which the numbers of orders, the names of
/// persons and the days are marked, by their places in Unicode code points.
///
/// The sentences are those of `frames.txt`, written by hand; this program fills in numbers, names
/// and days. A frame with something to fill in gives two messages, another one. Run with JDK 25 in
/// this folder: `java MakeMessages.java` writes the file, `java MakeMessages.java --check` compares
/// it with what would be written. The same frames and the same seed give the same bytes.
final class MakeMessages {

  private static final long SEED = 42;
  private static final int FILLS = 2;
  private static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");
  private static final Pattern ENTITY = Pattern.compile("\\[(ORDER|PERSON|DATE)\\|([^]]+)]");

  record Span(int start, int end, String label) {}

  record Message(String text, List<Span> spans, String frame) {
    /// Stops at a span that is not what it says: blanks at its ends, or one over another.
    Message {
      int[] points = text.codePoints().toArray();
      int before = 0;
      for (Span span : spans) {
        String passage = new String(points, span.start(), span.end() - span.start());
        if (span.start() < before || !passage.equals(passage.strip()) || passage.isEmpty()) {
          throw new IllegalStateException(span + " of " + text);
        }
        before = span.end();
      }
    }

    String toJson() {
      List<String> all = new ArrayList<>();
      for (Span span : spans) {
        all.add(
            "{\"start\": %d, \"end\": %d, \"label\": \"%s\"}"
                .formatted(span.start(), span.end(), span.label()));
      }
      return "{\"text\": \"%s\", \"spans\": [%s], \"frame\": \"%s\"}"
          .formatted(
              text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"),
              String.join(", ", all),
              frame);
    }
  }

  private final Fillings fillings;
  private final Random random = new Random(SEED);

  private MakeMessages(Map<String, List<String>> words) {
    this.fillings = new Fillings(words, random);
  }

  public static void main(String[] arguments) throws IOException {
    MakeMessages maker = new MakeMessages(words(Path.of("words.txt")));
    List<Message> messages = new ArrayList<>();
    Map<String, Integer> labels = new TreeMap<>();
    Set<String> texts = new HashSet<>();
    int number = 0;
    for (String line : Files.readAllLines(Path.of("frames.txt"))) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String id = "f%03d".formatted(++number);
      int copies = SLOT.matcher(line).find() ? FILLS : 1;
      while (copies > 0) {
        Message message = maker.message(line.replace("\\n", "\n"), id);
        if (texts.add(message.text())) {
          messages.add(message);
          message.spans().forEach(span -> labels.merge(span.label(), 1, Integer::sum));
          copies--;
        }
      }
    }
    Collections.shuffle(messages, new Random(SEED));
    StringBuilder file = new StringBuilder();
    messages.forEach(message -> file.append(message.toJson()).append('\n'));
    write(Path.of("entities.jsonl"), file, arguments.length > 0 && arguments[0].equals("--check"));
    long without = messages.stream().filter(message -> message.spans().isEmpty()).count();
    System.out.printf(
        "%d messages from %d frames, %d without an entity; %s%n",
        messages.size(), number, without, labels);
  }

  private static void write(Path file, StringBuilder text, boolean check) throws IOException {
    if (!check) {
      Files.writeString(file, text);
    } else if (!Files.readString(file).contentEquals(text)) {
      System.err.println(file + " is not what the frames give; run java MakeMessages.java");
      System.exit(1);
    }
  }

  /// The sections of `words.txt`: words between blanks, or between bars.
  private static Map<String, List<String>> words(Path file) throws IOException {
    Map<String, List<String>> words = new HashMap<>();
    String section = "";
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("[")) {
        section = line.substring(1, line.length() - 1);
      } else if (!line.startsWith("#") && !line.isBlank()) {
        List<String> found = Arrays.asList(line.split(line.contains("|") ? "\\|" : " "));
        words.put(section, found.stream().map(word -> word.replace('_', ' ')).toList());
      }
    }
    return words;
  }

  private Message message(String frame, String id) {
    String plain = ENTITY.matcher(SLOT.matcher(frame).replaceAll("")).replaceAll("");
    boolean lower = plain.equals(plain.toLowerCase(Locale.ROOT)) && plain.strip().length() > 3;
    boolean upper = plain.equals(plain.toUpperCase(Locale.ROOT)) && plain.strip().length() > 12;
    String filled =
        SLOT.matcher(frame)
            .replaceAll(slot -> {
              String filling = fillings.of(slot.group(1));
              boolean word = !filling.contains("[ORDER|");
              return Matcher.quoteReplacement(
                  lower && word && random.nextInt(5) > 0
                      ? inCase(filling, false)
                      : upper && word ? inCase(filling, true) : filling);
            });
    return parse(frame.startsWith("{") && !lower ? capitalised(filled) : filled, id);
  }

  /// All letters but those of the label.
  private static String inCase(String filling, boolean upper) {
    String cased = upper ? filling.toUpperCase(Locale.ROOT) : filling.toLowerCase(Locale.ROOT);
    return cased.replaceAll("(?i)\\[person\\|", "[PERSON|").replaceAll("(?i)\\[date\\|", "[DATE|");
  }

  private static String capitalised(String text) {
    int first = text.startsWith("[DATE|") ? 6 : 0;
    return text.substring(0, first)
        + Character.toUpperCase(text.charAt(first))
        + text.substring(first + 1);
  }

  private static Message parse(String marked, String id) {
    StringBuilder text = new StringBuilder();
    List<Span> spans = new ArrayList<>();
    Matcher entity = ENTITY.matcher(marked);
    int at = 0;
    while (entity.find()) {
      text.append(marked, at, entity.start());
      int start = text.codePointCount(0, text.length());
      text.append(entity.group(2));
      spans.add(new Span(start, text.codePointCount(0, text.length()), entity.group(1)));
      at = entity.end();
      // "on 12.04." at the end of a sentence has one full stop
      if (entity.group(2).endsWith(".") && marked.startsWith(".", at)) {
        at++;
      }
    }
    text.append(marked, at, marked.length());
    if (text.indexOf("|") >= 0 || text.indexOf("{") >= 0) {
      throw new IllegalStateException(id + " has a mark that is not closed: " + text);
    }
    return new Message(text.toString(), spans, id);
  }
}
