package luthier.tokenizer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Cuts texts into the pieces that a byte-level vocabulary never merges across, and counts them.
final class PreTokens {

  /// The pieces: English contractions, a word with the one character before it, up to three digits,
  /// punctuation with the blank before it, line ends, other blanks. The pattern is the one of the
  /// Llama 3 tokenizer and is written unchanged into `tokenizer.json`.
  static final String PATTERN =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
          + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+"
          + "|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+"
          + "|\\s+(?!\\S)"
          + "|\\s+";

  private static final Pattern PIECE = Pattern.compile(PATTERN, Pattern.UNICODE_CHARACTER_CLASS);

  private PreTokens() {}

  /// How often each piece occurs. The text of a special token is a border and is not counted, so
  /// that no merge is learned from it.
  static Map<String, long[]> count(Iterable<String> texts, List<String> specialTokens) {
    Map<String, long[]> counts = new HashMap<>();
    Pattern special =
        Pattern.compile(
            specialTokens.stream().map(Pattern::quote).collect(Collectors.joining("|")));
    for (String text : texts) {
      if (specialTokens.stream().noneMatch(text::contains)) {
        countPieces(text, counts);
      } else {
        special.splitAsStream(text).forEach(part -> countPieces(part, counts));
      }
    }
    return counts;
  }

  private static void countPieces(String text, Map<String, long[]> counts) {
    Matcher piece = PIECE.matcher(text);
    while (piece.find()) {
      counts.computeIfAbsent(piece.group(), _ -> new long[1])[0]++;
    }
  }
}
