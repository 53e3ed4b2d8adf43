package luthier.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import luthier.kernel.StockKernels;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Head;
import luthier.operation.LogitsLoss;
import luthier.operation.Ops;
import luthier.operation.Tape;
import luthier.operation.Value;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// R-Drop and the distance to the base against their formulas in float64, gradients by differences.
class DivergenceTest {

  private static final int TOKENS = 150; // more rows than a chunk has
  private static final int WIDTH = 3;
  private static final int VOCABULARY = 6;
  private static final double NORMALISER = 97;
  private static final double CAP = 4;

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "0.7, 0, 0", "0, 3, 0", "0.7, 3, 0.1", "0, 3, 0.2"})
  void equalsItsFormula(double beta, double alpha, double smoothing) {
    Divergence divergence = new Divergence(beta, Optional.empty(), alpha);
    Twin twin = new Twin(beta, alpha, smoothing);
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(true)) {
      Documents documents = Documents.of(TOKENS);
      Ops ops =
          new Ops(new StockKernels(), tape, 0, Dropout.none(documents), GradientSink.ACCUMULATE);
      List<Parameter> views =
          IntStream.range(0, divergence.views()).mapToObj(i -> parameter(twin.views[i])).toList();
      Parameter weight = parameter(twin.weight);
      Parameter stillWeight = parameter(twin.stillWeight);
      Tensor still = beta == 0 ? null : tensor(twin.still);
      Tensor all = Native.longs(IntStream.range(0, TOKENS).asLongStream().toArray());
      List<Value> hidden = views.stream().map(view -> ops.embedding(view, all)).toList();
      double loss =
          new LogitsLoss(
                  new Head(weight, 1, CAP), still, beta == 0 ? null : new Head(stillWeight, 1, CAP))
              .apply(
                  ops,
                  hidden,
                  Native.longs(twin.rows),
                  Native.longs(twin.targets),
                  NORMALISER,
                  divergence.sum(smoothing));
      tape.backward();
      assertThat(loss).isCloseTo(twin.loss(), within(1e-6 * twin.loss()));
      requireGradient(weight, twin.weight, twin::loss);
      for (int i = 0; i < views.size(); i++) {
        requireGradient(views.get(i), twin.views[i], twin::loss);
      }
      assertThat(Native.toFloats(stillWeight.totalGradient())).containsOnly(0);
    }
  }

  private static void requireGradient(Parameter parameter, double[][] values, DoubleSupplier loss) {
    float[] found = Native.toFloats(parameter.totalGradient());
    double step = 1e-5;
    for (int r = 0; r < values.length; r++) {
      for (int c = 0; c < values[r].length; c++) {
        double kept = values[r][c];
        values[r][c] = kept + step;
        double more = loss.getAsDouble();
        values[r][c] = kept - step;
        double less = loss.getAsDouble();
        values[r][c] = kept;
        assertThat((double) found[r * values[r].length + c])
            .as("%s %d %d", parameter.name(), r, c)
            .isCloseTo((more - less) / (2 * step), within(2e-6));
      }
    }
  }

  private static Parameter parameter(double[][] values) {
    Parameter parameter = Parameter.of("p", tensor(values), ScalarType.Float, true);
    parameter.train(1);
    return parameter;
  }

  private static Tensor tensor(double[][] values) {
    float[] flat = new float[values.length * values[0].length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) values[i / values[0].length][i % values[0].length];
    }
    return Native.floats(flat).view(values.length, values[0].length);
  }

  /// The formulas, in float64.
  private static final class Twin {
    private final double[][][] views = {numbers(TOKENS, 1), numbers(TOKENS, 2)};
    private final double[][] still = numbers(TOKENS, 3);
    private final double[][] weight = numbers(VOCABULARY, 4);
    private final double[][] stillWeight = numbers(VOCABULARY, 5);
    private final long[] rows =
        IntStream.range(0, TOKENS).filter(i -> i % 3 != 1).asLongStream().toArray();
    private final long[] targets = Arrays.stream(rows).map(row -> row * 7 % VOCABULARY).toArray();
    private final double beta;
    private final double alpha;
    private final double smoothing;

    Twin(double beta, double alpha, double smoothing) {
      this.beta = beta;
      this.alpha = alpha;
      this.smoothing = smoothing;
    }

    private static double[][] numbers(int rows, int salt) {
      double[][] values = new double[rows][WIDTH];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < WIDTH; c++) {
          values[r][c] = (float) (1.5 * Math.sin(1.7 * r + 0.9 * c + 2.3 * salt));
        }
      }
      return values;
    }

    double loss() {
      double sum = 0;
      for (int i = 0; i < rows.length; i++) {
        int row = (int) rows[i];
        double[] p = logProbabilities(views[0][row], weight);
        double[] base = logProbabilities(still[row], stillWeight);
        if (alpha == 0) {
          sum += nats(p, (int) targets[i]) + beta * kl(p, base);
        } else {
          double[] q = logProbabilities(views[1][row], weight);
          // half of equation 4 of the paper
          sum +=
              (nats(p, (int) targets[i])
                      + nats(q, (int) targets[i])
                      + alpha / 2 * (kl(p, q) + kl(q, p)))
                  / 2;
          sum += beta * (kl(p, base) + kl(q, base)) / 2;
        }
      }
      return sum / NORMALISER;
    }

    private double nats(double[] logs, int target) {
      double mean = Arrays.stream(logs).average().orElseThrow();
      return -(1 - smoothing) * logs[target] - smoothing * mean;
    }

    private static double kl(double[] p, double[] q) {
      double sum = 0;
      for (int i = 0; i < p.length; i++) {
        sum += Math.exp(p[i]) * (p[i] - q[i]);
      }
      return sum;
    }

    private static double[] logProbabilities(double[] hidden, double[][] weight) {
      double[] logits = new double[weight.length];
      for (int v = 0; v < logits.length; v++) {
        for (int c = 0; c < hidden.length; c++) {
          logits[v] += hidden[c] * weight[v][c];
        }
        logits[v] = CAP * Math.tanh(logits[v] / CAP);
      }
      double sum = Arrays.stream(logits).map(Math::exp).sum();
      return Arrays.stream(logits).map(z -> z - Math.log(sum)).toArray();
    }
  }
}
