package luthier.pocket.grammar;

import java.util.LinkedHashMap;
import java.util.Map;

/// A row of a table, or anything else with named words: a person with pronouns, an animal with its
/// food.
///
/// @param words by attribute name; `name` is the one that stands for the entity itself
public record Entity(Map<String, String> words) {

  public Entity {
    words = Map.copyOf(words);
  }

  /// @throws IllegalArgumentException where the entity has no such attribute
  public String get(String attribute) {
    String word = words.get(attribute);
    if (word == null) {
      throw new IllegalArgumentException("no attribute '" + attribute + "' in " + words);
    }
    return word;
  }

  public boolean has(String attribute) {
    return words.containsKey(attribute);
  }

  public String name() {
    return get("name");
  }

  /// @return the entity with one more word
  public Entity with(String attribute, String word) {
    Map<String, String> more = new LinkedHashMap<>(words);
    more.put(attribute, word);
    return new Entity(more);
  }
}
