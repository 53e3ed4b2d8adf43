package luthier.run;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import luthier.InvalidInputException;
import luthier.dataset.IdentifiedExample;

/// `evaluation.answer_pattern` at work. A regular expression may need time that grows exponentially
/// with the text, and a model may write any text: so looking is bounded.
record AnswerPattern(Pattern pattern) {

  /// Looks at characters; a pattern that goes through a long answer a thousand times needs fewer.
  private static final long MOST_LOOKS = 20_000_000;

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
                + pattern
                + "' tries too many ways to match the answer of this example. Give each character"
                + " one way to be matched: [^)]* rather than (.*)*, and no (a*)*");
      }
    }
  }

  /// What was found in a text.
  sealed interface Found {

    /// @param text the first match: group 1 where the pattern has one
    record Text(String text) implements Found {}

    /// The text does not match.
    record Nothing() implements Found {}

    /// Looking was given up; whether it matches is not known.
    record GaveUp() implements Found {}
  }

  Found in(String text) {
    Matcher matcher = pattern.matcher(new Counted(text));
    try {
      if (!matcher.find()) {
        return new Found.Nothing();
      }
    } catch (TooManyLooksException | StackOverflowError e) { // deep groups recurse
      return new Found.GaveUp();
    }
    int group = matcher.groupCount() > 0 ? 1 : 0;
    // the group may have taken no part in the match
    return matcher.start(group) < 0
        ? new Found.Nothing()
        : new Found.Text(text.substring(matcher.start(group), matcher.end(group)));
  }

  /// Ends a search from inside, the only place that a matcher comes back to.
  private static final class TooManyLooksException extends RuntimeException {
    TooManyLooksException() {
      super("too many looks", null, false, false);
    }
  }

  /// A text that counts how often it is looked at.
  private static final class Counted implements CharSequence {

    private final String text;
    private long looks;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++looks > MOST_LOOKS) {
        throw new TooManyLooksException();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
