package luthier.cli;

import luthier.InvalidInputException;
import luthier.recipe.Dtype;
import luthier.run.Export;

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

  static Export.Form form(String word) {
    return switch (word) {
      case "merged" -> Export.Form.MERGED;
      case "adapter" -> Export.Form.ADAPTER;
      case "gguf" -> Export.Form.GGUF;
      default ->
          throw new InvalidInputException(
              "--as: found '" + word + "', expected merged, adapter, jar or gguf");
    };
  }
}
