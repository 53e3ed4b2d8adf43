package luthier.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import luthier.recipe.AdamW;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// AdamW with a starting point and a moving average against their formulas in float64.
class RegularizedOptimizerTest {

  private static final int STEPS = 25;
  private static final double RATE = 0.03;
  private static final double S = 2.5; // strength of the pull
  private static final double DECAY = 0.8;
  private static final AdamW ADAMW = new AdamW(0.9, 0.99, 1e-8, 0.4, AdamW.WeightDecayOn.MATRICES);

  /// What replaces weight decay of the toy.
  private enum Pull {
    START,
    ZERO,
    FREE,
    DECAY
  }

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  @Test
  void pullsToTheStartingWeightsInsteadOfDecay() {
    assertEqual(Pull.START);
  }

  @Test
  void pullsTheFactorBToZeroWithTheSameStrength() {
    assertEqual(Pull.ZERO);
  }

  @Test
  void leavesTheFactorAAsItIs() {
    assertEqual(Pull.FREE);
  }

  @Test
  void weightsWithoutAStartDecay() {
    assertEqual(Pull.DECAY);
  }

  /// The step on B is the step on the product: `c B A` is taken off its share.
  @Test
  void thePullOnBIsThePullOnTheProduct() {
    try (PointerScope _ = new PointerScope()) {
      Parameter b = parameter("b");
      Tensor a = Native.floats(new float[] {2, -1, 0.5f, 3}).view(2, 2);
      Tensor before = b.master().mm(a);
      try (StartingPoint start = new StartingPoint(S, List.of(), List.of(b), List.of())) {
        start.pull(b, RATE);
      }
      Tensor expected = before.sub(before.mul(Native.scalar(RATE * S)));
      assertThat(b.master().mm(a).sub(expected).abs().max().item_float()).isLessThan(1e-6f);
      b.release();
    }
  }

  private static void assertEqual(Pull pull) {
    try (PointerScope _ = new PointerScope()) {
      Parameter parameter = parameter("w");
      parameter.train(1);
      List<Parameter> all = List.of(parameter);
      StartingPoint start =
          new StartingPoint(
              S,
              pull == Pull.START ? all : List.of(),
              pull == Pull.ZERO ? all : List.of(),
              pull == Pull.FREE ? all : List.of());
      MovingAverage average = new MovingAverage(DECAY, all);
      Twin twin = new Twin(Native.toFloats(parameter.master()), pull);
      try (AdamWOptimizer optimizer =
          new AdamWOptimizer(ADAMW, all, Optional.of(start), Optional.of(average))) {
        for (int step = 1; step <= STEPS; step++) {
          float[] gradient = new float[6];
          for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (float) Math.sin(1.3 * i + step);
          }
          parameter.totalGradient().copy_(Native.floats(gradient).view(3, 2));
          optimizer.step(RATE, 1);
          twin.step(gradient, step);
          requireClose(Native.toFloats(parameter.master()), twin.weights);
        }
        average.exchange();
        requireClose(Native.toFloats(parameter.master()), twin.average);
        average.exchange();
        requireClose(Native.toFloats(parameter.master()), twin.weights);
        assertThat(optimizer.state().stream().map(AdamWOptimizer.State::name))
            .contains("w.average", "average.steps");
      }
      parameter.release();
    }
  }

  private static Parameter parameter(String name) {
    Tensor values = Native.floats(new float[] {0.5f, -1, 2, 0.1f, -0.3f, 1.5f}).view(3, 2);
    return Parameter.of(name, values, ScalarType.Float, true);
  }

  private static void requireClose(float[] found, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(2e-6));
    }
  }

  /// The same in float64, line by line as the papers have it.
  private static final class Twin {
    private final double[] start;
    private final double[] weights;
    private final double[] average;
    private final double[] first;
    private final double[] second;
    private final Pull pull;

    Twin(float[] values, Pull pull) {
      this.pull = pull;
      int n = values.length;
      start = new double[n];
      for (int i = 0; i < n; i++) {
        start[i] = values[i];
      }
      weights = start.clone();
      average = new double[n];
      first = new double[n];
      second = new double[n];
    }

    void step(float[] gradient, int number) {
      for (int i = 0; i < weights.length; i++) {
        weights[i] -=
            RATE
                * switch (pull) {
                  case START -> S * (weights[i] - start[i]);
                  case ZERO -> S * weights[i];
                  case FREE -> 0;
                  case DECAY -> ADAMW.weightDecay() * weights[i];
                };
        first[i] = 0.9 * first[i] + 0.1 * gradient[i];
        second[i] = 0.99 * second[i] + 0.01 * gradient[i] * gradient[i];
        double m = first[i] / (1 - Math.pow(0.9, number));
        double v = second[i] / (1 - Math.pow(0.99, number));
        weights[i] -= RATE * m / (Math.sqrt(v) + 1e-8);
        average[i] = number == 1 ? weights[i] : DECAY * average[i] + (1 - DECAY) * weights[i];
      }
    }
  }
}
