package luthier.search;

import java.util.List;
import java.util.Map;
import luthier.recipe.Dimension;
import luthier.recipe.Space;

/// Points of the space in the unit cube, as a tree cuts them.
final class UnitCube {

  private UnitCube() {}

  /// In [0, 1]; a choice is the middle of its share, a key that was not set the middle of all.
  static double place(Dimension dimension, Map<String, Double> point) {
    Double value = point.get(dimension.key());
    if (value == null) {
      return 0.5;
    }
    if (dimension.space() instanceof Space.Choice(List<String> values)) {
      return (value + 0.5) / values.size();
    }
    Scale scale = Scale.of(dimension.space());
    return Math.clamp((scale.of(value) - scale.low()) / scale.width(), 0.0, 1.0);
  }
}
