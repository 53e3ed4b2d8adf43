package luthier.metric;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import luthier.Excerpt;
import luthier.InvalidInputException;

/// A regular expression at work on texts that a model wrote. It may need time that grows
/// exponentially with the text, and a model may write any text: so looking is bounded.
///
/// @param group what of a match counts: a group's number, 0 for all of it
public record BoundedPattern(Pattern pattern, int group) {

  /// Looks at characters; a pattern that goes through a long answer a thousand times needs fewer.
  private static final long MOST_LOOKS = 20_000_000;

  /// What to do about a pattern that gave up.
  public static final String ADVICE =
      "Give each character one way to be matched: [^)]* rather than (.*)*, and no (a*)*";

  /// Takes a pattern that has the group.
  ///
  /// @throws InvalidInputException when it has not
  public BoundedPattern {
    int groups = pattern.matcher("").groupCount();
    if (group < 0 || group > groups) {
      throw new InvalidInputException(
          "regular expression "
              + Excerpt.of(pattern.pattern())
              + ": there is no group "
              + group
              + ", expected 0 (all that matches) to "
              + groups);
    }
  }

  /// Reads a pattern in the notation of [Pattern].
  ///
  /// @throws InvalidInputException when it is none, or has not the group
  public static BoundedPattern of(String pattern, int group) {
    try {
      return new BoundedPattern(Pattern.compile(pattern), group);
    } catch (PatternSyntaxException e) {
      throw new InvalidInputException(
          "regular expression "
              + Excerpt.of(pattern)
              + ": "
              + e.getDescription()
              + (e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1)),
          e);
    }
  }

  /// What was found in a text.
  public sealed interface Found {

    /// @param text the group of the first match
    record Text(String text) implements Found {}

    /// The text does not match, or the group took no part in the match.
    record Nothing() implements Found {}

    /// Looking was given up; whether it matches is not known.
    record GaveUp() implements Found {}
  }

  /// Looks for the first match.
  public Found in(String text) {
    Matcher matcher = pattern.matcher(new Counted(text));
    try {
      if (!matcher.find()) {
        return new Found.Nothing();
      }
    } catch (TooManyLooksException | StackOverflowError e) { // deep groups recurse
      return new Found.GaveUp();
    }
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
