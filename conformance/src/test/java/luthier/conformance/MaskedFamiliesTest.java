package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import luthier.InvalidInputException;
import luthier.adapter.Adapter;
import luthier.adapter.AdapterFiles;
import luthier.batch.Layout;
import luthier.batch.MicroBatch;
import luthier.evaluation.Guesses;
import luthier.export.ModelFiles;
import luthier.kernel.Kernels;
import luthier.kernel.StockKernels;
import luthier.model.MaskedModel;
import luthier.model.Models;
import luthier.objective.NextToken;
import luthier.objective.Objective;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Ops;
import luthier.operation.Perturbation;
import luthier.operation.Tape;
import luthier.operation.Value;
import luthier.recipe.Method;
import luthier.recipe.TargetModules;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;
import luthier.weights.ModelWeights;
import luthier.weights.SafetensorsWriter;
import luthier.weights.StoredType;
import luthier.weights.TensorSource;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Logits, loss and gradients of models for masked tokens against transformers' `…ForMaskedLM` on a
/// fixed mask (I9), however a step is cut (I3).
class MaskedFamiliesTest {

  private static final Kernels KERNELS = new StockKernels();

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  private static Path directory(String family) {
    return Golden.ROOT.resolve("tasks").resolve(family);
  }

  private static MaskedModel model(Path directory) {
    return Models.loadMasked(directory, ScalarType.Float, true, 0);
  }

  private static JsonNode golden(String family) {
    return Golden.json(directory(family).resolve("golden.json"));
  }

  private static TaskBatch batch(String family) {
    return TaskBatch.of(Golden.json(directory(family).resolve("inputs.json")));
  }

  /// The rows of the reference as training has them: a label at its own token.
  private static List<TokenizedExample> rows(String family) {
    JsonNode inputs = Golden.json(directory(family).resolve("inputs.json"));
    List<TokenizedExample> rows = new ArrayList<>();
    int[] lengths = batch(family).documents().lengths();
    for (int r = 0; r < lengths.length; r++) {
      rows.add(
          new TokenizedExample(
              "row-" + r,
              Golden.ints(inputs.get("input_ids").get(r), lengths[r]),
              new int[0],
              TokenizedExample.Supervision.TOKEN,
              Golden.ints(inputs.get("labels").get(r), lengths[r]),
              new double[0],
              0));
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert_mlm", "roberta_mlm"})
  void equalsTransformers(String family) {
    JsonNode golden = golden(family);
    TaskBatch batch = batch(family);
    for (boolean checkpointed : new boolean[] {true, false}) {
      try (PointerScope _ = new PointerScope();
          MaskedModel model = model(directory(family))) {
        assertThat(model.fresh()).isEmpty();
        assertThat(model.wholeModules()).isEmpty();
        double logits = worst(logits(model, batch), golden.get("logits"));
        Parity.record("tasks", family, "logits", logits);
        assertThat(logits).as("logits").isLessThan(1e-4);
        model.parameters().forEach(p -> p.train(1));
        double loss = lossAndGradients(model, batch, checkpointed);
        double expected = golden.get("loss").asDouble();
        Parity.record("tasks", family, "loss", Math.abs(loss - expected) / expected);
        assertThat(loss).isCloseTo(expected, within(1e-5 * expected));
        double gradients = worstGradient(model.parameters(), golden);
        Parity.record("tasks", family, "gradients", gradients);
        assertThat(gradients).as("gradients").isLessThan(1e-4);
      }
    }
  }

  private static float[][] logits(MaskedModel model, TaskBatch batch) {
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      Ops ops = new Ops(KERNELS, tape, 0, Dropout.none(batch.documents()), GradientSink.ACCUMULATE);
      Value hidden = batch.hidden(model, ops, false);
      return TaskBatch.rows(model.head().logits(hidden.data()));
    }
  }

  /// With the segments of the reference, which training does not have.
  private static double lossAndGradients(MaskedModel model, TaskBatch batch, boolean checkpointed) {
    long[] labels = batch.tokenLabels();
    long[] rows =
        IntStream.range(0, labels.length)
            .filter(t -> labels[t] != MicroBatch.IGNORED)
            .asLongStream()
            .toArray();
    long[] targets = Arrays.stream(rows).map(row -> labels[(int) row]).toArray();
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(true)) {
      Documents documents = batch.documents();
      Ops ops = new Ops(KERNELS, tape, 0, Dropout.none(documents), GradientSink.ACCUMULATE);
      Value hidden = batch.hidden(model, ops, checkpointed);
      double loss =
          ops.headLoss(
              hidden, model.head(), Native.longs(rows), Native.longs(targets), rows.length, 0);
      tape.backward();
      return loss;
    }
  }

