package luthier.cli;

import org.jspecify.annotations.Nullable;

/// Fields that picocli has filled before a command is called.
final class Arguments {

  private Arguments() {}

  static <T> T given(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("an argument that picocli requires is missing");
    }
    return value;
  }
}
