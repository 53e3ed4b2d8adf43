package luthier.estimate;

import java.util.Map;
import java.util.function.ToLongFunction;

/// The sizes of a model that its memory and arithmetic follow from.
///
/// @param parameters all of them, tied ones once
/// @param width of the hidden states
/// @param inner width of the feed-forward's middle: of all experts that a token goes through
/// @param copies elements of a token that a layer keeps besides what its linear layers and its
///   attention give, such as the results of norms after them
/// @param vocabulary rows of the embedding and of the head
/// @param linears outputs and inputs of each linear layer, by full name
/// @param shares of the tokens that go through a linear layer, where they do not all: experts
public record ModelSize(
    long parameters,
    int layers,
    int width,
    Heads heads,
    long inner,
    long copies,
    int vocabulary,
    Map<String, long[]> linears,
    Map<String, Double> shares) {

  /// Heads of queries, and of keys and values, and the width of one.
  public record Heads(int queries, int keys, int size) {}

  public ModelSize {
    linears = Map.copyOf(linears);
    shares = Map.copyOf(shares);
  }

  /// Weights of the linear layers, without embedding and head.
  public long linearWeights() {
    return linears.values().stream().mapToLong(sizes -> sizes[0] * sizes[1]).sum();
  }

  /// Those that a token is multiplied with.
  double weightsOfAToken() {
    return ofAToken(sizes -> sizes[0] * sizes[1]);
  }

  /// Weights of the head, which may be the embedding too.
  public long headWeights() {
    return (long) vocabulary * width;
  }

  /// Outputs of all linear layers of one layer, for a token.
  long outputsOfALayer() {
    return Math.round(ofAToken(sizes -> sizes[0]) / layers);
  }

  /// Width of what attention gives to its output projection.
  long attended() {
    return (long) heads.queries * heads.size;
  }

  /// Width of all key heads.
  long keys() {
    return (long) heads.keys * heads.size;
  }

  /// Weights of the largest tensor of a checkpoint.
  long largestTensor() {
    return Math.max(
        headWeights(),
        linears.values().stream().mapToLong(sizes -> sizes[0] * sizes[1]).max().orElse(0));
  }

  /// The share of the tokens that go through a linear layer.
  double share(String linear) {
    return shares.getOrDefault(linear, 1.0);
  }

  private double ofAToken(ToLongFunction<long[]> of) {
    return linears.entrySet().stream()
        .mapToDouble(each -> share(each.getKey()) * of.applyAsLong(each.getValue()))
        .sum();
  }
}
