package luthier.recipe;

import java.util.regex.Pattern;
import luthier.InvalidInputException;

/// Matches names of modules with regular expressions from recipes and adapters, which may be
/// hostile: Java's matcher tries every way through an expression like `(a+)+b`.
public final class ModulePattern {

  private static final int MOST_STEPS = 1_000_000;

  private ModulePattern() {}

  /// Whether the expression matches the whole name.
  ///
  /// @throws InvalidInputException when that takes out of all proportion
  public static boolean matches(String regex, String name) {
    return Pattern.compile(regex).matcher(new Metered(regex, name, new int[1])).matches();
  }

  /// A name that counts how often it is looked at.
  private record Metered(String regex, String name, int[] steps) implements CharSequence {

    @Override
    public char charAt(int index) {
      if (++steps[0] > MOST_STEPS) {
        throw new InvalidInputException(
            "the regular expression '"
                + regex
                + "' for names of modules takes for ever on '"
                + name
                + "'; write it without repetitions inside repetitions");
      }
      return name.charAt(index);
    }

    @Override
    public int length() {
      return name.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return name.subSequence(start, end);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
