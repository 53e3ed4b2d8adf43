import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The hand-written phrase material of one language: sections of lines, read from a text file.
///
/// A section starts with `[name]`; every other line that is neither empty nor a comment (`#`) is a
/// phrase. Phrases hold slots in braces, which [Item] fills with the product in the right form.
final class Phrases {

  /// A problem or question in the customer's words.
  ///
  /// `slang` cores take no formal wrapping and `angry` ones sound angry by themselves; `item` is
  /// the product which the sentence names, or empty where the generator chooses one of `kind`.
  record Core(
      Policy.Situation situation,
      String kind,
      String text,
      boolean slang,
      boolean angry,
      String item) {
    boolean mentionsItem() {
      return !item.isEmpty() || text.contains("{");
    }
  }

  private final String language;
  private final Map<String, List<String>> sections;

  private Phrases(String language, Map<String, List<String>> sections) {
    this.language = language;
    this.sections = sections;
  }

  static Phrases read(Path folder, String language) throws IOException {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> current = null;
    for (String line : Files.readAllLines(folder.resolve(language + ".txt"))) {
      if (line.startsWith("[")) {
        current = new ArrayList<>();
        String name = line.substring(1, line.length() - 1);
        if (sections.put(name, current) != null) {
          throw new IllegalStateException(language + ".txt: section [" + name + "] appears twice");
        }
      } else if (!line.isBlank() && !line.startsWith("# ")) {
        if (current == null) {
          throw new IllegalStateException(language + ".txt: a phrase before the first section");
        }
        current.add(line);
      }
    }
    return new Phrases(language, sections);
  }

  String language() {
    return language;
  }

  boolean has(String section) {
    return sections.containsKey(section);
  }

  List<String> lines(String section) {
    List<String> lines = sections.get(section);
    if (lines == null) {
      throw new IllegalStateException(language + ".txt: there is no section [" + section + "]");
    }
    return lines;
  }

  String any(String section, RandomGenerator random) {
    List<String> lines = lines(section);
    return lines.get(random.nextInt(lines.size()));
  }

  /// All cores in the order of the file.
  List<Core> cores() {
    List<Core> cores = new ArrayList<>();
    for (Map.Entry<String, List<String>> section : sections.entrySet()) {
      if (section.getKey().startsWith("core ")) {
        String[] name = section.getKey().split(" ");
        for (String line : section.getValue()) {
          cores.add(core(Policy.Situation.of(name[1]), name[2], line));
        }
      }
    }
    return cores;
  }

  private Core core(Policy.Situation situation, String kind, String line) {
    boolean slang = line.startsWith("~ ");
    boolean angry = line.startsWith("! ");
    String text = slang || angry ? line.substring(2) : line;
    String item = "";
    if (text.startsWith("@")) {
      item = itemNamedAt(text.substring(1));
      text = text.substring(1 + item.length()).strip();
    }
    return new Core(situation, kind, text, slang, angry, item);
  }

  private String itemNamedAt(String text) {
    return itemNames("any").stream()
        .filter(name -> text.startsWith(name + " "))
        .max((a, b) -> Integer.compare(a.length(), b.length()))
        .orElseThrow(() -> new IllegalStateException("no item at the start of: " + text));
  }

  /// The items of a kind; `solid` is what can have dents, `any` is all.
  List<String> itemNames(String kind) {
    return switch (kind) {
      case "electric", "fabric", "furniture", "fragile", "other" -> lines("items " + kind);
      case "solid" -> join("electric", "furniture");
      default -> join("electric", "fabric", "furniture", "fragile", "other");
    };
  }

  private List<String> join(String... kinds) {
    List<String> all = new ArrayList<>();
    for (String kind : kinds) {
      all.addAll(lines("items " + kind));
    }
    return all;
  }
}
