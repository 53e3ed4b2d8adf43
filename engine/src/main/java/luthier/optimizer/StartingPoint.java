package luthier.optimizer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// The pull of weights to where they started (L2-SP; Li, Grandvalet & Davoine 2018,
/// arXiv:1802.01483, equation 2), decoupled from the gradient as AdamW decouples weight decay: with
/// the learning rate h and the strength s, before each step
///
///     w = w - h s (w - w0)
///
/// The start of an adapter `W0 + c B A` is `W0`, so that `w - w0` is `c B A`: the same step on the
/// product is one on B alone, `B = B - h s B`, and A is left as it is.
public final class StartingPoint implements AutoCloseable {

  private final double strength;
  private final Map<Parameter, Tensor> starts = new IdentityHashMap<>();
  private final Set<Parameter> toZero;
  private final Set<Parameter> free;

  /// @param strength s, per step and unit of learning rate
  /// @param kept parameters that are pulled to the values that they have now
  /// @param toZero those that are pulled to zero: B of adapters
  /// @param free those that are neither pulled nor decay: A of adapters
  public StartingPoint(
      double strength, List<Parameter> kept, List<Parameter> toZero, List<Parameter> free) {
    this.strength = strength;
    this.toZero = identities(toZero);
    this.free = identities(free);
    try (PointerScope _ = new PointerScope()) {
      for (Parameter parameter : kept) {
        starts.put(parameter, Native.keep(parameter.master().clone()));
      }
    }
  }

  private static Set<Parameter> identities(List<Parameter> parameters) {
    Set<Parameter> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(parameters);
    return set;
  }

  /// Whether weight decay has nothing to do with a parameter.
  boolean replacesDecayOf(Parameter parameter) {
    return starts.containsKey(parameter) || toZero.contains(parameter) || free.contains(parameter);
  }

  /// Takes off its share of the distance to the start.
  void pull(Parameter parameter, double learningRate) {
    double share = learningRate * strength;
    Tensor start = starts.get(parameter);
    if (start != null) {
      parameter.master().lerp_(start, Native.scalar(share));
    } else if (toZero.contains(parameter)) {
      parameter.master().mul_(Native.scalar(1 - share));
    }
  }

  @Override
  public void close() {
    new ArrayList<>(starts.values()).forEach(Native::release);
    starts.clear();
  }
}
