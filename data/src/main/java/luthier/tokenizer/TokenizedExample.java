package luthier.tokenizer;

/// An example as tokens.
///
/// @param id of the example
/// @param ids token ids
/// @param labels the token at each position, or -100 where it is not supervised; same length
/// @param controlTexts how often the example's own text says what the tokenizer knows as a control
///   token; see [ChatEncoder] for what becomes of it
public record TokenizedExample(String id, int[] ids, int[] labels, int controlTexts) {

  public TokenizedExample(String id, int[] ids, int[] labels) {
    this(id, ids, labels, 0);
  }
}
