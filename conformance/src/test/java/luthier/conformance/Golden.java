package luthier.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import luthier.export.Comparison;
import luthier.tokenizer.TokenizedExample;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Access to the reference numbers in the test resources.
final class Golden {

  static final Path ROOT = Path.of("src/test/resources/golden").toAbsolutePath();

  private static final ObjectMapper JSON = new ObjectMapper();

  private Golden() {}

  static Path family(String name) {
    return ROOT.resolve("families").resolve(name);
  }

  static Path training(String name) {
    return ROOT.resolve("training").resolve(name);
  }

  static JsonNode json(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The rows of a right-padded batch, without their padding.
  static List<TokenizedExample> batch(JsonNode batch) {
    List<TokenizedExample> rows = new ArrayList<>();
    for (int r = 0; r < batch.get("input_ids").size(); r++) {
      int length = 0;
      for (JsonNode valid : batch.get("attention_mask").get(r)) {
        length += valid.asInt();
      }
      rows.add(
          new TokenizedExample(
              "row-" + r,
              ints(batch.get("input_ids").get(r), length),
              ints(batch.get("labels").get(r), length)));
    }
    return rows;
  }

  /// Tokens that each of the tiny models knows.
  private static final int VOCABULARY = 128;

  /// Logits as a list of sequences, each a flat list of numbers.
  static Comparison logits(JsonNode sequences) {
    List<float[]> all = new ArrayList<>();
    for (JsonNode sequence : sequences) {
      float[] values = new float[sequence.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = sequence.get(i).floatValue();
      }
      all.add(values);
    }
    return new Comparison(all, VOCABULARY);
  }

  static int[] ints(JsonNode array, int length) {
    int[] values = new int[length];
    for (int i = 0; i < length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }

  static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }
}
