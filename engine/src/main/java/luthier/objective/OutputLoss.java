package luthier.objective;

import java.util.Arrays;
import java.util.stream.IntStream;
import luthier.recipe.LabelLoss;
import luthier.tensor.Native;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// How far the outputs of a task's head are from what they should be.
public sealed interface OutputLoss {

  /// Of torch's reductions.
  long SUM = 2;

  /// The sum over rows and outputs; libtorch's autograd finds its way back.
  ///
  /// @param outputs [rows, size] float32
  /// @param targets [rows][numbers of a row]: the place of a class, or a number for each output
  Tensor sum(Tensor outputs, double[][] targets);

  /// `KL(P|Q) + KL(Q|P)` of two passes' outputs, the sum over rows that count as in [#sum]; see
  /// [Divergence].
  default Tensor apart(Tensor one, Tensor other, double[][] targets) {
    throw new IllegalStateException("numbers are no distribution");
  }

  /// What a row counts in the number that the sum is divided by.
  double weight(double[] target);

  /// The same loss for validation: without smoothing.
  default OutputLoss plain() {
    return this;
  }

  private static Tensor matrix(double[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) rows[i / rows[0].length][i % rows[0].length];
    }
    return Native.floats(flat).view(rows.length, rows[0].length);
  }

  private static TensorOptional optional(double[] weights) {
    return weights.length == 0
        ? new TensorOptional()
        : new TensorOptional(Native.floats(floats(weights)));
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) values[i]);
    return floats;
  }

  /// Cross-entropy of one class of several, as `torch.nn.functional.cross_entropy` has it: the sum
  /// of `w[y] (-ln p[y])` is divided by the sum of `w[y]`.
  ///
  /// @param weights of the classes; empty where all count 1
  /// @param smoothing probability spread over all classes, in [0, 1)
  record OneClass(double[] weights, double smoothing) implements OutputLoss {

    @Override
    public Tensor sum(Tensor outputs, double[][] targets) {
      long[] classes = Arrays.stream(targets).mapToLong(t -> (long) t[0]).toArray();
      return torch.cross_entropy_loss(
          outputs, Native.longs(classes), optional(weights), SUM, -100, smoothing);
    }

    @Override
    public Tensor apart(Tensor one, Tensor other, double[][] targets) {
      Tensor p = one.log_softmax(-1);
      Tensor q = other.log_softmax(-1);
      Tensor rows = p.exp().sub(q.exp()).mul(p.sub(q)).sum(new long[] {-1});
      double[] counts = Arrays.stream(targets).mapToDouble(this::weight).toArray();
      return rows.mul(Native.floats(floats(counts))).sum();
    }

    @Override
    public double weight(double[] target) {
      return weights.length == 0 ? 1 : weights[(int) target[0]];
    }

    @Override
    public OutputLoss plain() {
      return new OneClass(weights, 0);
    }
  }

  /// Binary cross-entropy of each label, as `torch.nn.BCEWithLogitsLoss`: the mean over rows and
  /// labels.
  ///
  /// @param positiveWeights how much a label that is there counts; empty where all count 1
  /// @param smoothing probability spread over yes and no, in [0, 1)
  record AnyLabels(double[] positiveWeights, double smoothing) implements OutputLoss {

    /// Without smoothing.
    public AnyLabels(double[] positiveWeights) {
      this(positiveWeights, 0);
    }

    @Override
    public Tensor sum(Tensor outputs, double[][] targets) {
      Tensor wanted = matrix(targets);
      if (smoothing > 0) {
        wanted = wanted.mul(Native.scalar(1 - smoothing)).add(Native.scalar(smoothing / 2));
      }
      return torch.binary_cross_entropy_with_logits(
          outputs, wanted, new TensorOptional(), optional(positiveWeights), SUM);
    }

    /// Of a yes or no with the logit z, the sum of both ways is `(p - q) (zp - zq)`.
    @Override
    public Tensor apart(Tensor one, Tensor other, double[][] targets) {
      return one.sigmoid().sub(other.sigmoid()).mul(one.sub(other)).sum();
    }

    @Override
    public OutputLoss plain() {
      return new AnyLabels(positiveWeights, 0);
    }

    @Override
    public double weight(double[] target) {
      return target.length;
    }
  }

  /// A loss of numbers: the mean over rows and outputs.
  ///
  /// @param mean of each target in the training set, and
  /// @param deviation by which it is divided; outputs are in these units
  record OfNumbers(
      LabelLoss.Numbers kind, double quantile, double huberDelta, double[] mean, double[] deviation)
      implements OutputLoss {

    @Override
    public Tensor sum(Tensor outputs, double[][] targets) {
      Tensor wanted = matrix(standardised(targets));
      return switch (kind) {
        case MSE -> torch.mse_loss(outputs, wanted, SUM);
        case MAE -> torch.l1_loss(outputs, wanted, SUM);
        case HUBER -> torch.huber_loss(outputs, wanted, SUM, huberDelta);
        case QUANTILE -> {
          Tensor error = wanted.sub(outputs);
          yield torch
              .maximum(error.mul(Native.scalar(quantile)), error.mul(Native.scalar(quantile - 1)))
              .sum();
        }
      };
    }

    private double[][] standardised(double[][] targets) {
      return Arrays.stream(targets)
          .map(row ->
              IntStream.range(0, row.length)
                  .mapToDouble(i -> (row[i] - mean[i]) / deviation[i])
                  .toArray())
          .toArray(double[][]::new);
    }

    @Override
    public double weight(double[] target) {
      return target.length;
    }
  }
}
