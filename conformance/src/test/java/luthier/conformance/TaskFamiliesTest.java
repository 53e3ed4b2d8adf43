package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.export.ModelFiles;
import luthier.kernel.StockKernels;
import luthier.model.Models;
import luthier.model.TaskHead;
import luthier.model.TaskModel;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import luthier.weights.ModelWeights;
import luthier.weights.SafetensorsWriter;
import luthier.weights.StoredType;
import luthier.weights.TensorSource;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Outputs, loss and gradients of models with a task's head against transformers (I9).
class TaskFamiliesTest {

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  static List<String> families() throws IOException {
    try (Stream<Path> all = Files.list(Golden.ROOT.resolve("tasks"))) {
      return all.map(path -> String.valueOf(path.getFileName()))
          .filter(name -> !name.endsWith("_mlm"))
          .sorted()
          .toList();
    }
  }

  private static Path directory(String family) {
    return Golden.ROOT.resolve("tasks").resolve(family);
  }

  static TaskHead.Wanted wanted(Path directory) {
    JsonNode config = Golden.json(directory.resolve("config.json"));
    boolean token = config.get("architectures").get(0).asString().contains("ForToken");
    int labels = Math.max(1, config.path("id2label").size());
    return new TaskHead.Wanted(token ? TaskHead.Kind.TOKEN : TaskHead.Kind.SEQUENCE, labels);
  }

  private static TaskModel model(Path directory) {
    return Models.loadTask(directory, wanted(directory), ScalarType.Float, true, 0);
  }

  @Test
  void coversEveryArchitecture() throws IOException {
    assertThat(families()).contains("bert_seqcls", "bert_tokencls");
  }

