package luthier.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import luthier.recipe.Dimension;

/// A point of the space as the values of its keys.
final class Settings {

  private Settings() {}

  /// YAML by key, in the order of the space.
  static Map<String, String> of(List<Dimension> space, Map<String, Double> point) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Dimension dimension : space) {
      Double place = point.get(dimension.key());
      if (place != null) {
        values.put(dimension.key(), dimension.space().text(place));
      }
    }
    return values;
  }
}
