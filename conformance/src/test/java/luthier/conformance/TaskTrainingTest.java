package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleSupplier;
import luthier.adapter.Adapter;
import luthier.adapter.AdapterFiles;
import luthier.batch.Layout;
import luthier.kernel.StockKernels;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.model.TaskModel;
import luthier.objective.NextToken;
import luthier.optimizer.AdamWOptimizer;
import luthier.recipe.AdamW;
import luthier.tensor.LibTorch;
import luthier.tensor.Parameter;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;
import luthier.training.TrainingStep;
import luthier.weights.SafetensorsFile;
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

/// Ten steps of training adapters with whole modules beside them against PEFT (I9).
class TaskTrainingTest {

  private static final AdamW ADAMW = new AdamW(0.9, 0.999, 1e-8, 0.01, AdamW.WeightDecayOn.ALL);

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora_bert", "lora_seqcls"})
  void trainsAHeadBesideItsAdapterAsPeft(String name, @TempDir Path written) {
    Path directory = Golden.training(name);
    JsonNode golden = Golden.json(directory.resolve("golden.json"));
    Path base = Golden.ROOT.resolve(golden.get("base").asString().replace("families", "tasks"));
    TaskBatch batch = TaskBatch.of(golden.get("batch"));
    StockKernels kernels = new StockKernels();
    try (TaskModel model =
            Models.loadTask(base, TaskFamiliesTest.wanted(base), ScalarType.Float, false, 0);
        Adapter adapter = AdapterFiles.load(model, directory, ScalarType.Float)) {
      requireCount(adapter, golden);
      requireLogits(batch.outputs(model, kernels), golden.get("logits_init"), 1e-4);
      List<Parameter> trained = adapter.parameters();
      trained.forEach(p -> p.train(1));
      DoubleSupplier loss = () -> batch.lossAndGradients(model, kernels, batch.loss(), false);
      double worst = 0;
      try (NoGradGuard _ = new NoGradGuard();
          AdamWOptimizer optimizer = new AdamWOptimizer(ADAMW, trained)) {
        for (int step = 0; step < 10; step++) {
          double found = loss.getAsDouble();
          worst = Math.max(worst, relative(found, golden.get("losses").get(step).asDouble()));
          double norm = optimizer.gradientNorm();
          assertThat(relative(norm, golden.get("grad_norms").get(step).asDouble()))
              .as("gradient norm of step %d", step + 1)
              .isLessThan(step == 0 ? 1e-5 : 5e-4);
          optimizer.step(0.01, 1);
          model.weightsChanged();
        }
      }
      worst =
          Math.max(worst, relative(loss.getAsDouble(), golden.get("losses").get(10).asDouble()));
      Parity.record("training", name, "losses", worst);
      assertThat(worst).as("losses").isLessThan(1e-4);
      double after = requireLogits(batch.outputs(model, kernels), golden.get("logits_final"), 1e-3);
      Parity.record("training", name, "logits after", after);
      requireFinal(name, adapter, written, golden.get("base").asString());
    }
  }

  @Test
  void trainsTheHeadOfALanguageModelBesideItsAdapterAsPeft(@TempDir Path written) {
    String name = "lora_modules_to_save";
    Path directory = Golden.training(name);
    JsonNode golden = Golden.json(directory.resolve("golden.json"));
    List<TokenizedExample> rows = Golden.batch(golden.get("batch"));
    Path base = Golden.ROOT.resolve(golden.get("base").asString());
    try (LanguageModel model = Models.load(base, ScalarType.Float, false);
        Adapter adapter = AdapterFiles.load(model, directory, ScalarType.Float)) {
      requireCount(adapter, golden);
      adapter.parameters().forEach(p -> p.train(1));
      double worst = 0;
      try (Workers workers = new Workers(1, 1);
          AdamWOptimizer optimizer = new AdamWOptimizer(ADAMW, adapter.parameters())) {
        TrainingStep step =
            new TrainingStep(
                optimizer,
                new NextToken(model),
                new Layout(1, true, 1000, 1),
                workers,
                List.of(new StockKernels()),
                Double.MAX_VALUE,
                0);
        for (int s = 0; s < 10; s++) {
          TrainingStep.Report report = step.run(s + 1, rows, 0.01);
          worst = Math.max(worst, relative(report.loss(), golden.get("losses").get(s).asDouble()));
          assertThat(relative(report.gradNorm(), golden.get("grad_norms").get(s).asDouble()))
              .as("gradient norm of step %d", s + 1)
              .isLessThan(s == 0 ? 1e-5 : 5e-4);
        }
      }
      Parity.record("training", name, "losses", worst);
      assertThat(worst).as("losses").isLessThan(1e-4);
      requireFinal(name, adapter, written, golden.get("base").asString());
    }
  }

  private static void requireCount(Adapter adapter, JsonNode golden) {
    assertThat(adapter.parameters().stream().mapToLong(p -> p.data().numel()).sum())
        .isEqualTo(golden.get("trainable_parameters").asLong());
  }

  private static double requireLogits(float[][] found, JsonNode expected, double most) {
    double worst = 0;
    for (int r = 0; r < found.length; r++) {
      double[] row = Golden.doubles(expected.get(r));
      for (int i = 0; i < row.length; i++) {
        worst = Math.max(worst, Math.abs(found[r][i] - row[i]));
      }
    }
    assertThat(worst).as("logits").isLessThan(most);
    return worst;
  }

  private static void requireFinal(String name, Adapter adapter, Path written, String base) {
    AdapterFiles.write(adapter, written, "../../" + base);
    Path directory = Golden.training(name);
    JsonNode config = Golden.json(written.resolve("adapter_config.json"));
    JsonNode theirs = Golden.json(directory.resolve("adapter_config.json"));
    assertThat(config.get("task_type")).isEqualTo(theirs.get("task_type"));
    double worst = 0;
    try (PointerScope _ = new PointerScope();
        SafetensorsFile ours = SafetensorsFile.open(written.resolve("adapter_model.safetensors"));
        SafetensorsFile expected =
            SafetensorsFile.open(directory.resolve("adapter_model_final.safetensors"))) {
      assertThat(ours.tensors().keySet()).isEqualTo(expected.tensors().keySet());
      for (String tensor : expected.tensors().keySet()) {
        Tensor difference = ours.read(tensor, ScalarType.Float).sub(expected.read(tensor));
        worst = Math.max(worst, difference.abs().max().item_float());
      }
    }
    Parity.record("training", name, "weights", worst);
    assertThat(worst).as("final weights").isLessThan(1e-4);
  }

  private static double relative(double found, double expected) {
    return Math.abs(found - expected) / Math.abs(expected);
  }
}
