package luthier.recipe;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The values of the keys that were given, each of its key's type.
final class Values {

  private final Map<Key<?>, Object> values = new HashMap<>();
  private final Set<Key<?>> given = new HashSet<>();
  private final Set<Key<?>> overridden = new HashSet<>();

  /// All values of a recipe, each as if it had been given.
  static Values of(Recipe recipe) {
    Values values = new Values();
    RecipeKeys.ALL.forEach(key -> values.copy(key, recipe));
    return values;
  }

  private <T> void copy(Key<T> key, Recipe recipe) {
    key.in().apply(recipe).ifPresent(value -> put(key, value));
  }

  <T> Values put(Key<T> key, T value) {
    given.add(key);
    values.put(key, value);
    return this;
  }

  /// Notes that a key was given, whatever its value.
  void give(Key<?> key, boolean byOverride) {
    given.add(key);
    if (byOverride) {
      overridden.add(key);
    }
  }

  Values remove(Key<?> key) {
    values.remove(key);
    given.remove(key);
    overridden.remove(key);
    return this;
  }

  boolean has(Key<?> key) {
    return given.contains(key);
  }

  boolean isOverridden(Key<?> key) {
    return overridden.contains(key);
  }

  /// The value; empty when the key was not given, or given with a value that is not allowed.
  <T> Optional<T> find(Key<T> key) {
    @SuppressWarnings("unchecked") // put takes a value of the key's type
    T value = (T) values.get(key);
    return Optional.ofNullable(value);
  }

  /// The value, or the key's default.
  <T> T get(Key<T> key) {
    return find(key).or(key::fallback).orElseThrow();
  }

  /// The value, or a default that depends on other keys.
  <T> T get(Key<T> key, T fallback) {
    return find(key).orElse(fallback);
  }
}
