package luthier.tokenizer;

import java.util.BitSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Character classes of Oniguruma, rewritten for `java.util.regex`, and the sets of characters that
/// they hold.
///
/// Sets are taken over a sample of Unicode: all of U+0000 to U+24FF, some of every later block in
/// common use, and every character that the expression itself names with its neighbours. Two
/// classes that overlap, overlap there.
final class RegexClass {

  /// Every character; also stands for a class that Java does not understand.
  static final String ANY = "[\\x{0}-\\x{10FFFF}]";

  private static final Pattern PROPERTY = Pattern.compile("\\\\([pP])\\{(\\^?)([^}]*)\\}");
  private static final Pattern POSIX = Pattern.compile("\\[:(\\^?)([a-z]+):\\]");

  private RegexClass() {}

  static String literal(int character) {
    return "[\\x{" + Integer.toHexString(character) + "}]";
  }

  static String toJava(String onigurumaClass) {
    String text =
        onigurumaClass.replace("\\h", "0-9a-fA-F").replace("\\v", "\\x0B").replace("\\K", "K");
    text =
        POSIX
            .matcher(text)
            .replaceAll(match ->
                Matcher.quoteReplacement(
                    property(match.group(1).isEmpty() ? "p" : "P", match.group(2))));
    return PROPERTY
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(property(letter(match), match.group(3))));
  }

  private static String letter(MatchResult match) {
    boolean negated = match.group(1).equals("P") != match.group(2).equals("^");
    return negated ? "P" : "p";
  }

  /// Scripts and binary properties need `Is` in front in Java.
  private static String property(String letter, String name) {
    String plain = "\\" + letter + "{" + name + "}";
    return compiles(plain) ? plain : "\\" + letter + "{Is" + name + "}";
  }

  private static boolean compiles(String pattern) {
    try {
      return !Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS).pattern().isEmpty();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  /// The code points over which sets are taken, for an expression.
  static int[] sample(String pattern) {
    TreeSet<Integer> points = new TreeSet<>();
    for (int point = 0; point < 0x2500; point++) {
      points.add(point);
    }
    for (int point = 0x2500; point < 0x20000; point += 37) {
      points.add(point);
    }
    pattern
        .codePoints()
        .forEach(point -> {
          points.add(Math.max(0, point - 1));
          points.add(point);
          points.add(Math.min(Character.MAX_CODE_POINT, point + 1));
        });
    return points.stream().mapToInt(Integer::intValue).toArray();
  }

  /// Which characters of a sample a class holds; all of them where Java does not understand the
  /// class.
  static BitSet members(RegexNode.Chars chars, int[] sample) {
    int flags =
        Pattern.UNICODE_CHARACTER_CLASS
            | (chars.ignoreCase() ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
    Pattern pattern;
    try {
      pattern = Pattern.compile(chars.javaClass(), flags);
    } catch (PatternSyntaxException e) {
      pattern = Pattern.compile(ANY);
    }
    Matcher matcher = pattern.matcher("");
    IntPredicate holds = point -> matcher.reset(Character.toString(point)).matches();
    BitSet members = new BitSet(sample.length);
    for (int i = 0; i < sample.length; i++) {
      if (holds.test(sample[i])) {
        members.set(i);
      }
    }
    return members;
  }
}
