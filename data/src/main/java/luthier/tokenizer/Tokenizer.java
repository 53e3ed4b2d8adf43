package luthier.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import luthier.LuthierException;

/// Turns text into token ids and back, the way the model was trained with.
///
/// Implementations are safe for use by several threads, and give the same ids for the same text
/// every time: no truncation, no padding, no dropout. Texts must be well-formed UTF-16 of at most
/// [#MAX_TEXT] units; anything else is refused with `InvalidInputException`.
public interface Tokenizer extends AutoCloseable {

  /// The longest text of one call. The native library ends the process when a regular expression
  /// backtracks ten million times, which a longer run of blanks could make it do.
  int MAX_TEXT = 4_000_000;

  /// Whether a model directory has a tokenizer.
  static boolean isIn(Path directory) {
    return Files.exists(directory.resolve("tokenizer.json"));
  }

  /// What to throw where text needs the tokenizer that a directory lacks: it may have one in
  /// another form.
  static LuthierException missing(Path directory) {
    return ForeignTokenizer.missing(directory);
  }

  /// Loads the tokenizer of a model directory: `tokenizer.json`, and what `tokenizer_config.json`,
  /// `special_tokens_map.json`, `generation_config.json` and `config.json` say about special
  /// tokens, as far as they are there.
  ///
  /// @throws luthier.InvalidInputException naming file and field, where a file is missing, damaged,
  ///   contradicts itself or could make the native library hang or crash
  /// @throws luthier.UnsupportedException for a kind of model, normalizer, pre-tokenizer,
  ///   post-processor or decoder that is not known
  static Tokenizer load(Path directory) {
    return NativeTokenizer.load(directory);
  }

  /// The ids and the place of each token.
  ///
  /// @param addSpecialTokens whether the tokenizer's own rules add tokens around the text
  Encoding encodeWithPlaces(String text, boolean addSpecialTokens);

  /// The ids only, which is faster than [#encodeWithPlaces].
  int[] encode(String text, boolean addSpecialTokens);

  /// A text, or a pair of texts, as a model with labels reads it: with what the tokenizer's own
  /// rules add around and between them.
  InputEncoding encodeInput(String text, Optional<String> pair);

  /// The tokens of a text that goes on from another one: without the blank that the tokenizer puts
  /// in front of a text on its own account (see [#prefixSpace]).
  Encoding encodeContinuation(String text);

  /// Whether a token steers the model; see [AddedToken#control].
  boolean isControl(int id);

  /// The text of the ids. Ids that the tokenizer does not know have no text.
  ///
  /// @param skipSpecialTokens whether tokens marked special are left out
  String decode(int[] ids, boolean skipSpecialTokens);

  /// Decodes token by token.
  TokenStream stream(boolean skipSpecialTokens);

  /// One more than the highest id.
  int vocabularySize();

  /// The id of a token, written as in the vocabulary.
  OptionalInt id(String token);

  /// The token of an id, written as in the vocabulary.
  Optional<String> token(int id);

  /// All tokens that are found in a text before the vocabulary is applied, special or not, by id.
  List<AddedToken> addedTokens();

  /// Beginning, end and padding.
  SpecialTokens specialTokens();

  /// Where the tokenizer puts a blank in front of a text on its own account.
  PrefixSpace prefixSpace();

  /// Frees the native memory; the tokenizer must not be used afterwards.
  @Override
  void close();
}
