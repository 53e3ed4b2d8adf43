package luthier.cli;

import luthier.InvalidInputException;
import luthier.recipe.Dtype;

/// Words of the command line as values.
final class Choices {

  private Choices() {}

  static Dtype dtype(String word) {
    return switch (word) {
      case "float32" -> Dtype.FLOAT32;
      case "bfloat16" -> Dtype.BFLOAT16;
      default ->
          throw new InvalidInputException(
              "--dtype: found '" + word + "', expected float32 or bfloat16");
    };
  }
}
