package luthier.run;

import java.util.List;
import java.util.stream.IntStream;
import luthier.metric.ClassPredictions;
import luthier.metric.LabelSetPredictions;
import luthier.metric.NumberPredictions;
import luthier.metric.Predictions;
import luthier.recipe.LabelLoss;
import luthier.tokenizer.TokenizedExample;

/// What was said of whole texts, beside the truth.
record LabelPredictions(Labelling labelling, LabelLoss loss) {

  /// @param tokens hold the truth
  /// @param said [example][label or number]: probabilities, or numbers in the unit of the data
  Predictions of(List<TokenizedExample> tokens, double[][] said) {
    List<String> names = labelling.names();
    return switch (labelling.task()) {
      case CLASSIFICATION ->
          new ClassPredictions(
              names, tokens.stream().mapToInt(t -> (int) t.targets()[0]).toArray(), said);
      case MULTI_LABEL ->
          new LabelSetPredictions(
              names, tokens.stream().map(t -> flags(t.targets())).toArray(boolean[][]::new), said);
      case REGRESSION -> {
        NumberPredictions numbers =
            new NumberPredictions(
                names,
                tokens.stream().map(TokenizedExample::targets).toArray(double[][]::new),
                said);
        yield loss.ofNumbers() == LabelLoss.Numbers.QUANTILE
            ? numbers.withQuantile(loss.quantile())
            : numbers;
      }
      case TOKEN_CLASSIFICATION, CHAT, COMPLETION, TEXT, MASKED_TEXT ->
          throw new IllegalStateException("no task of whole texts");
    };
  }

  private static boolean[] flags(double[] targets) {
    boolean[] flags = new boolean[targets.length];
    IntStream.range(0, flags.length).forEach(i -> flags[i] = targets[i] == 1);
    return flags;
  }
}
