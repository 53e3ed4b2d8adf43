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

  /// Elements of a token that are kept for the way back besides the outputs of linear layers and of
  /// attention: queries, keys and values once more where they are put in order or normed, branches
  /// once more where they are normed or scaled, and what a mixture adds up.
  long copies() {
    long width = attention.output().projections().getFirst().outputs();
    long queryKeyValue =
        attention.queryKeyValue().projections().stream()
            .mapToLong(LinearShape.Projection::outputs)
            .sum();
    long copies = 0;
    copies += attention.headByHead() ? queryKeyValue : 0;
    copies += attention.queryNorm().isPresent() ? queryKeyValue : 0;
    copies += afterAttention.isPresent() ? width : 0;
    copies += afterFeedForward.isPresent() ? width : 0;
    copies += branchScale == 1 ? 0 : 2 * width;
    if (feedForward instanceof FeedForwardShape.Routed routed) {
      copies += routed.shared().isPresent() ? 2 * width : width;
    }
    return copies;
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
