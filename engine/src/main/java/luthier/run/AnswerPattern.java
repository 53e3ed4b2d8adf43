package luthier.run;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import luthier.InvalidInputException;
import luthier.dataset.IdentifiedExample;
import luthier.metric.BoundedPattern;
import luthier.metric.BoundedPattern.Found;

/// `evaluation.answer_pattern` at work: the answer is its group 1 where it has one.
record AnswerPattern(BoundedPattern pattern) {

  static AnswerPattern of(Pattern pattern) {
    return new AnswerPattern(
        new BoundedPattern(pattern, pattern.matcher("").groupCount() > 0 ? 1 : 0));
  }

  /// Whether the pattern can be used on this data: tried on the reference answers before the run.
  ///
  /// @throws InvalidInputException for a reference answer at which looking was given up
  void requireBounded(List<IdentifiedExample> held) {
    for (IdentifiedExample example : held) {
      Optional<String> reference = Answers.reference(example.example());
      if (reference.isPresent() && in(reference.get()) instanceof Found.GaveUp) {
        throw new InvalidInputException(
            example.example().origin()
                + ": evaluation.answer_pattern: '"
                + pattern.pattern()
                + "' tries too many ways to match the answer of this example. "
                + BoundedPattern.ADVICE);
      }
    }
  }

  Found in(String text) {
    return pattern.in(text);
  }
}
