package luthier.task;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import luthier.Excerpt;
import luthier.recipe.Found;
import luthier.recipe.Problems;

/// Items of a task file with their prompts filled in.
///
/// @param kind the word of the key
/// @param prompt pattern of each item
/// @param delimiter between a prompt and its answer
record ItemReader(String kind, PromptPattern prompt, String delimiter, Problems problems) {

  private static final String CHOICES = "choices";
  private static final String ANSWER = "answer";
  private static final String GROUP = "group";

  /// @param filled the prompt
  /// @param choices empty but for multiple choice
  /// @param answers right ones; empty for perplexity
  record Read(
      String place, String group, String filled, List<String> choices, List<String> answers) {

    /// As a worked example.
    String shown(String delimiter) {
      return filled + delimiter + answers.getFirst();
    }
  }

  /// Empty after a complaint.
  Optional<Read> read(Found found, String path) {
    Keys keys = Keys.of(found, path + ".", problems);
    Map<String, String> fields = new LinkedHashMap<>();
    for (String key : keys.values().keySet()) {
      if (!key.equals(CHOICES) && !key.equals(ANSWER) && !key.equals(GROUP)) {
        fields.put(key, keys.text(key, ""));
      }
    }
    boolean good = found instanceof Found.Section && fieldsFit(keys, fields);
    List<String> choices = kind.equals("multiple_choice") ? keys.texts(CHOICES) : List.of();
    List<String> answers = kind.equals("perplexity") ? List.of() : keys.texts(ANSWER);
    good &=
        switch (kind) {
          case "multiple_choice" -> choicesFit(keys, choices, answers);
          case "generate_until" -> refuse(keys, CHOICES) & answersFit(keys, answers);
          default -> refuse(keys, CHOICES) & refuse(keys, ANSWER);
        };
    String filled = prompt.fill(fields);
    if (good && kind.equals("perplexity") && filled.isBlank()) {
      keys.add("text", "the item's text is empty");
      good = false;
    }
    String group = keys.text(GROUP, "");
    return good
        ? Optional.of(new Read(found.place().toString(), group, filled, choices, answers))
        : Optional.empty();
  }

  /// Every field of the pattern is there, and no other one.
  private boolean fieldsFit(Keys keys, Map<String, String> fields) {
    boolean good = true;
    for (String field : prompt.fields()) {
      if (!fields.containsKey(field)) {
        keys.add(field, "is missing; the prompt has {" + field + "}");
        good = false;
      }
    }
    for (String field : fields.keySet()) {
      if (!prompt.fields().contains(field)) {
        keys.add(
            field,
            "unknown field: the prompt has no {"
                + field
                + "}"
                + (prompt.fields().isEmpty()
                    ? ""
                    : ", it has {" + String.join("}, {", prompt.fields()) + "}"));
        good = false;
      }
    }
    return good;
  }

  private static boolean choicesFit(Keys keys, List<String> choices, List<String> answers) {
    Set<String> different = new HashSet<>(choices);
    if (choices.size() < 2 || different.size() < choices.size() || different.contains("")) {
      keys.add(CHOICES, "found " + choices + ", expected at least two different texts");
      return false;
    }
    if (answers.size() != 1 || !different.contains(answers.getFirst())) {
      keys.add(
          ANSWER,
          "found "
              + (answers.isEmpty() ? "nothing" : Excerpt.of(String.join(", ", answers)))
              + ", expected one of the choices, in the same words");
      return false;
    }
    return true;
  }

  private static boolean answersFit(Keys keys, List<String> answers) {
    if (answers.isEmpty() || answers.contains("")) {
      keys.add(ANSWER, "expected the right answer, or a list of right answers");
      return false;
    }
    return true;
  }

  private boolean refuse(Keys keys, String key) {
    if (keys.has(key)) {
      keys.add(key, "has no meaning in a task of kind " + kind);
    }
    return !keys.has(key);
  }
}
