package luthier.recipe;

import java.util.Optional;

/// A value that the recipe fixes or leaves to Luthier (`auto`). Whoever decides it puts the
/// decision into the recipe with one of the `with…` methods of [Recipe], so that it is written
/// down.
public sealed interface Auto<T> {

  /// `auto`: Luthier decides.
  record Undecided<T>() implements Auto<T> {}

  /// Fixed, by the user or by an earlier decision.
  record Fixed<T>(T value) implements Auto<T> {}

  static <T> Auto<T> auto() {
    return new Undecided<>();
  }

  static <T> Auto<T> of(T value) {
    return new Fixed<>(value);
  }

  /// The fixed value; empty for `auto`.
  default Optional<T> toOptional() {
    return switch (this) {
      case Undecided<T> _ -> Optional.empty();
      case Fixed<T>(T value) -> Optional.of(value);
    };
  }

  default T orElse(T decision) {
    return toOptional().orElse(decision);
  }

  default boolean isAuto() {
    return this instanceof Undecided<T>;
  }
}
