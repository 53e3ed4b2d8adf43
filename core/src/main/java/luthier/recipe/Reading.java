package luthier.recipe;

import java.util.List;
import java.util.function.Function;

/// What became of one value.
sealed interface Reading<T> {

  record Good<T>(T value) implements Reading<T> {}

  /// @param hint what to do about it, or empty
  record Bad<T>(String found, String expected, String hint) implements Reading<T> {

    String why() {
      return "found " + found + ", expected " + expected + (hint.isEmpty() ? "" : "; " + hint);
    }
  }

  /// A value that a later version will know.
  record Later<T>(String why) implements Reading<T> {}

  /// Several mistakes within one value, each with its own place.
  record Several<T>(List<Wrong> mistakes) implements Reading<T> {}

  record Wrong(Place place, String path, String what) {}

  static <T> Reading<T> good(T value) {
    return new Good<>(value);
  }

  static <T> Reading<T> bad(Found found, String expected) {
    return new Bad<>(found.show(), expected, "");
  }

  default <U> Reading<U> then(Function<T, Reading<U>> next) {
    return switch (this) {
      case Good<T>(T value) -> next.apply(value);
      case Bad<T>(String found, String expected, String hint) -> new Bad<>(found, expected, hint);
      case Later<T>(String why) -> new Later<>(why);
      case Several<T>(List<Wrong> mistakes) -> new Several<>(mistakes);
    };
  }

  default <U> Reading<U> map(Function<T, U> change) {
    return then(value -> new Good<>(change.apply(value)));
  }
}
