package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import luthier.batch.MicroBatch;
import luthier.evaluation.Scoring;
import luthier.kernel.Kernels;
import luthier.kernel.StockKernels;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.objective.NextToken;
import luthier.objective.Objective;
import luthier.operation.GradientSink;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import luthier.tokenizer.TokenizedExample;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Logits, loss and gradients of each family against transformers (I9).
class FamiliesTest {

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "llama_tied",
        "llama_bias_headdim",
        "llama_rope_linear",
        "llama_rope_dynamic",
        "llama_rope_llama3",
        "llama_tied_bf16_sharded",
        "mistral",
        "qwen2",
        "qwen2_yarn",
        "qwen3"
      })
  void equalsTransformers(String family) throws IOException {
    Path directory = Golden.family(family);
    JsonNode golden = Golden.json(directory.resolve("golden.json"));
    List<TokenizedExample> rows = Golden.batch(Golden.json(directory.resolve("inputs.json")));
    // the reference computes a rope that depends on length for the padded batch, not for the row
    boolean padded = family.equals("llama_rope_dynamic");
    Kernels kernels = new StockKernels();
    try (PointerScope _ = new PointerScope();
        LanguageModel model = Models.load(directory, ScalarType.Float, true)) {
      double logits = worstLogit(model, kernels, rows, golden.get("logits"), padded ? 1 : 2);
      Parity.record("families", family, "logits", logits);
      assertThat(logits).as("logits").isLessThan(1e-4);
      if (padded) {
        return;
      }
      model.parameters().forEach(p -> p.train(1));
      MicroBatch batch = MicroBatch.of(rows);
      long supervised = batch.supervised();
      double loss =
          new NextToken(model)
              .lossAndGradients(
                  kernels,
                  0,
                  GradientSink.ACCUMULATE,
                  batch,
                  supervised,
                  new Objective.DropoutSource(0, 1));
      double expected = golden.get("loss").asDouble();
      Parity.record("families", family, "loss", Math.abs(loss - expected) / expected);
      assertThat(loss).isCloseTo(expected, within(1e-5 * expected));
      if (golden.has("grad_norms")) {
        double gradients = worstGradient(model, golden);
        Parity.record("families", family, "gradients", gradients);
        assertThat(gradients).as("gradients").isLessThan(1e-4);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "llama_rope_llama3", "mistral", "qwen2_yarn", "qwen3"})
  void readsBothSpellingsOfTheConfiguration(String family, @TempDir Path copy) throws IOException {
    Path directory = Golden.family(family);
    Files.copy(directory.resolve("config_v5.json"), copy.resolve("config.json"));
    Files.copy(directory.resolve("model.safetensors"), copy.resolve("model.safetensors"));
    List<TokenizedExample> rows = Golden.batch(Golden.json(directory.resolve("inputs.json")));
    JsonNode golden = Golden.json(directory.resolve("golden.json"));
    try (PointerScope _ = new PointerScope();
        LanguageModel model = Models.load(copy, ScalarType.Float, false)) {
      assertThat(worstLogit(model, new StockKernels(), rows, golden.get("logits"), 2))
          .isLessThan(1e-4);
    }
  }

  private static double worstLogit(
      LanguageModel model,
      Kernels kernels,
      List<TokenizedExample> rows,
      JsonNode expected,
      int count) {
    double worst = 0;
    for (int r = 0; r < count; r++) {
      try (PointerScope _ = new PointerScope()) {
        Tensor logits = new Scoring(model, kernels).logits(rows.get(r).ids());
        float[] found = Native.toFloats(logits);
        int vocabulary = (int) logits.size(1);
        assertThat(expected.get(r).size()).isEqualTo((int) logits.size(0));
        for (int t = 0; t < logits.size(0); t++) {
          double[] row = Golden.doubles(expected.get(r).get(t));
          for (int v = 0; v < vocabulary; v++) {
            worst = Math.max(worst, Math.abs(found[t * vocabulary + v] - row[v]));
          }
        }
      }
    }
    return worst;
  }

  private static double worstGradient(LanguageModel model, JsonNode golden) {
    TreeMap<String, Tensor> gradients = new TreeMap<>();
    for (Parameter parameter : model.parameters()) {
      for (Parameter.Slot slot : parameter.slots()) {
        gradients.put(
            slot.name(), parameter.totalGradient().narrow(0, slot.firstRow(), slot.rows()));
      }
    }
    double worst = 0;
    for (String name : golden.get("grad_norms").propertyNames()) {
      double norm = golden.get("grad_norms").get(name).asDouble();
      assertThat(gradients).containsKey(name);
      double found = Objects.requireNonNull(gradients.get(name)).norm().item_float();
      worst = Math.max(worst, Math.abs(found - norm) / Math.max(norm, 1e-12));
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
