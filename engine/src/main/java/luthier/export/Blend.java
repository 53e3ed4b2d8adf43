package luthier.export;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import luthier.adapter.Adapter;
import luthier.model.Model;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// A step back from the tuned weights towards those of the base:
///
///     w = base + share (tuned - base)
///
/// (Wortsman et al. 2022, arXiv:2109.01903, "Robust fine-tuning of zero-shot models", equation 1).
/// On the way the model keeps much of what it learnt and forgets less. Of a low-rank change `B A`
/// the factor B is scaled, which is the same.
public final class Blend implements AutoCloseable {

  private final Map<Parameter, Tensor> before = new IdentityHashMap<>();
  private final Model model;

  private Blend(Model model) {
    this.model = model;
  }

  /// Remembers the weights of a base which an adapter may replace; to be called before it is
  /// attached.
  ///
  /// @param replaced whether it replaces any: then all of them are copied
  public static Blend of(Model base, boolean replaced) {
    Blend blend = new Blend(base);
    if (replaced) {
      try (PointerScope _ = new PointerScope()) {
        base.parameters().forEach(p -> blend.before.put(p, Native.keep(p.master().clone())));
      }
    }
    return blend;
  }

  /// Takes the model back towards its base.
  ///
  /// @param adapter attached to the model
  /// @param share of the change that stays, 0 to 1
  public void apply(Adapter adapter, double share) {
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope()) {
      for (Parameter parameter : adapter.parameters()) {
        Tensor base = before.get(parameter);
        if (base != null) {
          towards(parameter, base, share);
        } else if (adapter.isOutput(parameter)) {
          parameter.master().mul_(Native.scalar(share));
          parameter.masterChanged();
        }
      }
    }
    model.weightsChanged();
    model.weightsReplaced();
  }

  /// Takes a model whose weights were all trained back towards its base.
  ///
  /// @param base of the same kind, in memory as well
  public static void apply(Model tuned, Model base, double share) {
    List<Parameter> all = tuned.parameters();
    List<Parameter> first = base.parameters();
    if (all.size() != first.size()) {
      throw new IllegalArgumentException(
          "models of different kinds: " + all.size() + " and " + first.size() + " parameters");
    }
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope()) {
      for (int i = 0; i < all.size(); i++) {
        if (!all.get(i).name().equals(first.get(i).name())) {
          throw new IllegalArgumentException(
              "models of different kinds: " + all.get(i).name() + ", " + first.get(i).name());
        }
        towards(all.get(i), first.get(i).master(), share);
      }
    }
    tuned.weightsChanged();
    tuned.weightsReplaced();
  }

  private static void towards(Parameter parameter, Tensor base, double share) {
    parameter.master().sub_(base).mul_(Native.scalar(share)).add_(base);
    parameter.masterChanged();
  }

  @Override
  public void close() {
    before.values().forEach(Native::release);
    before.clear();
  }
}
