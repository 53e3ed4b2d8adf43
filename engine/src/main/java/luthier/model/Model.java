package luthier.model;

import java.util.List;
import java.util.Map;
import luthier.operation.Linear;
import luthier.tensor.Parameter;

/// What can be trained, adapted, saved: something with weights.
public interface Model extends AutoCloseable {

  /// Every parameter once, in the order of the checkpoint.
  List<Parameter> parameters();

  /// The linear layers that an adapter can be attached to.
  List<Linear> linears();

  /// The modules that are trained and saved whole beside an adapter (PEFT's `modules_to_save`), by
  /// full name; none for a plain language model.
  default Map<String, List<Parameter>> wholeModules() {
    return Map.of();
  }

  /// Whether its configuration has dropout that a training can apply.
  default boolean hasDropout() {
    return false;
  }

  /// To be called when trained weights have changed.
  void weightsChanged();

  /// To be called when weights were overwritten, trained or not: what was made of the old ones for
  /// faster products is forgotten.
  default void weightsReplaced() {
    linears().forEach(Linear::forgetPacked);
  }

  @Override
  void close();
}
