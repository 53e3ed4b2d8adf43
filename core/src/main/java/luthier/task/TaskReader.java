package luthier.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import luthier.Spelling;
import luthier.recipe.Found;
import luthier.recipe.Place;
import luthier.recipe.Problems;
import luthier.recipe.YamlReader;

/// Reads one task file; tells all its mistakes at once.
final class TaskReader {

  private static final List<String> KINDS =
      List.of("multiple_choice", "generate_until", "perplexity");

  private static final Set<String> KEYS =
      Set.of(
          "name",
          "version",
          "kind",
          "description",
          "language",
          "provenance",
          "prompt",
          "delimiter",
          "separator",
          "shots",
          "fewshot",
          "items",
          "until",
          "max_tokens",
          "filters");

  /// Gives the text of a file that lies beside the task file.
  interface Beside {
    /// @throws luthier.InvalidInputException when there is none
    String text(String name);
  }

  private final String label;
  private final Problems problems;
  private final Keys keys;
  private final Beside beside;

  private TaskReader(String label, String text, Beside beside) {
    this.label = label;
    this.problems = new Problems(label);
    this.beside = beside;
    this.keys = Keys.of(YamlReader.read(text, line -> place(label, line)), "", problems);
  }

  /// @param label how messages name the file
  /// @throws luthier.InvalidInputException with every mistake and its line
  static LanguageTask read(String label, String text, Beside beside) {
    TaskReader reader = new TaskReader(label, text, beside);
    reader.problems.throwIfAny();
    return reader.task();
  }

  private static Place place(String label, int line) {
    return new Place(label, line, Path.of(""));
  }

  private LanguageTask task() {
    keys.allow(KEYS);
    String name = keys.required("name", "a name in snake_case");
    if (!name.isEmpty() && !name.matches("[a-z0-9]+(_[a-z0-9]+)*")) {
      keys.add("name", "found '" + name + "', expected letters a-z, digits and single '_'");
    }
    int version = keys.whole("version", 1, Integer.MAX_VALUE, 0);
    if (!keys.has("version")) {
      keys.add("version", "is missing, expected a whole number from 1 on");
    }
    String description = keys.required("description", "what the task measures");
    String language = keys.required("language", "an ISO 639-1 code such as en, or mul");
    if (!language.isEmpty() && !language.matches("[a-z]{2,3}(-[A-Za-z0-9]+)*")) {
      keys.add("language", "found '" + language + "', expected a code such as en, de or mul");
    }
    String kind = kind();
    LanguageTask.Content content = content(kind, prompt());
    problems.throwIfAny();
    return new LanguageTask(
        name, version, description, language, keys.text("provenance", ""), content);
  }

  /// A known word; the first one after a complaint.
  private String kind() {
    String kind = keys.required("kind", "one of " + String.join(", ", KINDS));
    if (!kind.isEmpty() && !KINDS.contains(kind)) {
      keys.add(
          "kind",
          "found '"
              + kind
              + "', expected one of "
              + String.join(", ", KINDS)
              + Spelling.nearest(kind, KINDS).map(k -> "; did you mean " + k + "?").orElse(""));
    }
    if (!KINDS.contains(kind)) {
      problems.throwIfAny(); // what the other keys mean depends on it
    }
    return kind;
  }

  private PromptPattern prompt() {
    if (!keys.has("prompt")) {
      keys.add("prompt", "is missing, expected a text with {field} places");
    }
    try {
      return PromptPattern.of(keys.text("prompt", ""));
    } catch (IllegalArgumentException e) {
      keys.add("prompt", String.valueOf(e.getMessage()));
      problems.throwIfAny();
      throw e;
    }
  }

