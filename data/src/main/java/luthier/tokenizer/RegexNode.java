package luthier.tokenizer;

import java.util.List;

/// A regular expression, as far as it matters how often a backtracking engine may try.
sealed interface RegexNode {

  /// One character of a class, written as for `java.util.regex`.
  ///
  /// @param javaClass the class
  /// @param ignoreCase whether upper and lower case are the same
  record Chars(String javaClass, boolean ignoreCase) implements RegexNode {}

  record Sequence(List<RegexNode> parts) implements RegexNode {

    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  record Choice(List<RegexNode> options) implements RegexNode {

    public Choice {
      options = List.copyOf(options);
    }
  }

  /// @param max [Integer#MAX_VALUE] where there is no limit
  record Repeat(RegexNode body, int min, int max) implements RegexNode {}

  /// A condition that takes no character but can fail: an anchor (with an empty body) or a
  /// look-ahead.
  record Condition(RegexNode body) implements RegexNode {}

  /// Matches nothing.
  static RegexNode empty() {
    return new Sequence(List.of());
  }
}
