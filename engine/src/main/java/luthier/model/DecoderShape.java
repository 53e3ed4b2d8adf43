package luthier.model;

/// The numbers of a [Decoder].
///
/// @param width of the hidden states (`hidden_size`)
/// @param keyHeads heads of keys and values; a divisor of `heads`
/// @param inner width of the feed-forward (`intermediate_size`)
/// @param maxPositions longest sequence that the model was made for
/// @param queryKeyValueBias whether those projections have biases
/// @param outputBias whether attention's output projection has one
/// @param feedForwardBias whether the feed-forward's projections have them
/// @param headNorm whether each query and key head is normalised
/// @param windows for each layer, how many keys a query sees at most; its length is the number of
///   layers
/// @param tied whether the output head is the embedding
record DecoderShape(
    int width,
    int heads,
    int keyHeads,
    int headSize,
    int inner,
    int vocabulary,
    int maxPositions,
    double normEpsilon,
    double initializerRange,
    boolean queryKeyValueBias,
    boolean outputBias,
    boolean feedForwardBias,
    boolean headNorm,
    int[] windows,
    boolean tied,
    Rope rope) {

  int layers() {
    return windows.length;
  }
}