  @ParameterizedTest
  @MethodSource("families")
  void equalsTransformers(String family) throws IOException {
    Path directory = directory(family);
    JsonNode golden = Golden.json(directory.resolve("golden.json"));
    TaskBatch batch = TaskBatch.of(Golden.json(directory.resolve("inputs.json")));
    for (boolean checkpointed : new boolean[] {true, false}) {
      try (PointerScope _ = new PointerScope();
          TaskModel model = model(directory)) {
        assertThat(model.fresh()).isEmpty();
        double logits = worstLogit(batch.outputs(model, new StockKernels()), golden);
        Parity.record("tasks", family, "logits", logits);
        assertThat(logits).as("logits").isLessThan(1e-4);
        model.parameters().forEach(p -> p.train(1));
        double loss = batch.lossAndGradients(model, new StockKernels(), batch.loss(), checkpointed);
        double expected = golden.get("loss").asDouble();
        Parity.record("tasks", family, "loss", Math.abs(loss - expected) / expected);
        assertThat(loss).isCloseTo(expected, within(1e-5 * expected));
        double gradients = worstGradient(model.parameters(), golden);
        Parity.record("tasks", family, "gradients", gradients);
        assertThat(gradients).as("gradients").isLessThan(1e-4);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void readsBothSpellingsOfTheConfiguration(String family, @TempDir Path copy) throws IOException {
    Path directory = directory(family);
    Files.copy(directory.resolve("config_v5.json"), copy.resolve("config.json"));
    Files.copy(directory.resolve("model.safetensors"), copy.resolve("model.safetensors"));
    TaskBatch batch = TaskBatch.of(Golden.json(directory.resolve("inputs.json")));
    try (TaskModel model = model(copy)) {
      double logits =
          worstLogit(
              batch.outputs(model, new StockKernels()),
              Golden.json(directory.resolve("golden.json")));
      assertThat(logits).isLessThan(1e-4);
    }
  }

  /// Packed neighbours are not seen (I3).
  @ParameterizedTest
  @MethodSource("families")
  void aDocumentAloneHasTheSameOutputs(String family) {
    TaskBatch batch = TaskBatch.of(Golden.json(directory(family).resolve("inputs.json")));
    try (TaskModel model = model(directory(family))) {
      float[][] packed = batch.outputs(model, new StockKernels());
      int at = 0;
      for (int row = 0; row < batch.documents().lengths().length; row++) {
        for (float[] alone : batch.alone(row).outputs(model, new StockKernels())) {
          for (int i = 0; i < alone.length; i++) {
            assertThat(packed[at][i])
                .isCloseTo(alone[i], within(2e-6f * Math.max(1, Math.abs(alone[i]))));
          }
          at++;
        }
      }
      assertThat(at).isEqualTo(packed.length);
    }
  }

  /// The same names, shapes and numbers.
  @ParameterizedTest
  @MethodSource("families")
  void writesTheCheckpointBack(String family, @TempDir Path written) {
    Path directory = directory(family);
    try (PointerScope _ = new PointerScope();
        TaskModel model = model(directory)) {
      ModelFiles.write(
          model,
          Optional.empty(),
          directory,
          written,
          StoredType.F32,
          config -> config.put("problem_type", "x"));
      assertThat(Golden.json(written.resolve("config.json")).get("problem_type").asString())
          .isEqualTo("x");
      try (ModelWeights ours = ModelWeights.open(written);
          ModelWeights theirs = ModelWeights.open(directory)) {
        assertThat(ours.tensors().keySet()).isEqualTo(theirs.tensors().keySet());
        for (String name : theirs.tensors().keySet()) {
          Tensor expected = theirs.read(name, ScalarType.Float);
          assertThat(ours.read(name, ScalarType.Float).equal(expected)).as(name).isTrue();
        }
      }
    }
  }

  @Test
  void refusesAHeadOfAnotherSizeWithItsLabels() {
    Path directory = directory("bert_seqcls");
    TaskHead.Wanted five = new TaskHead.Wanted(TaskHead.Kind.SEQUENCE, 5);
    assertThatThrownBy(() -> Models.loadTask(directory, five, ScalarType.Float, false, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("classifier.weight [3, 32], expected [5, 32]")
        .hasMessageContaining("LABEL_0, LABEL_1, LABEL_2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert_tokencls, SEQUENCE, 5", "bert_seqcls, TOKEN, 3"})
  void theHeadOfAnotherTaskIsNotTaken(String line) {
    String[] words = line.split(", ");
    TaskHead.Kind kind = TaskHead.Kind.valueOf(words[1]);
    TaskHead.Wanted wanted = new TaskHead.Wanted(kind, Integer.parseInt(words[2]));
    Models.TaskFacts facts = Models.inspectTask(directory(words[0]), wanted, true);
    assertThat(facts.fresh()).contains("classifier");
    assertThat(facts.ignored()).contains("classifier.weight", "classifier.bias");
  }

  /// A checkpoint that was saved from `BertModel` has no `bert.` in its names and no head.
  @Test
  void aBareBodyGetsAFreshHead(@TempDir Path bare) throws IOException {
    Path directory = directory("bert_seqcls");
    Files.copy(directory.resolve("config.json"), bare.resolve("config.json"));
    try (PointerScope _ = new PointerScope();
        ModelWeights weights = ModelWeights.open(directory)) {
      List<TensorSource> renamed =
          weights.tensors().keySet().stream()
              .filter(name -> !name.startsWith("classifier"))
              .map(name -> TensorSource.of(old(name), weights.read(name)))
              .toList();
      SafetensorsWriter.write(
          bare.resolve("model.safetensors"), renamed, SafetensorsWriter.PYTORCH);
    }
    try (TaskModel first = model(bare);
        TaskModel again = model(bare);
        TaskModel whole = model(directory)) {
      assertThat(first.fresh()).containsExactly("classifier");
      assertThat(first.wholeModules().keySet()).containsExactly("classifier");
      Map<String, float[]> values = values(first);
      assertThat(values).usingRecursiveComparison().isEqualTo(values(again));
      Map<String, float[]> loaded = values(whole);
      for (String name : loaded.keySet()) {
        if (!name.startsWith("classifier")) {
          assertThat(values.get(name)).as(name).isEqualTo(loaded.get(name));
        }
      }
      assertThat(values.get("classifier.bias")).containsOnly(0);
      double sum = 0;
      for (float value : Objects.requireNonNull(values.get("classifier.weight"))) {
        sum += value * value;
      }
      assertThat(Math.sqrt(sum / 96)).isBetween(0.015, 0.025); // initializer_range 0.02
    }
  }

  /// Norms as the first checkpoints of BERT name them.
  private static String old(String name) {
    return name.replace("bert.", "")
        .replace("LayerNorm.weight", "LayerNorm.gamma")
        .replace("LayerNorm.bias", "LayerNorm.beta");
  }

  private static Map<String, float[]> values(TaskModel model) {
    Map<String, float[]> values = new TreeMap<>();
    try (PointerScope _ = new PointerScope()) {
      for (Parameter parameter : model.parameters()) {
        values.put(parameter.name(), Native.toFloats(parameter.data()));
      }
    }
    return values;
  }

  @Test
  void theHeadOfMaskedTokensIsIgnoredAndListed() {
    Path directory = directory("bert_mlm");
    TaskHead.Wanted two = new TaskHead.Wanted(TaskHead.Kind.SEQUENCE, 2);
    Models.TaskFacts facts = Models.inspectTask(directory, two, true);
    assertThat(facts.fresh()).containsExactlyInAnyOrder("bert.pooler", "classifier");
    assertThat(facts.ignored())
        .contains("cls.predictions.bias", "cls.predictions.transform.dense.weight")
        .hasSize(5);
    try (TaskModel model = Models.loadTask(directory, two, ScalarType.Float, false, 7)) {
      assertThat(model.fresh()).isEqualTo(Set.of("bert.pooler", "classifier"));
      assertThat(model.wholeModules().keySet()).containsExactly("bert.pooler", "classifier");
      assertThat(facts.tensors().keySet()).isEqualTo(new TreeSet<>(names(model)));
    }
  }

  private static List<String> names(TaskModel model) {
    return model.parameters().stream()
        .flatMap(parameter -> parameter.slots().stream())
        .map(Parameter.Slot::name)
        .toList();
  }

  @Test
  void anEncoderIsNoBaseForText() {
    assertThatThrownBy(() -> Models.load(directory("bert_mlm"), ScalarType.Float, false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model_type 'bert' is an encoder, which writes no text");
  }

  private static double worstLogit(float[][] found, JsonNode golden) {
    double worst = 0;
    int at = 0;
    for (JsonNode row : golden.get("logits")) {
      List<JsonNode> lines = row.get(0).isArray() ? row.valueStream().toList() : List.of(row);
      for (JsonNode line : lines) {
        double[] expected = Golden.doubles(line);
        assertThat(found[at]).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
          worst = Math.max(worst, Math.abs(found[at][i] - expected[i]));
        }
        at++;
      }
    }
    assertThat(found).hasNumberOfRows(at);
    return worst;
  }

  private static double worstGradient(List<Parameter> parameters, JsonNode golden) {
    TreeMap<String, Tensor> gradients = new TreeMap<>();
    for (Parameter parameter : parameters) {
      for (Parameter.Slot slot : parameter.slots()) {
        gradients.put(slot.name(), slot.of(parameter.totalGradient()));
      }
    }
    double worst = 0;
    assertThat(gradients.keySet())
        .isEqualTo(new TreeSet<>(golden.get("grad_norms").propertyNames()));
    for (String name : golden.get("grad_norms").propertyNames()) {
      double norm = golden.get("grad_norms").get(name).asDouble();
      double found = Objects.requireNonNull(gradients.get(name)).norm().item_float();
      // a key's bias moves all scores of a query alike: its gradient is rounding
      worst = Math.max(worst, Math.abs(found - norm) / Math.max(norm, 1e-3));
    }
    for (String name : golden.get("grads").propertyNames()) {
      JsonNode each = golden.get("grads").get(name);
      double[] first = Golden.doubles(each.get("first8"));
      float[] found = Native.toFloats(Objects.requireNonNull(gradients.get(name)));
      for (int i = 0; i < first.length; i++) {
        double norm = each.get("norm").asDouble();
        worst = Math.max(worst, Math.abs(found[i] - first[i]) / norm);
      }
    }
    return worst;
  }
}