  /// The objective of a run has the same mean over the masked tokens of the whole step, one example
  /// a pass or all in one.
  @Test
  void theLossOfAStepIsTheMeanOverItsMaskedTokens() {
    List<TokenizedExample> rows = rows("roberta_mlm");
    double expected = golden("roberta_mlm").get("loss").asDouble();
    double norm = golden("roberta_mlm").get("total_grad_norm").asDouble();
    for (Layout layout :
        List.of(
            new Layout(1, true, 1000, 1), new Layout(1, false, 0, 1), new Layout(2, false, 0, 1))) {
      try (MaskedModel model = model(directory("roberta_mlm"));
          Workers workers = new Workers(layout.workers(), 1)) {
        model.parameters().forEach(p -> p.train(layout.workers()));
        NextToken objective = new NextToken(model);
        double normaliser = objective.normaliser(rows);
        assertThat(normaliser)
            .isEqualTo(rows.stream().mapToLong(TokenizedExample::supervised).sum());
        List<List<MicroBatch>> hands = layout.cut(rows);
        double loss =
            workers.sum(worker ->
                hands.get(worker).stream()
                    .mapToDouble(pass ->
                        objective.lossAndGradients(
                            KERNELS,
                            worker,
                            GradientSink.ACCUMULATE,
                            pass,
                            normaliser,
                            new Objective.DropoutSource(0, 1, Perturbation.NONE)))
                    .sum());
        assertThat(loss).isCloseTo(expected, within(1e-5 * expected));
        double squares = 0;
        try (PointerScope _ = new PointerScope()) {
          for (Parameter parameter : model.parameters()) {
            squares += Math.pow(parameter.totalGradient().norm().item_float(), 2);
          }
        }
        assertThat(Math.sqrt(squares)).isCloseTo(norm, within(1e-4 * norm));
      }
    }
  }

  @Test
  void guessesAreTheMostProbableTokensWithTheirLoss() {
    String family = "roberta_mlm";
    List<TokenizedExample> rows = rows(family);
    try (MaskedModel model = model(directory(family));
        Workers workers = new Workers(2, 1)) {
      List<Guesses.Guessed> guessed =
          new Guesses(model, workers, List.of(KERNELS, new StockKernels()), 12).of(rows);
      double nats = guessed.stream().mapToDouble(g -> Arrays.stream(g.nats()).sum()).sum();
      long tokens = rows.stream().mapToLong(TokenizedExample::supervised).sum();
      double expected = golden(family).get("loss").asDouble();
      assertThat(nats / tokens).isCloseTo(expected, within(1e-5 * expected));
      for (int r = 0; r < rows.size(); r++) {
        int at = 0;
        for (int t = 0; t < rows.get(r).ids().length; t++) {
          if (rows.get(r).labels()[t] != MicroBatch.IGNORED) {
            double[] logits = Golden.doubles(golden(family).get("logits").get(r).get(t));
            int best =
                IntStream.range(0, logits.length)
                    .reduce((a, b) -> logits[b] > logits[a] ? b : a)
                    .orElseThrow();
            assertThat(guessed.get(r).tokens()[at++]).isEqualTo(best);
          }
        }
        assertThat(guessed.get(r).tokens()).hasSize(at);
      }
    }
  }

  /// The same names, shapes and numbers.
  @ParameterizedTest
  @ValueSource(strings = {"bert_mlm", "roberta_mlm"})
  void writesTheCheckpointBack(String family, @TempDir Path written) {
    try (PointerScope _ = new PointerScope();
        MaskedModel model = model(directory(family))) {
      ModelFiles.write(model, Optional.empty(), directory(family), written, StoredType.F32);
      try (ModelWeights ours = ModelWeights.open(written);
          ModelWeights theirs = ModelWeights.open(directory(family))) {
        assertThat(ours.tensors().keySet()).isEqualTo(theirs.tensors().keySet());
        for (String name : theirs.tensors().keySet()) {
          Tensor expected = theirs.read(name, ScalarType.Float);
          assertThat(ours.read(name, ScalarType.Float).equal(expected)).as(name).isTrue();
        }
      }
    }
  }

