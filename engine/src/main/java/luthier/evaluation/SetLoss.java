package luthier.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import luthier.batch.MicroBatch;
import luthier.kernel.Kernels;
import luthier.objective.Objective;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;

/// The loss on a set of examples.
///
/// @param tokensPerPass passes are filled up to this
public record SetLoss(
    Objective objective, Workers workers, List<Kernels> kernels, int tokensPerPass) {

  /// @param sum over what the loss is made of: the supervised tokens of a language model
  /// @param normaliser what it is divided by: their number
  public record Result(double sum, double normaliser) {
    public double loss() {
      return sum / normaliser;
    }
  }

  /// The plain loss over the set, without dropout.
  public Result of(List<TokenizedExample> examples) {
    List<List<TokenizedExample>> passes = passes(examples);
    double[] sums = new double[passes.size()];
    workers.sum(worker -> {
      for (int i = worker; i < sums.length; i += workers.count()) {
        sums[i] = objective.sum(kernels.get(worker), MicroBatch.of(passes.get(i)));
      }
      return 0;
    });
    return new Result(Arrays.stream(sums).sum(), objective.normaliser(examples));
  }

  /// The sum of each example, for intervals.
  public double[] sums(List<TokenizedExample> examples) {
    double[] sums = new double[examples.size()];
    workers.sum(worker -> {
      for (int i = worker; i < sums.length; i += workers.count()) {
        MicroBatch alone = MicroBatch.of(List.of(examples.get(i)));
        sums[i] = objective.sum(kernels.get(worker), alone);
      }
      return 0;
    });
    return sums;
  }

  private List<List<TokenizedExample>> passes(List<TokenizedExample> examples) {
    List<TokenizedExample> byLength = new ArrayList<>(examples);
    byLength.sort(Comparator.comparingInt(e -> -e.ids().length));
    List<List<TokenizedExample>> passes = new ArrayList<>();
    int filled = Integer.MAX_VALUE;
    for (TokenizedExample example : byLength) {
      if ((long) filled + example.ids().length > tokensPerPass) {
        passes.add(new ArrayList<>());
        filled = 0;
      }
      passes.getLast().add(example);
      filled += example.ids().length;
    }
    return passes;
  }
}
