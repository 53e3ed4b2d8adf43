package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import luthier.kernel.Kernels;
import luthier.kernel.StockKernels;
import luthier.kernel.VectorKernels;
import luthier.model.Models;
import luthier.model.TaskModel;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Ops;
import luthier.operation.Perturbation;
import luthier.operation.Tape;
import luthier.operation.Value;
import luthier.tensor.LibTorch;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Encoders in training mode against transformers whose dropout was given the same masks
/// (`golden/dropout/make.py`): loss and every gradient agree only where each place that drops is
/// the reference's.
class EncoderDropoutTest {

  private static final long[] KEYS = {11, 22, 33, 44};

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert_seqcls",
        "bert_tokencls",
        "roberta_seqcls",
        "distilbert_seqcls",
        "modernbert_seqcls",
        "deberta_v2_seqcls"
      })
  void dropsWhereTransformersDoes(String family, @TempDir Path copy) throws IOException {
    JsonNode golden =
        Golden.json(Golden.ROOT.resolve("dropout").resolve("dropout.json")).get(family);
    TaskBatch batch = batch(family);
    withDropout(family, golden.get("probabilities"), copy);
    for (boolean checkpointed : new boolean[] {false, true}) {
      for (Kernels kernels : new Kernels[] {new StockKernels(), new VectorKernels()}) {
        try (TaskModel model =
            Models.loadTask(copy, TaskFamiliesTest.wanted(copy), ScalarType.Float, true, 0)) {
          assertThat(model.hasDropout()).isTrue();
          model.parameters().forEach(p -> p.train(1));
          double expected = golden.get("loss").asDouble();
          double loss = lossAndGradients(model, batch, kernels, true, checkpointed);
          Parity.record("dropout", family, "loss", Math.abs(loss - expected) / expected);
          assertThat(loss).isCloseTo(expected, within(1e-5 * expected));
          double worst = worstNorm(model, golden.get("grad_norms"));
          Parity.record("dropout", family, "gradient norms", worst);
          assertThat(worst).isLessThan(1e-4);
        }
      }
    }
  }

  @Test
  void isOffUnlessAskedFor(@TempDir Path copy) throws IOException {
    String family = "bert_seqcls";
    JsonNode golden =
        Golden.json(Golden.ROOT.resolve("dropout").resolve("dropout.json")).get(family);
    withDropout(family, golden.get("probabilities"), copy);
    try (TaskModel model =
        Models.loadTask(copy, TaskFamiliesTest.wanted(copy), ScalarType.Float, true, 0)) {
      model.parameters().forEach(p -> p.train(1));
      double expected =
          Golden.json(Golden.ROOT.resolve("tasks").resolve(family).resolve("golden.json"))
              .get("loss")
              .asDouble();
      double plain = lossAndGradients(model, batch(family), new StockKernels(), false, false);
      assertThat(plain).isCloseTo(expected, within(1e-5 * expected));
    }
  }

  private static TaskBatch batch(String family) {
    Path inputs = Golden.ROOT.resolve("tasks").resolve(family).resolve("inputs.json");
    TaskBatch plain = TaskBatch.of(Golden.json(inputs));
    int[] lengths = plain.documents().lengths();
    Documents keyed = new Documents(lengths, Arrays.copyOf(KEYS, lengths.length));
    return new TaskBatch(plain.ids(), plain.segments(), keyed, plain.labels());
  }

  private static void withDropout(String family, JsonNode probabilities, Path copy)
      throws IOException {
    Path directory = Golden.ROOT.resolve("tasks").resolve(family);
    ObjectNode config = (ObjectNode) Golden.json(directory.resolve("config.json"));
    for (String key : probabilities.propertyNames()) {
      config.put(key, probabilities.get(key).asDouble());
    }
    Files.writeString(copy.resolve("config.json"), config.toString());
    Files.copy(directory.resolve("model.safetensors"), copy.resolve("model.safetensors"));
  }

  private static double lossAndGradients(
      TaskModel model, TaskBatch batch, Kernels kernels, boolean dropped, boolean checkpointed) {
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(true)) {
      Dropout dropout = new Dropout(7, 3, batch.documents(), true, new Perturbation(0, dropped));
      Ops ops = new Ops(kernels, tape, 0, dropout, GradientSink.ACCUMULATE);
      Value hidden = batch.hidden(model.body(), ops, checkpointed);
      double loss = ops.loss(model.head().outputs(ops, hidden, batch.documents()), batch.loss());
      tape.backward();
      return loss;
    }
  }

  private static double worstNorm(TaskModel model, JsonNode expected) {
    double worst = 0;
    double largest = 0; // beside which a gradient is nothing but rounding, as that of a key's bias
    for (JsonNode norm : expected) {
      largest = Math.max(largest, norm.asDouble());
    }
    int compared = 0;
    try (PointerScope _ = new PointerScope()) {
      for (Parameter parameter : model.parameters()) {
        for (Parameter.Slot slot : parameter.slots()) {
          if (!expected.has(slot.name())) {
            continue;
          }
          compared++;
          double norm = slot.of(parameter.totalGradient()).norm().item_float();
          double wanted = expected.get(slot.name()).asDouble();
          worst = Math.max(worst, Math.abs(norm - wanted) / Math.max(1e-3 * largest, wanted));
        }
      }
    }
    assertThat(compared).isGreaterThan(10);
    return worst;
  }
}
