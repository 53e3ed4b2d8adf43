package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import luthier.adapter.Adapter;
import luthier.adapter.AdapterFiles;
import luthier.batch.Layout;
import luthier.batch.StepPlan;
import luthier.evaluation.Scoring;
import luthier.kernel.Kernels;
import luthier.kernel.StockKernels;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.objective.NextToken;
import luthier.optimizer.AdamWOptimizer;
import luthier.optimizer.LearningRateSchedule;
import luthier.recipe.AdamW;
import luthier.recipe.Schedule;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;
import luthier.training.TrainingStep;
import luthier.weights.SafetensorsFile;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Ten steps of training against PEFT, torch and the Hugging Face Trainer (I9), in layouts that the
/// references do not have (I3): the result must not depend on them.
class TrainingGoldenTest {

  private static final AdamW ADAMW = new AdamW(0.9, 0.999, 1e-8, 0.01, AdamW.WeightDecayOn.ALL);

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora", "lora_bias", "lora_layers", "lora_pattern", "lora_rslora"})
  void trainsAdaptersAsPeft(String name, @TempDir Path written) throws IOException {
    Path directory = Golden.training(name);
    JsonNode golden = Golden.json(directory.resolve("golden.json"));
    List<TokenizedExample> rows = Golden.batch(golden.get("batch"));
    LearningRateSchedule constant = new LearningRateSchedule.Constant(0.01, 0);
    for (Layout layout : layouts()) {
      try (LanguageModel model = Models.load(base(golden), ScalarType.Float, false);
          Adapter adapter = AdapterFiles.load(model, directory, ScalarType.Float)) {
        List<Parameter> trained = adapter.parameters();
        assertThat(trained.stream().mapToLong(p -> p.data().numel()).sum())
            .isEqualTo(golden.get("trainable_parameters").asLong());
        double logits = worstLogit(model, rows.getFirst(), golden.get("logits_init"));
        assertThat(logits).as("logits before").isLessThan(1e-4);
        double losses =
            train(model, trained, layout, rows, golden, ADAMW, constant, Double.MAX_VALUE);
        Parity.record("training", name, "losses", losses);
        double after = worstLogit(model, rows.getFirst(), golden.get("logits_final"));
        Parity.record("training", name, "logits after", after);
        assertThat(after).as("logits after").isLessThan(1e-3);
        AdapterFiles.write(adapter, written, "../../families/llama");
        double weights = worstWeight(written, directory.resolve("adapter_model_final.safetensors"));
        Parity.record("training", name, "weights", weights);
        assertThat(weights).as("final weights").isLessThan(1e-4);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"full_linear", "full_cosine", "full_linear_decay_groups"})
  void trainsAllWeightsAsTorch(String name) throws IOException {
    JsonNode golden = Golden.json(Golden.training(name).resolve("golden.json"));
    List<TokenizedExample> rows = Golden.batch(golden.get("batch"));
    Schedule.Warmup warmup = new Schedule.Warmup.Steps(3);
    LearningRateSchedule schedule =
        LearningRateSchedule.of(
            name.equals("full_cosine") ? new Schedule.Cosine(warmup) : new Schedule.Linear(warmup),
            0.01,
            10);
    double[] rates = Golden.doubles(golden.get("lrs"));
    for (int s = 0; s < rates.length; s++) {
      assertThat(schedule.at(s)).isCloseTo(rates[s], within(1e-9));
    }
    AdamW adamw =
        new AdamW(
            0.9,
            0.999,
            1e-8,
            0.01,
            name.endsWith("groups") ? AdamW.WeightDecayOn.MATRICES : AdamW.WeightDecayOn.ALL);
    for (Layout layout : layouts()) {
      try (LanguageModel model = Models.load(base(golden), ScalarType.Float, true)) {
        double losses =
            train(model, model.parameters(), layout, rows, golden, adamw, schedule, 1.0);
        Parity.record("training", name, "losses", losses);
        requireFinal(name, model, golden);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hf_trainer", "hf_trainer_cosine_smoothing"})
  void trainsAsTheHuggingFaceTrainer(String name) throws IOException {
    JsonNode golden = Golden.json(Golden.training(name).resolve("golden.json"));
    JsonNode arguments = golden.get("training_arguments");
    List<TokenizedExample> rows = new ArrayList<>();
    for (JsonNode row : golden.get("data")) {
      int length = row.get("input_ids").size();
      rows.add(
          new TokenizedExample(
              "row-" + rows.size(),
              Golden.ints(row.get("input_ids"), length),
              Golden.ints(row.get("labels"), length)));
    }
    int batch =
        arguments.get("per_device_train_batch_size").asInt()
            * arguments.get("gradient_accumulation_steps").asInt();
    StepPlan plan = new StepPlan(rows, batch, false, false, 0);
    long total = plan.stepsOf(arguments.get("num_train_epochs").asDouble());
    Schedule.Warmup warmup = new Schedule.Warmup.Steps(arguments.get("warmup_steps").asLong());
    boolean cosine = arguments.get("lr_scheduler_type").asString().equals("cosine");
    LearningRateSchedule schedule =
        LearningRateSchedule.of(
            cosine ? new Schedule.Cosine(warmup) : new Schedule.Linear(warmup),
            arguments.get("learning_rate").asDouble(),
            total);
    double smoothing = arguments.path("label_smoothing_factor").asDouble(0);
    AdamW adamw = new AdamW(0.9, 0.999, 1e-8, 0.01, AdamW.WeightDecayOn.MATRICES);
    try (LanguageModel model = Models.load(Golden.family("llama"), ScalarType.Float, true);
        Workers workers = new Workers(2, 1)) {
      model.parameters().forEach(p -> p.train(2));
      try (AdamWOptimizer optimizer = new AdamWOptimizer(adamw, model.parameters())) {
        TrainingStep step =
            step(model, optimizer, new Layout(2, true, 16, 1), workers, smoothing, 1.0);
        double worst = 0;
        for (int s = 0; s < total; s++) {
          TrainingStep.Report report = step.run(s + 1, plan.examplesOf(s), schedule.at(s));
          JsonNode log = golden.get("log").get(s);
          worst = Math.max(worst, relative(report.loss(), log.get("loss").asDouble()));
          assertThat(relative(report.gradNorm(), log.get("grad_norm").asDouble()))
              .as("gradient norm of step %d", s + 1)
              .isLessThan(1e-4);
        }
        Parity.record("training", name, "losses (logged with 4 digits)", worst);
        assertThat(worst).isLessThan(5e-5);
        requireFinal(name, model, golden);
      }
    }
  }

  @Test
  void followsTheSchedulesOfTransformers() throws IOException {
    JsonNode golden = Golden.json(Golden.training("schedules.json"));
    Schedule.Warmup warmup = new Schedule.Warmup.Steps(3);
    requireRates(golden, "linear", LearningRateSchedule.of(new Schedule.Linear(warmup), 1, 20));
    requireRates(golden, "cosine", LearningRateSchedule.of(new Schedule.Cosine(warmup), 1, 20));
    requireRates(
        golden,
        "constant",
        LearningRateSchedule.of(new Schedule.Constant(new Schedule.Warmup.Steps(0)), 1, 20));
    requireRates(
        golden,
        "constant_with_warmup",
        LearningRateSchedule.of(new Schedule.Constant(warmup), 1, 20));
    requireRates(
        golden,
        "warmup_stable_decay",
        new LearningRateSchedule.WarmupStableDecay(1, 0.1, 3, 20, 5));
  }

  private static void requireRates(JsonNode golden, String name, LearningRateSchedule schedule) {
    double[] rates = Golden.doubles(golden.get(name).get("lr"));
    for (int s = 0; s < rates.length; s++) {
      assertThat(schedule.at(s)).as("%s, step %d", name, s).isCloseTo(rates[s], within(1e-9));
    }
  }

  /// Packed into one pass, packed over two workers, and one example a pass.
  private static List<Layout> layouts() {
    return List.of(
        new Layout(1, true, 1000, 1), new Layout(2, true, 12, 1), new Layout(2, false, 1, 1));
  }

  private static Path base(JsonNode golden) {
    return Golden.ROOT.resolve(golden.get("base").asString());
  }

  private static TrainingStep step(
      LanguageModel model,
      AdamWOptimizer optimizer,
      Layout layout,
      Workers workers,
      double smoothing,
      double maxNorm) {
    List<Kernels> kernels = List.of(new StockKernels(), new StockKernels());
    return new TrainingStep(
        model, optimizer, new NextToken(smoothing, false), layout, workers, kernels, maxNorm, 0);
  }

  /// @return the largest relative difference of a loss
  private static double train(
      LanguageModel model,
      List<Parameter> trained,
      Layout layout,
      List<TokenizedExample> rows,
      JsonNode golden,
      AdamW adamw,
      LearningRateSchedule schedule,
      double maxNorm) {
    trained.forEach(p -> p.train(layout.workers()));
    JsonNode norms =
        golden.has("grad_norms") ? golden.get("grad_norms") : golden.get("grad_norms_before_clip");
    double worst = 0;
    try (Workers workers = new Workers(layout.workers(), 1);
        AdamWOptimizer optimizer = new AdamWOptimizer(adamw, trained)) {
      TrainingStep step = step(model, optimizer, layout, workers, 0, maxNorm);
      for (int s = 0; s < 10; s++) {
        TrainingStep.Report report = step.run(s + 1, rows, schedule.at(s));
        worst = Math.max(worst, relative(report.loss(), golden.get("losses").get(s).asDouble()));
        assertThat(relative(report.gradNorm(), norms.get(s).asDouble()))
            .as("gradient norm of step %d in %s", s + 1, layout)
            .isLessThan(s == 0 ? 1e-5 : 5e-4); // AdamW's division magnifies rounding step by step
      }
    }
    assertThat(worst).as("losses in %s", layout).isLessThan(1e-4);
    return worst;
  }

  private static double worstLogit(LanguageModel model, TokenizedExample row, JsonNode expected) {
    try (PointerScope _ = new PointerScope()) {
      Tensor logits = new Scoring(model, new StockKernels()).logits(row.ids());
      float[] found = Native.toFloats(logits.select(0, logits.size(0) - 1));
      double[] wanted = Golden.doubles(expected);
      double worst = 0;
      for (int i = 0; i < wanted.length; i++) {
        worst = Math.max(worst, Math.abs(found[i] - wanted[i]));
      }
      return worst;
    }
  }

  private static double worstWeight(Path written, Path expected) {
    double worst = 0;
    try (PointerScope _ = new PointerScope();
        SafetensorsFile ours = SafetensorsFile.open(written.resolve("adapter_model.safetensors"));
        SafetensorsFile theirs = SafetensorsFile.open(expected)) {
      assertThat(ours.tensors().keySet()).isEqualTo(theirs.tensors().keySet());
      for (String name : theirs.tensors().keySet()) {
        Tensor difference = ours.read(name, ScalarType.Float).sub(theirs.read(name));
        worst = Math.max(worst, difference.abs().max().item_float());
      }
    }
    return worst;
  }

  private static void requireFinal(String name, LanguageModel model, JsonNode golden) {
    double worst = 0;
    try (PointerScope _ = new PointerScope()) {
      for (Parameter parameter : model.parameters()) {
        for (Parameter.Slot slot : parameter.slots()) {
          JsonNode expected = Objects.requireNonNull(golden.get("final").get(slot.name()));
          float[] found =
              Native.toFloats(
                  parameter.master().narrow(0, slot.firstRow(), slot.rows()).contiguous());
          double[] first = Golden.doubles(expected.get("first8"));
          for (int i = 0; i < first.length; i++) {
            worst = Math.max(worst, Math.abs(found[i] - first[i]));
          }
        }
      }
    }
    Parity.record("training", name, "weights", worst);
    assertThat(worst).as("final weights").isLessThan(1e-4);
  }

  private static double relative(double found, double expected) {
    return Math.abs(found - expected) / Math.abs(expected);
  }
}
