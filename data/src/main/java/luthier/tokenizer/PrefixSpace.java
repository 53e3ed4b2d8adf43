package luthier.tokenizer;

/// Where a tokenizer puts a blank in front of a text on its own account, as SentencePiece
/// vocabularies do. Matters where a text is encoded in parts: a part that goes on must not get one.
public enum PrefixSpace {
  /// Nowhere.
  NEVER,
  /// At the beginning of the text.
  FIRST,
  /// At the beginning of the text and after every added token.
  ALWAYS
}
