package luthier.estimate;

import java.util.Map;

/// What of a recipe and its data decides what a run needs.
///
/// @param adapter rank of the addition to each adapted linear layer, by full name; empty where the
///   whole model is trained
/// @param trainedBesides parameters that are trained besides an adapter, such as biases
/// @param dropout whether the inputs of the additions are dropped at random
/// @param bfloat16 what the model computes with; otherwise float32
/// @param checkpointed whether layers are run again on the way back instead of kept
/// @param workers who compute at once
/// @param passTokens tokens of the largest pass of a step
/// @param togetherTokens the most tokens that all workers' passes of a step have together
/// @param longest tokens of the longest example
/// @param evaluatedTokens tokens of the largest pass of an evaluation; 0 where nothing is held out
/// @param besides what regularisation adds
public record Setup(
    ModelSize model,
    Map<String, Integer> adapter,
    long trainedBesides,
    boolean dropout,
    boolean bfloat16,
    boolean checkpointed,
    int workers,
    long passTokens,
    long togetherTokens,
    long longest,
    long evaluatedTokens,
    Besides besides) {

  public Setup {
    adapter = Map.copyOf(adapter);
  }

  /// Without regularisation.
  public Setup(
      ModelSize model,
      Map<String, Integer> adapter,
      long trainedBesides,
      boolean dropout,
      boolean bfloat16,
      boolean checkpointed,
      int workers,
      long passTokens,
      long togetherTokens,
      long longest,
      long evaluatedTokens) {
    this(
        model,
        adapter,
        trainedBesides,
        dropout,
        bfloat16,
        checkpointed,
        workers,
        passTokens,
        togetherTokens,
        longest,
        evaluatedTokens,
        Besides.NOTHING);
  }

  /// Whether the whole model is trained.
  public boolean full() {
    return adapter.isEmpty();
  }

  /// Parameters that the optimizer changes.
  public long trained() {
    return full() ? model.parameters() : trainedBesides + adapterWeights();
  }

  /// Weights of the low-rank additions: rank times outputs plus inputs, of each adapted layer.
  long adapterWeights() {
    long weights = 0;
    for (Map.Entry<String, Integer> each : adapter.entrySet()) {
      long[] sizes = model.linears().getOrDefault(each.getKey(), new long[] {0, 0});
      weights += each.getValue() * (sizes[0] + sizes[1]);
    }
    return weights;
  }

  /// Those that a token is multiplied with.
  double adapterWeightsOfAToken() {
    double weights = 0;
    for (Map.Entry<String, Integer> each : adapter.entrySet()) {
      long[] sizes = model.linears().getOrDefault(each.getKey(), new long[] {0, 0});
      weights += model.share(each.getKey()) * each.getValue() * (sizes[0] + sizes[1]);
    }
    return weights;
  }

  /// Ranks of all additions of one layer that a token goes through.
  long ranksOfALayer() {
    double ranks = 0;
    for (Map.Entry<String, Integer> each : adapter.entrySet()) {
      ranks += model.share(each.getKey()) * each.getValue();
    }
    return Math.round(ranks / model.layers());
  }

  /// Bytes of an element.
  public int bytes() {
    return bfloat16 ? 2 : 4;
  }
}
