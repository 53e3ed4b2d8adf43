package luthier.optimizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.recipe.AdamW;
import luthier.tensor.Native;
import luthier.tensor.NativeOp;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// AdamW with decoupled weight decay (Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2;
/// equal to `torch.optim.AdamW`), in float32 on the parameters' master values.
public final class AdamWOptimizer implements AutoCloseable {

  /// The two moments of one parameter, float32, of its shape.
  private record Moments(Parameter parameter, Tensor first, Tensor second, Tensor steps) {}

  private final NativeOp fused = new NativeOp("aten::_fused_adamw_");
  private final AdamW settings;
  private final Optional<StartingPoint> start;
  private final Optional<MovingAverage> average;
  private final List<Moments> moments = new ArrayList<>();

  /// @param parameters trained ones; their moments are kept in this order
  public AdamWOptimizer(AdamW settings, List<Parameter> parameters) {
    this(settings, parameters, Optional.empty(), Optional.empty());
  }

  /// @param start where some of the parameters are pulled to instead of to zero; closed with this
  /// @param average what follows each step; closed with this
  public AdamWOptimizer(
      AdamW settings,
      List<Parameter> parameters,
      Optional<StartingPoint> start,
      Optional<MovingAverage> average) {
    this.settings = settings;
    this.start = start;
    this.average = average;
    try (PointerScope _ = new PointerScope()) {
      for (Parameter parameter : parameters) {
        moments.add(
            new Moments(
                parameter,
                Native.keep(torch.zeros_like(parameter.master())),
                Native.keep(torch.zeros_like(parameter.master())),
                Native.keep(torch.zeros(new long[0]))));
      }
    }
  }

  /// The L2 norm of the whole gradient, all workers together.
  public double gradientNorm() {
    double squares = 0;
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope()) {
      for (Moments each : moments) {
        double norm = each.parameter.totalGradient().norm().item_float();
        squares += norm * norm;
      }
    }
    return Math.sqrt(squares);
  }

  /// Changes the parameters once and clears their gradients.
  ///
  /// @param gradientScale what the gradients are multiplied by first (clipping)
  public void step(double learningRate, double gradientScale) {
    try (NoGradGuard _ = new NoGradGuard()) {
      for (Moments each : moments) {
        try (PointerScope _ = new PointerScope()) {
          Tensor gradient = each.parameter.totalGradient();
          if (gradientScale != 1) {
            gradient.mul_(Native.scalar(gradientScale));
          }
          each.steps.add_(Native.scalar(1));
          Tensor master = each.parameter.master();
          start.ifPresent(s -> s.pull(each.parameter, learningRate));
          fused.call(
              new Tensor[] {master},
              new Tensor[] {gradient},
              new Tensor[] {each.first},
              new Tensor[] {each.second},
              new Tensor[0],
              new Tensor[] {each.steps},
              learningRate,
              settings.beta1(),
              settings.beta2(),
              decays(each.parameter) ? settings.weightDecay() : 0.0,
              settings.epsilon(),
              false,
              false,
              null,
              null);
          each.parameter.masterChanged();
          each.parameter.clearGradient();
        }
      }
    }
    average.ifPresent(MovingAverage::update);
  }

  private boolean decays(Parameter parameter) {
    if (start.isPresent() && start.get().replacesDecayOf(parameter)) {
      return false;
    }
    return switch (settings.weightDecayOn()) {
      case ALL -> true;
      case MATRICES -> parameter.data().dim() > 1;
    };
  }

  /// A tensor of the optimizer's state.
  ///
  /// @param name unique and stable: the parameter's name and which moment it is
  public record State(String name, Tensor tensor) {}

  /// Everything that a resumed run needs, in a fixed order; the tensors are this optimizer's own,
  /// to be read or overwritten.
  public List<State> state() {
    List<State> all = new ArrayList<>();
    for (Moments each : moments) {
      String name = each.parameter.name();
      all.add(new State(name + ".first_moment", each.first));
      all.add(new State(name + ".second_moment", each.second));
      all.add(new State(name + ".steps", each.steps));
    }
    average.ifPresent(a -> all.addAll(a.state()));
    return all;
  }

  @Override
  public void close() {
    for (Moments each : moments) {
      Native.release(each.first);
      Native.release(each.second);
      Native.release(each.steps);
    }
    moments.clear();
    start.ifPresent(StartingPoint::close);
    average.ifPresent(MovingAverage::close);
  }
}
