package luthier.tokenizer;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// Turns tokens into text one at a time, as they are generated.
///
/// The pieces never break a character, and all pieces together with the one of [#finish] are
/// exactly what decoding all tokens at once gives. A piece is empty while a character is
/// incomplete, and, with vocabularies that fall back to bytes, while a run of byte tokens goes on.
/// Not thread-safe.
public final class TokenStream {

  private final Tokenizer tokenizer;
  private final DecoderTraits decoder;
  private final boolean skipSpecialTokens;
  private final Set<Integer> skipped;

  /// The tokens of the last piece, then those that no piece holds yet. The last piece is kept
  /// because a token's text may depend on whether another one stands before it.
  private int[] window = new int[16];

  private int length;
  private int given;
  private boolean inByteRun;

  TokenStream(Tokenizer tokenizer, DecoderTraits decoder, boolean skipSpecialTokens) {
    this.tokenizer = tokenizer;
    this.decoder = decoder;
    this.skipSpecialTokens = skipSpecialTokens;
    this.skipped =
        tokenizer.addedTokens().stream()
            .filter(token -> skipSpecialTokens && token.special())
            .map(AddedToken::id)
            .collect(Collectors.toSet());
  }

  /// Adds a token.
  ///
  /// @return the text that is certain now and was not given yet; may be empty
  public String push(int id) {
    if (length == window.length) {
      window = Arrays.copyOf(window, length * 2);
    }
    window[length++] = id;
    if (!skipped.contains(id)) {
      tokenizer.token(id).ifPresent(token -> inByteRun = decoder.byteFallback() && isByte(token));
    }
    if (!decoder.incremental() || inByteRun) {
      return "";
    }
    String piece = pending();
    // U+FFFD at the end may be the beginning of a character that the next token completes.
    if (piece.isEmpty() || piece.endsWith("\uFFFD")) {
      return "";
    }
    window = Arrays.copyOfRange(window, given, Math.max(length, given + 16));
    length -= given;
    given = length;
    return piece;
  }

  /// Ends the text.
  ///
  /// @return what was held back; may be empty
  public String finish() {
    String piece = pending();
    length = 0;
    given = 0;
    inByteRun = false;
    return piece;
  }

  private String pending() {
    String before = decode(given);
    String all = decode(length);
    return all.length() > before.length() ? all.substring(before.length()) : "";
  }

  private String decode(int count) {
    return tokenizer.decode(Arrays.copyOf(window, count), skipSpecialTokens);
  }

  private static boolean isByte(String token) {
    return token.length() == 6 && token.startsWith("<0x") && token.endsWith(">");
  }
}
