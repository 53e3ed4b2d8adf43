package luthier.task;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A step from what a model wrote to what is compared.
public sealed interface AnswerFilter {

  String of(String answer);

  /// The first match: its first group where the pattern has one. Without a match nothing is left,
  /// which is never right.
  record Regex(Pattern pattern) implements AnswerFilter {
    @Override
    public String of(String answer) {
      Matcher matcher = pattern.matcher(answer);
      if (!matcher.find()) {
        return "";
      }
      String found = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
      return found == null ? "" : found;
    }
  }

  /// The first line that is not blank.
  record FirstLine() implements AnswerFilter {
    @Override
    public String of(String answer) {
      return answer.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    }
  }

  /// Without blanks at the ends.
  record Strip() implements AnswerFilter {
    @Override
    public String of(String answer) {
      return answer.strip();
    }
  }

  record Lowercase() implements AnswerFilter {
    @Override
    public String of(String answer) {
      return answer.toLowerCase(Locale.ROOT);
    }
  }
}
