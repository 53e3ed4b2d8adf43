package luthier.dataset;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import luthier.example.Example;
import luthier.example.Message;
import luthier.example.Role;

/// What an example is compared by: the set of its shingles, that is of three words in a row, as
/// hashes (Broder 1997, "On the resemblance and containment of documents").
///
/// Words are runs of letters and digits, compared without regard to case, width and accents'
/// encoding (NFKC); in scripts that put no space between words every character is one. What stands
/// between words does not count: texts that differ in punctuation only are the same. A text of
/// fewer than three words is one shingle. System prompts are left out, since many conversations
/// share one.
final class Shingles {

  /// Words in a shingle.
  static final int WORDS = 3;

  private static final Hasher64 HASHER = Hashing.komihash5_0();

  private final StringBuilder word = new StringBuilder();
  private long[] words = new long[64];
  private int count;

  private Shingles() {}

  /// The distinct shingles, ascending; at least one.
  static long[] of(Example example) {
    return switch (example) {
      case Example.Conversation c -> ofText(said(c));
      case Example.Completion c -> ofText(c.prompt() + "\n" + c.completion());
      case Example.Passage p -> ofText(p.text());
      case Example.TokenRow t -> ofTokens(t.inputIds());
      case Example.Labelled l ->
          switch (l.input()) {
            case Example.Input.Text(String text, Optional<String> pair) ->
                ofText(text + "\n" + pair.orElse(""));
            case Example.Input.Tokens(List<Integer> ids) -> ofTokens(ids);
          };
    };
  }

  static long[] ofText(String text) {
    Shingles shingles = new Shingles();
    String normalised = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    normalised.codePoints().forEach(shingles::add);
    shingles.endWord();
    if (shingles.count == 0) {
      // nothing but punctuation or symbols: equal only to itself
      return new long[] {HASHER.hashCharsToLong(normalised.strip())};
    }
    return shingles.distinct();
  }

  private static long[] ofTokens(List<Integer> ids) {
    Shingles shingles = new Shingles();
    ids.forEach(id -> shingles.push(HASHER.hashIntToLong(id)));
    return shingles.distinct();
  }

  private static String said(Example.Conversation conversation) {
    StringBuilder text = new StringBuilder();
    for (Message message : conversation.messages()) {
      if (message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER) {
        continue;
      }
      for (String field : List.of("content", "reasoning_content", "tool_calls")) {
        Object value = message.fields().get(field);
        text.append(value == null ? "" : value).append('\n');
      }
    }
    return text.toString();
  }

  private void add(int codePoint) {
    if (!Character.isLetterOrDigit(codePoint)
        && Character.getType(codePoint) != Character.NON_SPACING_MARK) {
      endWord();
      return;
    }
    if (isWordByItself(codePoint)) {
      endWord();
      word.appendCodePoint(codePoint);
      endWord();
      return;
    }
    word.appendCodePoint(codePoint);
  }

  private static boolean isWordByItself(int codePoint) {
    if (codePoint < 0x0e00) {
      return false;
    }
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }

  private void endWord() {
    if (!word.isEmpty()) {
      push(HASHER.hashCharsToLong(word));
      word.setLength(0);
    }
  }

  private void push(long wordHash) {
    if (count == words.length) {
      words = Arrays.copyOf(words, Math.multiplyExact(count, 2));
    }
    words[count++] = wordHash;
  }

  private long[] distinct() {
    if (count < WORDS) {
      return new long[] {HASHER.hashLongLongLongToLong(count, words[0], count < 2 ? 0 : words[1])};
    }
    long[] shingles = new long[count - WORDS + 1];
    for (int i = 0; i < shingles.length; i++) {
      shingles[i] = HASHER.hashLongLongLongToLong(words[i], words[i + 1], words[i + 2]);
    }
    Arrays.sort(shingles);
    int distinct = 0;
    for (int i = 0; i < shingles.length; i++) {
      if (i == 0 || shingles[i] != shingles[i - 1]) {
        shingles[distinct++] = shingles[i];
      }
    }
    return Arrays.copyOf(shingles, distinct);
  }

  /// Whether the Jaccard similarity |a ∩ b| / |a ∪ b| of two ascending sets is at least a
  /// threshold.
  ///
  /// With c common elements it is c / (|a| + |b| - c), so c must reach t (|a| + |b|) / (1 + t); the
  /// comparison ends where that has become impossible.
  static boolean areSimilar(long[] a, long[] b, double threshold) {
    // a hair less than the exact bound: 0.8 has no exact double, and a tie counts as similar
    int needed = (int) Math.ceil(threshold * (a.length + b.length) / (1 + threshold) - 1e-9);
    int common = 0;
    int i = 0;
    int j = 0;
    while (common + Math.min(a.length - i, b.length - j) >= needed) {
      if (i == a.length || j == b.length) {
        return true;
      }
      if (a[i] == b[j]) {
        common++;
        i++;
        j++;
      } else if (a[i] < b[j]) {
        i++;
      } else {
        j++;
      }
    }
    return false;
  }
}
