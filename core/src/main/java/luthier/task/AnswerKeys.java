package luthier.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import luthier.recipe.Found;
import luthier.recipe.Place;

/// The keys of a task file that say how answers end and what is done with them.
record AnswerKeys(Keys keys) {

  private static final int MOST_TOKENS = 100_000;

  List<String> until() {
    List<String> until = keys.texts("until");
    if (until.isEmpty() || until.contains("")) {
      keys.add("until", "expected a list of texts at which an answer ends, e.g. [\"\\n\"]");
    }
    return until;
  }

  int maxTokens() {
    if (!keys.has("max_tokens")) {
      keys.add("max_tokens", "is missing, expected how many tokens an answer may have");
    }
    return keys.whole("max_tokens", 1, MOST_TOKENS, 1);
  }

  List<AnswerFilter> filters() {
    List<AnswerFilter> filters = new ArrayList<>();
    for (Found found : keys.items("filters")) {
      filter(found).ifPresent(filters::add);
    }
    return filters;
  }

  private Optional<AnswerFilter> filter(Found found) {
    if (found instanceof Found.Section(Place at, List<Found.Entry> entries)
        && entries.size() == 1
        && entries.getFirst() instanceof Found.Entry(_, String key, Found.Text(_, String regex))
        && key.equals("regex")) {
      try {
        return Optional.of(new AnswerFilter.Regex(Pattern.compile(regex)));
      } catch (PatternSyntaxException e) {
        keys.add(at, "filters", "no regular expression: " + e.getDescription());
        return Optional.empty();
      }
    }
    String word = found instanceof Found.Text(_, String text) ? text : "";
    return switch (word) {
      case "first_line" -> Optional.of(new AnswerFilter.FirstLine());
      case "strip" -> Optional.of(new AnswerFilter.Strip());
      case "lowercase" -> Optional.of(new AnswerFilter.Lowercase());
      default -> {
        keys.add(
            found.place(),
            "filters",
            "found " + found.show() + ", expected first_line, strip, lowercase or regex: PATTERN");
        yield Optional.empty();
      }
    };
  }
}
