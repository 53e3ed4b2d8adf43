package luthier.tokenizer;

/// An example as tokens.
///
/// @param id of the example
/// @param ids token ids
/// @param labels the token at each position, or -100 where it is not supervised; same length
public record TokenizedExample(String id, int[] ids, int[] labels) {}
