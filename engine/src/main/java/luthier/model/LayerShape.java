package luthier.model;

import java.util.Optional;
import java.util.stream.Stream;

/// One layer: two branches, each with a norm before it, after it, or both.
///
/// @param beforeFeedForward where the branches are parallel and it is absent, the feed-forward
///   reads what attention reads
/// @param parallel whether both branches read the layer's input, instead of one after the other
/// @param branchScale what a branch is multiplied by before it is added
record LayerShape(
    Optional<NormShape> beforeAttention,
    AttentionShape attention,
    Optional<NormShape> afterAttention,
    Optional<NormShape> beforeFeedForward,
    FeedForwardShape feedForward,
    Optional<NormShape> afterFeedForward,
    boolean parallel,
    double branchScale) {

  /// All its linear layers.
  Stream<LinearShape> linears() {
    return Stream.concat(
        Stream.of(attention.queryKeyValue(), attention.output()), feedForward.linears());
  }

  Stream<NormShape> norms() {
    return Stream.of(
            beforeAttention,
            attention.queryNorm(),
            attention.keyNorm(),
            afterAttention,
            beforeFeedForward,
            afterFeedForward)
        .flatMap(Optional::stream);
  }
}