  /// A base without the head gets one from the seed, which an adapter trains and saves whole.
  @ParameterizedTest
  @ValueSource(
      strings = {"bert_seqcls", "roberta_seqcls", "distilbert_seqcls", "deberta_v2_seqcls"})
  void aBaseWithoutTheHeadGetsAFreshOne(String family, @TempDir Path written) {
    Path directory = directory(family);
    Models.TaskFacts facts = Models.inspectMasked(directory, true);
    assertThat(facts.fresh()).isNotEmpty();
    try (MaskedModel model = model(directory);
        MaskedModel again = model(directory)) {
      assertThat(model.fresh()).isEqualTo(facts.fresh());
      assertThat(names(model)).isEqualTo(new TreeSet<>(facts.tensors().keySet()));
      assertThat(values(model)).usingRecursiveComparison().isEqualTo(values(again));
      Map<String, float[]> trained;
      try (Adapter adapter = Adapter.fresh(model, lora(), 3, ScalarType.Float)) {
        try (NoGradGuard _ = new NoGradGuard();
            PointerScope _ = new PointerScope()) {
          for (Parameter parameter : adapter.parameters()) {
            parameter.master().add_(Native.scalar(0.5));
            parameter.masterChanged();
          }
        }
        AdapterFiles.write(adapter, written, directory.toString());
        trained = values(model);
      }
      try (Adapter read = AdapterFiles.load(again, written, ScalarType.Float)) {
        assertThat(read.settings().r()).isEqualTo(2);
        assertThat(values(again)).usingRecursiveComparison().isEqualTo(trained);
      }
    }
  }

  private static Method.Lora lora() {
    return new Method.Lora(
        2,
        4,
        0,
        new TargetModules.AllLinear(),
        Method.Bias.NONE,
        false,
        Map.of(),
        Map.of(),
        Optional.empty(),
        List.of(),
        Method.Init.DEFAULT);
  }

  @Test
  void aDecoderIsNoBase() {
    assertThatThrownBy(() -> Models.inspectMasked(Golden.family("llama"), true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model_type 'llama' is a decoder, which sees no token behind");
  }

  @Test
  void aPartOfAHeadIsRefused(@TempDir Path part) throws IOException {
    Path directory = directory("bert_mlm");
    Files.copy(directory.resolve("config.json"), part.resolve("config.json"));
    try (PointerScope _ = new PointerScope();
        ModelWeights weights = ModelWeights.open(directory)) {
      List<TensorSource> most =
          weights.tensors().keySet().stream()
              .filter(name -> !name.equals("cls.predictions.bias"))
              .map(name -> TensorSource.of(name, weights.read(name)))
              .toList();
      SafetensorsWriter.write(part.resolve("model.safetensors"), most, SafetensorsWriter.PYTORCH);
    }
    assertThatThrownBy(() -> Models.inspectMasked(part, true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cls.predictions.bias");
  }

  private static TreeSet<String> names(MaskedModel model) {
    TreeSet<String> names = new TreeSet<>();
    model.parameters().forEach(p -> p.slots().forEach(slot -> names.add(slot.name())));
    return names;
  }

  private static Map<String, float[]> values(MaskedModel model) {
    Map<String, float[]> values = new TreeMap<>();
    try (PointerScope _ = new PointerScope()) {
      for (Parameter parameter : model.parameters()) {
        values.put(parameter.name(), Native.toFloats(parameter.data()));
      }
    }
    return values;
  }

  private static double worst(float[][] found, JsonNode expected) {
    double worst = 0;
    int at = 0;
    for (JsonNode row : expected) {
      for (JsonNode token : row) {
        double[] logits = Golden.doubles(token);
        if (at < found.length) {
          for (int i = 0; i < logits.length; i++) {
            worst = Math.max(worst, Math.abs(found[at][i] - logits[i]));
          }
        }
        at++;
      }
    }
    assertThat(at).isEqualTo(found.length);
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
    JsonNode norms = golden.get("grad_norms");
    assertThat(gradients.keySet()).isEqualTo(new TreeSet<>(norms.propertyNames()));
    for (String name : norms.propertyNames()) {
      double norm = norms.get(name).asDouble();
      double found = Objects.requireNonNull(gradients.get(name)).norm().item_float();
      // a key's bias moves all scores of a query alike: its gradient is rounding
      worst = Math.max(worst, Math.abs(found - norm) / Math.max(norm, 1e-3));
    }
    for (String name : golden.get("grads").propertyNames()) {
      JsonNode each = golden.get("grads").get(name);
      double[] first = Golden.doubles(each.get("first8"));
      float[] found = Native.toFloats(Objects.requireNonNull(gradients.get(name)));
      for (int i = 0; i < first.length; i++) {
        worst = Math.max(worst, Math.abs(found[i] - first[i]) / each.get("norm").asDouble());
      }
    }
    return worst;
  }
}
