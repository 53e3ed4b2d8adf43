package luthier.kernel;

/// The shape of causal attention with shared key heads.
///
/// @param heads query heads
/// @param keyHeads of the keys and values; a divisor of `heads`
/// @param window keys that a query sees at most, itself included; [Integer#MAX_VALUE] for all
/// @param scale of the scores
public record AttentionShape(int heads, int keyHeads, int headSize, int window, double scale) {}
