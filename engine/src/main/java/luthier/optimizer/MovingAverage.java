package luthier.optimizer;

import java.util.ArrayList;
import java.util.List;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The exponential moving average of the trained weights (Polyak & Juditsky 1992, in the form of
/// `torch.optim.swa_utils.AveragedModel` with `get_ema_multi_avg_fn`), in float32: after the first
/// step the weights themselves, then
///
///     average = decay * average + (1 - decay) * weights
public final class MovingAverage implements AutoCloseable {

  private final double decay;
  private final List<Parameter> parameters;
  private final List<Tensor> averages = new ArrayList<>();
  private final Tensor steps; // how many are averaged, float32

  /// @param parameters the trained ones
  public MovingAverage(double decay, List<Parameter> parameters) {
    this.decay = decay;
    this.parameters = List.copyOf(parameters);
    try (PointerScope _ = new PointerScope()) {
      for (Parameter parameter : parameters) {
        averages.add(Native.keep(parameter.master().clone()));
      }
      steps = Native.keep(torch.zeros(new long[0]));
    }
  }

  /// To be called after each step.
  public void update() {
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope()) {
      double share = steps.item_float() == 0 ? 1 : 1 - decay;
      for (int i = 0; i < averages.size(); i++) {
        averages.get(i).lerp_(parameters.get(i).master(), Native.scalar(share));
      }
      steps.add_(Native.scalar(1));
    }
  }

  /// Exchanges the weights' values and the averages; called twice, nothing has changed. The model
  /// must be told.
  public void exchange() {
    try (NoGradGuard _ = new NoGradGuard()) {
      for (int i = 0; i < averages.size(); i++) {
        try (PointerScope _ = new PointerScope()) {
          Tensor master = parameters.get(i).master();
          Tensor weights = master.clone();
          master.copy_(averages.get(i));
          averages.get(i).copy_(weights);
        }
      }
    }
  }

  /// Name of a parameter's average in a checkpoint.
  public static String nameOf(Parameter parameter) {
    return parameter.name() + ".average";
  }

  /// Everything that a resumed run needs; the tensors are this average's own, to be read or
  /// overwritten.
  public List<AdamWOptimizer.State> state() {
    List<AdamWOptimizer.State> all = new ArrayList<>();
    for (int i = 0; i < averages.size(); i++) {
      all.add(new AdamWOptimizer.State(nameOf(parameters.get(i)), averages.get(i)));
    }
    all.add(new AdamWOptimizer.State("average.steps", steps));
    return all;
  }

  @Override
  public void close() {
    averages.forEach(Native::release);
    averages.clear();
    Native.release(steps);
  }
}
