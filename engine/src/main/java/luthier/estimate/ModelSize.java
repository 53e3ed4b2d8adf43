package luthier.estimate;

import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/// The sizes of a model that its memory and arithmetic follow from.
///
/// @param parameters all of them, tied ones once
/// @param width of the hidden states
/// @param heads of the queries
/// @param vocabulary rows of the embedding and of the head
/// @param linears outputs and inputs of each linear layer, by full name
public record ModelSize(
    long parameters,
    int layers,
    int width,
    int heads,
    int vocabulary,
    Map<String, long[]> linears) {

  private static final Pattern ATTENTION_OUT = Pattern.compile(".*\\.o_proj");
  private static final Pattern KEYS = Pattern.compile(".*\\.k_proj");

  public ModelSize {
    linears = Map.copyOf(linears);
  }

  /// Weights of the linear layers, without embedding and head.
  public long linearWeights() {
    return sum(sizes -> sizes[0] * sizes[1]);
  }

  /// Weights of the head, which may be the embedding too.
  public long headWeights() {
    return (long) vocabulary * width;
  }

  /// Outputs of all linear layers of one layer, for a token.
  long outputsOfALayer() {
    return sum(sizes -> sizes[0]) / layers;
  }

  /// Width of what attention gives to its output projection.
  long attended() {
    return linears.entrySet().stream()
        .filter(each -> ATTENTION_OUT.matcher(each.getKey()).matches())
        .mapToLong(each -> each.getValue()[1])
        .findFirst()
        .orElse(width);
  }

  /// Width of all key heads.
  long keys() {
    return linears.entrySet().stream()
        .filter(each -> KEYS.matcher(each.getKey()).matches())
        .mapToLong(each -> each.getValue()[0])
        .findFirst()
        .orElse(attended());
  }

  /// Width of the feed-forward's middle: the widest input of a linear layer.
  long inner() {
    return linears.values().stream().mapToLong(sizes -> sizes[1]).max().orElse(width);
  }

  /// Weights of the largest tensor of a checkpoint.
  long largestTensor() {
    return Math.max(
        headWeights(),
        linears.values().stream().mapToLong(sizes -> sizes[0] * sizes[1]).max().orElse(0));
  }

  private long sum(ToLongFunction<long[]> of) {
    return linears.values().stream().mapToLong(of).sum();
  }
}
