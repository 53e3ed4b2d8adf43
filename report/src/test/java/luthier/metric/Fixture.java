package luthier.metric;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Cases of `metrics.json`, which `make_metrics.py` beside it writes with scikit-learn and SciPy,
/// or of `answers.json`, which `make_answers.py` writes with sacrebleu.
record Fixture(JsonNode json) {

  /// The cases of one kind of task.
  static List<Fixture> cases(String kind) {
    return cases("metrics.json", kind);
  }

  static List<Fixture> cases(String file, String kind) {
    try (InputStream in = Objects.requireNonNull(Fixture.class.getResourceAsStream(file))) {
      JsonNode all = JsonMapper.builder().build().readTree(in.readAllBytes());
      return StreamSupport.stream(all.required(kind).spliterator(), false)
          .map(Fixture::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return json.path("name").asString();
  }

  String text(String key) {
    return json.required(key).asString();
  }

  double number(String key) {
    return json.required(key).doubleValue();
  }

  List<String> texts(String key) {
    return StreamSupport.stream(json.required(key).spliterator(), false)
        .map(JsonNode::asString)
        .toList();
  }

  double[] numbers(String key) {
    return numbers(json.required(key));
  }

  private static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }

  int[] places(String key) {
    return Arrays.stream(numbers(key)).mapToInt(number -> (int) number).toArray();
  }

  double[][] rows(String key) {
    return StreamSupport.stream(json.required(key).spliterator(), false)
        .map(Fixture::numbers)
        .toArray(double[][]::new);
  }

  List<Fixture> objects(String key) {
    return StreamSupport.stream(json.required(key).spliterator(), false).map(Fixture::new).toList();
  }

  /// A number that may be absent.
  Optional<Double> optional(String key) {
    JsonNode value = json.required(key);
    return value.isNull() ? Optional.empty() : Optional.of(value.doubleValue());
  }

  /// What is to come out, without what is absent.
  Map<String, Double> expected() {
    Map<String, Double> expected = new TreeMap<>();
    JsonNode values = json.required("expected");
    for (String name : values.propertyNames()) {
      if (!values.required(name).isNull()) {
        expected.put(name, values.required(name).doubleValue());
      }
    }
    return expected;
  }
}