  private LanguageTask.Content content(String kind, PromptPattern prompt) {
    boolean generates = kind.equals("generate_until");
    AnswerKeys answers = new AnswerKeys(keys);
    for (String key : List.of("until", "max_tokens", "filters")) {
      refuse(key, generates, kind);
    }
    for (String key : List.of("delimiter", "separator", "shots", "fewshot")) {
      refuse(key, !kind.equals("perplexity"), kind);
    }
    String delimiter = keys.text("delimiter", " ");
    ItemReader reader = new ItemReader(kind, prompt, delimiter, problems);
    String before = shots(reader, delimiter);
    List<ItemReader.Read> items = items(reader);
    return switch (kind) {
      case "multiple_choice" ->
          new LanguageTask.MultipleChoice(
              items.stream().map(item -> choice(item, before, delimiter)).toList());
      case "generate_until" ->
          new LanguageTask.GenerateUntil(
              items.stream()
                  .map(item ->
                      new LanguageTask.Question(
                          item.place(), item.group(), before + item.filled(), item.answers()))
                  .toList(),
              answers.until(),
              answers.maxTokens(),
              answers.filters());
      default ->
          new LanguageTask.Perplexity(
              items.stream()
                  .map(item -> new LanguageTask.Passage(item.place(), item.group(), item.filled()))
                  .toList());
    };
  }

  private void refuse(String key, boolean fits, String kind) {
    if (!fits && keys.has(key)) {
      keys.add(key, "has no meaning in a task of kind " + kind);
    }
  }

  private static LanguageTask.Choice choice(ItemReader.Read item, String before, String delimiter) {
    return new LanguageTask.Choice(
        item.place(),
        item.group(),
        before + item.filled(),
        delimiter,
        item.choices(),
        item.choices().indexOf(item.answers().getFirst()));
  }

  /// The worked examples, each with the separator behind it.
  private String shots(ItemReader reader, String delimiter) {
    List<Found> given = keys.items("fewshot");
    List<ItemReader.Read> read = read(reader, given, "fewshot");
    int shots = keys.whole("shots", 0, Integer.MAX_VALUE, given.size());
    if (shots > given.size()) {
      keys.add("shots", "found " + shots + ", but fewshot: has " + given.size() + " items");
    }
    String separator = keys.text("separator", "\n\n");
    StringBuilder text = new StringBuilder();
    read.stream()
        .limit(shots)
        .forEach(shot -> text.append(shot.shown(delimiter)).append(separator));
    return text.toString();
  }

  /// A list, or the name of a JSONL file beside the task file.
  private List<ItemReader.Read> items(ItemReader reader) {
    Optional<Found> found = keys.found("items");
    if (found.isPresent() && found.get() instanceof Found.Text(_, String file)) {
      return lines(reader, file);
    }
    if (found.isEmpty() || keys.items("items").isEmpty()) {
      keys.add("items", "expected a list with at least one item, or the name of a JSONL file");
      return List.of();
    }
    return read(reader, keys.items("items"), "items");
  }

  private List<ItemReader.Read> lines(ItemReader reader, String file) {
    if (file.contains("/") || file.contains("\\") || !file.endsWith(".jsonl")) {
      keys.add(
          "items",
          "found '" + file + "', expected the name of a .jsonl file in the task's own folder");
      return List.of();
    }
    List<ItemReader.Read> items = new ArrayList<>();
    String[] lines = beside.text(file).split("\n", -1);
    String name = label.substring(0, label.lastIndexOf('/') + 1) + file;
    for (int i = 0; i < lines.length; i++) {
      int line = i + 1;
      if (!lines[i].isBlank()) { // a line of JSON is YAML, too
        Found found = YamlReader.read(lines[i], _ -> place(name, line));
        reader.read(found, "item").ifPresent(items::add);
      }
    }
    if (items.isEmpty()) {
      keys.add("items", "'" + file + "' has no item");
    }
    return items;
  }

  private static List<ItemReader.Read> read(ItemReader reader, List<Found> all, String path) {
    List<ItemReader.Read> read = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      reader.read(all.get(i), path + "[" + i + "]").ifPresent(read::add);
    }
    return read;
  }
}
