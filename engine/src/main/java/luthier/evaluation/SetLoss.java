package luthier.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import luthier.batch.MicroBatch;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;
import luthier.objective.NextToken;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;

/// The loss on a set of examples.
///
/// @param tokensPerPass passes are filled up to this
public record SetLoss(
    LanguageModel model, Workers workers, List<Kernels> kernels, int tokensPerPass) {

  /// @param nats sum over the supervised tokens
  public record Result(double nats, long supervisedTokens) {
    /// Nats per supervised token.
    public double loss() {
      return nats / supervisedTokens;
    }
  }

  /// The plain cross-entropy over all supervised tokens of the set, without dropout.
  public Result of(List<TokenizedExample> examples) {
    List<List<TokenizedExample>> passes = passes(examples);
    double[] nats = new double[passes.size()];
    workers.sum(worker -> {
      for (int i = worker; i < nats.length; i += workers.count()) {
        nats[i] = NextToken.nats(model, kernels.get(worker), MicroBatch.of(passes.get(i)));
      }
      return 0;
    });
    long supervised = examples.stream().mapToLong(TokenizedExample::supervised).sum();
    return new Result(Arrays.stream(nats).sum(), supervised);
  }

  /// The nats of each example, for intervals.
  public double[] nats(List<TokenizedExample> examples) {
    double[] nats = new double[examples.size()];
    workers.sum(worker -> {
      for (int i = worker; i < nats.length; i += workers.count()) {
        MicroBatch alone = MicroBatch.of(List.of(examples.get(i)));
        nats[i] = NextToken.nats(model, kernels.get(worker), alone);
      }
      return 0;
    });
    return nats;
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
