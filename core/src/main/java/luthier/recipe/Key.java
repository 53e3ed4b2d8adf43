package luthier.recipe;

import java.util.Optional;
import java.util.function.Function;

/// A key of the recipe, declared once: reading, checking, the resolved recipe and the reference
/// page all follow this declaration.
///
/// @param path dotted, as `--set` takes it
/// @param type what it holds
/// @param required must be given
/// @param fallback value when the key is absent; empty where that depends on other keys
/// @param absent what absence means, in words
/// @param meaning one sentence
/// @param in where a recipe holds it; empty when it does not apply there
record Key<T>(
    String path,
    Type<T> type,
    boolean required,
    Optional<T> fallback,
    String absent,
    String meaning,
    Function<Recipe, Optional<T>> in) {

  /// A key that must be given.
  static <T> Key<T> required(
      String path, Type<T> type, String meaning, Function<Recipe, Optional<T>> in) {
    return new Key<>(path, type, true, Optional.empty(), "must be given", meaning, in);
  }

  /// A key with a default.
  static <T> Key<T> of(
      String path, Type<T> type, T fallback, String meaning, Function<Recipe, Optional<T>> in) {
    String absent = type.write(fallback);
    return new Key<>(path, type, false, Optional.of(fallback), absent, meaning, in);
  }

  /// A key whose default depends on others.
  static <T> Key<T> depends(
      String path, Type<T> type, String absent, String meaning, Function<Recipe, Optional<T>> in) {
    return new Key<>(path, type, false, Optional.empty(), absent, meaning, in);
  }

  /// The part before the last dot, empty at the top.
  String section() {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
