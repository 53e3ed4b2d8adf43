package luthier.source;

import java.util.Map;

/// Gives the objects that [luthier.example.JsonValues] makes the type that they have.
final class JsonMaps {

  private JsonMaps() {}

  /// @param object a map that `JsonValues` made: its keys are texts
  @SuppressWarnings("unchecked")
  static Map<String, Object> of(Map<?, ?> object) {
    return (Map<String, Object>) object;
  }
}
