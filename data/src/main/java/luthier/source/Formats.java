package luthier.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import luthier.Excerpt;
import luthier.InvalidInputException;
import luthier.recipe.DataFormat;
import luthier.recipe.Task;

/// Recognises the shape of rows by their fields, and knows which task can use which shape.
final class Formats {

  /// Rows that are looked at before the format of a file is decided.
  static final int ROWS_LOOKED_AT = 20;

  private static final String EXPECTED =
      "'messages', 'conversations', 'instruction' and 'output', 'prompt' and 'completion',"
          + " 'question' and 'answer', 'text' or 'input_ids'";
  private static final List<String> KNOWN_FIELDS =
      List.of(
          "messages",
          "conversations",
          "instruction",
          "output",
          "prompt",
          "completion",
          "question",
          "answer",
          "text",
          "input_ids");

  private Formats() {}

  /// The word of a recipe for a constant.
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// The formats that a task can use, in the order in which they are preferred when a row fits more
  /// than one.
  static List<DataFormat> of(Task task) {
    return switch (task) {
      case CHAT, COMPLETION ->
          List.of(
              DataFormat.TOKENS,
              DataFormat.MESSAGES,
              DataFormat.SHAREGPT,
              DataFormat.PROMPT_COMPLETION,
              DataFormat.ALPACA);
      case TEXT -> List.of(DataFormat.TOKENS, DataFormat.TEXT);
      case MASKED_TEXT -> List.of(DataFormat.TEXT);
      case CLASSIFICATION, MULTI_LABEL, REGRESSION, TOKEN_CLASSIFICATION ->
          List.of(DataFormat.LABELLED);
    };
  }

  /// The format that most of the rows have, at equal numbers the one that occurs first.
  ///
  /// @param rows the first rows of the file, at least one
  /// @throws InvalidInputException if no row has a known format, or the task cannot use it
  static DataFormat recognise(String file, List<Row.Fields> rows, Task task) {
    // in the order of first occurrence, so that the earlier of two equals wins
    Map<DataFormat, Integer> votes = new LinkedHashMap<>();
    for (Row.Fields row : rows) {
      recognise(row.fields(), task).ifPresent(format -> votes.merge(format, 1, Integer::sum));
    }
    DataFormat best = null;
    int most = 0;
    for (Map.Entry<DataFormat, Integer> vote : votes.entrySet()) {
      if (vote.getValue() > most) {
        best = vote.getKey();
        most = vote.getValue();
      }
    }
    if (best == null) {
      throw unrecognised(file, rows.getFirst());
    }
    requireUsable(file, best, task);
    return best;
  }

  /// The format of rows that are only asked: what answers them is not needed.
  ///
  /// @throws InvalidInputException if the row asks nothing
  static DataFormat ofPrompts(String file, Row.Fields row) {
    RowFields fields = new RowFields(row.fields());
    if (fields.has("messages")) {
      return DataFormat.MESSAGES;
    }
    if (fields.has("conversations")) {
      return DataFormat.SHAREGPT;
    }
    if (fields.has("instruction")) {
      return DataFormat.ALPACA;
    }
    if (fields.has("prompt") || fields.has("question")) {
      return DataFormat.PROMPT_COMPLETION;
    }
    if (fields.has("text")) {
      return DataFormat.TEXT;
    }
    throw new InvalidInputException(
        file
            + ":"
            + row.line()
            + ": has none of the fields messages, conversations, instruction, prompt, question,"
            + " text; found "
            + fields.shownNames());
  }

  /// @throws InvalidInputException if the task cannot use rows of this format
  static void requireUsable(String file, DataFormat format, Task task) {
    if (!of(task).contains(format)) {
      throw new InvalidInputException(
          file
              + ": its rows have the format "
              + word(format)
              + ", which task "
              + word(task)
              + " cannot use; expected "
              + String.join(", ", of(task).stream().map(Formats::word).toList()));
    }
  }

  private static Optional<DataFormat> recognise(Map<String, Object> row, Task task) {
    List<DataFormat> fitting = new ArrayList<>();
    for (DataFormat format : DataFormat.values()) {
      if (fits(row, format)) {
        fitting.add(format);
      }
    }
    return of(task).stream()
        .filter(fitting::contains)
        .findFirst()
        .or(() -> fitting.stream().findFirst());
  }

  private static boolean fits(Map<String, Object> row, DataFormat format) {
    Set<String> keys = row.keySet();
    return switch (format) {
      case TOKENS -> keys.contains("input_ids");
      case MESSAGES -> turns(row).isPresent() && !turnsHave(row, "from");
      case SHAREGPT -> turns(row).isPresent() && turnsHave(row, "from");
      case PROMPT_COMPLETION ->
          keys.containsAll(Set.of("prompt", "completion"))
              || keys.containsAll(Set.of("question", "answer"));
      case ALPACA -> keys.containsAll(Set.of("instruction", "output"));
      case TEXT -> keys.contains("text");
      case LABELLED -> false; // follows from the task
    };
  }

  private static Optional<List<?>> turns(Map<String, Object> row) {
    for (String key : List.of("messages", "conversations")) {
      if (row.get(key) instanceof List<?> turns) {
        return Optional.of(turns);
      }
    }
    return Optional.empty();
  }

  private static boolean turnsHave(Map<String, Object> row, String key) {
    return turns(row).orElse(List.of()).stream()
        .anyMatch(turn -> turn instanceof Map<?, ?> map && map.containsKey(key));
  }

  private static InvalidInputException unrecognised(String file, Row.Fields row) {
    List<String> found = new ArrayList<>();
    for (String key : row.fields().keySet()) {
      if (found.size() == 10) {
        found.add("…");
        break;
      }
      String near = nearest(key);
      found.add(Excerpt.of(key) + (near.isEmpty() ? "" : " (did you mean '" + near + "'?)"));
    }
    return new InvalidInputException(
        file
            + ":"
            + row.line()
            + ": the format is not recognised: found "
            + (found.isEmpty() ? "no fields" : "the fields " + String.join(", ", found))
            + "; expected "
            + EXPECTED
            + ". Rename the fields; data.format names a format");
  }

  private static String nearest(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return KNOWN_FIELDS.stream()
        .filter(known -> key.length() <= 20 && distance(lower, known) <= 2)
        .findFirst()
        .orElse("");
  }

  /// Edits that turn one word into the other (Levenshtein 1966), by the usual table of two rows.
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
