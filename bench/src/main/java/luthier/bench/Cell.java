package luthier.bench;

import java.util.Arrays;
import java.util.List;
import luthier.InvalidInputException;

/// What one row of the results measures.
///
/// @param lora adapters of rank 8 on all linear layers; otherwise every weight is trained
/// @param bfloat16 otherwise float32
record Cell(Shape shape, boolean lora, boolean bfloat16, Load load) {

  static final int RANK = 8;
  static final int ALPHA = 16;

  /// The eight cells of the comparison table.
  static List<Cell> main() {
    return List.of(
        parse("25m/lora/bf16"),
        parse("25m/full/bf16"),
        parse("25m/lora/fp32"),
        parse("25m/full/fp32"),
        parse("135m/lora/bf16"),
        parse("135m/full/bf16"),
        parse("135m/lora/fp32"),
        parse("135m/full/fp32"));
  }

  /// @param text such as `135m/lora/bf16` or `25m/full/fp32/mixture`
  static Cell parse(String text) {
    String[] words = text.split("/");
    if (words.length < 3 || words.length > 4) {
      throw wrong(text);
    }
    Shape shape =
        Arrays.stream(Shape.values())
            .filter(s -> s.label().equals(words[0]))
            .findFirst()
            .orElseThrow(() -> wrong(text));
    Load load =
        Arrays.stream(Load.values())
            .filter(l -> l.label().equals(words.length == 4 ? words[3] : "even"))
            .findFirst()
            .orElseThrow(() -> wrong(text));
    return new Cell(
        shape, oneOf(text, words[1], "lora", "full"), oneOf(text, words[2], "bf16", "fp32"), load);
  }

  private static boolean oneOf(String text, String word, String yes, String no) {
    if (!word.equals(yes) && !word.equals(no)) {
      throw wrong(text);
    }
    return word.equals(yes);
  }

  private static InvalidInputException wrong(String text) {
    return new InvalidInputException(
        "found '"
            + text
            + "', expected SHAPE/METHOD/DTYPE or SHAPE/METHOD/DTYPE/LOAD, such as 135m/lora/bf16:"
            + " shapes 25m, 135m, pocket; methods lora, full; dtypes bf16, fp32; loads even,"
            + " mixture, short");
  }

  String method() {
    return lora ? "lora" : "full";
  }

  String dtype() {
    return bfloat16 ? "bf16" : "fp32";
  }

  @Override
  public String toString() {
    return String.join("/", shape.label(), method(), dtype(), load.label());
  }
}
