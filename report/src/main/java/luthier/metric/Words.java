package luthier.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Texts in words.
final class Words {

  /// A word of its own, between characters that are neither letters nor digits.
  private static final Pattern ARTICLES =
      Pattern.compile("(?<![\\p{L}\\p{N}_])(?:an?|the)(?![\\p{L}\\p{N}_])");

  private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");

  private Words() {}

  /// What stands between white space, also that beyond ASCII.
  static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || space(text.charAt(i))) {
        if (i > start) {
          words.add(text.substring(start, i));
        }
        start = i + 1;
      }
    }
    return words;
  }

  /// The text without white space at its end.
  static String stripTrailing(String text) {
    int end = text.length();
    while (end > 0 && space(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /// All white space is in the basic plane.
  private static boolean space(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  /// The words that count in short answers: lower case, without ASCII punctuation (which joins what
  /// it stood between) and without the English articles a, an, the (Rajpurkar et al., arXiv
  /// 1606.05250, section 6.1).
  static List<String> counting(String text) {
    String plain = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    return of(ARTICLES.matcher(plain).replaceAll(" "));
  }
}
