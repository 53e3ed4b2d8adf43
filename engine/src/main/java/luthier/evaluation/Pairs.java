package luthier.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import luthier.Excerpt;
import luthier.InvalidInputException;
import luthier.tokenizer.SpecialTokens;
import luthier.tokenizer.Tokenizer;

/// From texts to the tokens whose log-likelihoods are asked for, by the rules of
/// lm-evaluation-harness 0.4 (EleutherAI; `TemplateLM._encode_pair`, `HFLM.tok_encode`,
/// `get_rolling_token_windows`), so that its numbers are met.
///
/// @param prefix stands before a text that has nothing before it
public record Pairs(Tokenizer tokenizer, int prefix) {

  /// @throws InvalidInputException when the model names neither a token that begins nor one that
  ///   ends a text
  public static Pairs of(Tokenizer tokenizer) {
    SpecialTokens special = tokenizer.specialTokens();
    OptionalInt prefix = special.bos().isPresent() ? special.bos() : special.eos();
    return new Pairs(
        tokenizer,
        prefix.orElseThrow(() ->
            new InvalidInputException(
                "the model's tokenizer names neither bos_token nor eos_token; the first token of a"
                    + " text needs one before it")));
  }

  /// The tokens of a text with what the tokenizer adds around it, unless the text begins with the
  /// beginning token itself.
  public int[] encode(String text) {
    String begin = tokenizer.decode(new int[] {prefix}, false);
    return tokenizer.encode(text, begin.isEmpty() || !text.startsWith(begin));
  }

  /// Blanks at the end of the context belong to the continuation; the continuation's tokens are
  /// those of the whole behind as many as the context alone has.
  ///
  /// @throws InvalidInputException when no token is left to the continuation
  public Likelihoods.Request request(String context, String continuation) {
    if (context.isEmpty()) {
      int[] ids = tokenizer.encode(continuation, false);
      boolean begun = ids.length > 0 && ids[0] == prefix;
      int[] behind = begun ? Arrays.copyOfRange(ids, 1, ids.length) : ids;
      return required(new int[] {prefix}, behind, continuation);
    }
    int end = context.length();
    while (end > 0 && isBlank(context.charAt(end - 1))) {
      end--;
    }
    int[] whole = encode(context + continuation);
    int[] before = encode(context.substring(0, end));
    int length = Math.min(before.length, whole.length);
    return required(before, Arrays.copyOfRange(whole, length, whole.length), continuation);
  }

  private static Likelihoods.Request required(int[] context, int[] continuation, String text) {
    if (context.length == 0 || continuation.length == 0) {
      throw new InvalidInputException(
          "the tokenizer makes no token of "
              + (context.length == 0 ? "the prompt" : Excerpt.of(text))
              + " of its own here");
    }
    return new Likelihoods.Request(context, continuation);
  }

  /// What Python's `str.rstrip` takes away.
  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  /// A whole text in windows of as many tokens as the model has positions; every token is predicted
  /// once, the first one behind the prefix, those of a later window behind one token at least.
  ///
  /// @throws InvalidInputException when the text has no token
  public List<Likelihoods.Request> windows(String text, int positions) {
    int[] ids = encode(text);
    if (ids.length == 0) {
      throw new InvalidInputException("the tokenizer makes no token of the text");
    }
    List<Likelihoods.Request> windows = new ArrayList<>();
    int first = Math.min(positions, ids.length);
    windows.add(new Likelihoods.Request(new int[] {prefix}, Arrays.copyOf(ids, first)));
    for (int done = first; done < ids.length; ) {
      int to = Math.min(done + positions, ids.length);
      // the last window is as long as the others: it reaches back over tokens already predicted
      int from = Math.max(0, to - positions - 1);
      windows.add(
          new Likelihoods.Request(
              Arrays.copyOfRange(ids, from, done), Arrays.copyOfRange(ids, done, to)));
      done = to;
    }
    return windows;
  }
}
