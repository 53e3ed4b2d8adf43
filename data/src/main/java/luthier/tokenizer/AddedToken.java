package luthier.tokenizer;

/// A token that is found in the text before the vocabulary is applied.
///
/// @param id its id
/// @param content its text
/// @param special whether decoding may leave it out; such tokens steer a model
public record AddedToken(int id, String content, boolean special) {

  /// Whether this token steers a model, so that the same text in a user's data must not become it:
  /// it is marked special, or is written between bars like `<|im_end|>` or `<｜User｜>`, which some
  /// model families use for role markers that they do not mark special.
  public boolean control() {
    return special
        || (content.startsWith("<|") && content.endsWith("|>"))
        || (content.startsWith("<\uFF5C") && content.endsWith("\uFF5C>"));
  }
}
