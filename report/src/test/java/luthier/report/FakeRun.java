package luthier.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import luthier.metric.Bootstrap;
import luthier.metric.Evaluation;
import luthier.metric.Paired;
import luthier.metric.Proportions;
import luthier.metric.Score;
import luthier.runlog.Certificate;
import luthier.runlog.DataReport;
import luthier.runlog.Manifest;
import luthier.runlog.Preflight;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import luthier.runlog.RunLog;

/// Writes a run directory as a real run would leave it, its numbers made up from a seed.
///
/// @param name of the run
/// @param seed of the numbers
/// @param steps optimizer steps
/// @param peak the largest learning rate
/// @param rank of the adapter
record FakeRun(String name, long seed, int steps, double peak, int rank) {

  private static final Instant START = Instant.parse("2026-03-04T05:06:07Z");
  private static final int STEPS_PER_EPOCH = 40;
  private static final int TEST_EXAMPLES = 42;

  static FakeRun support() {
    return new FakeRun("support", 42, 120, 2e-4, 16);
  }

  /// Everything that a finished run has.
  void write(Path root) throws IOException {
    RunFiles files = new RunFiles(Files.createDirectories(root));
    List<RunEvent.Decision> decisions = decisions();
    manifest(decisions).write(files.manifest());
    Files.writeString(files.recipe(), recipe());
    data().write(files.data());
    preflight().write(files.preflight());
    writeLog(files, decisions);
    EvaluationFile.write(files.evaluation(), evaluation());
    certificate().write(files.certificate());
  }

  private void writeLog(RunFiles files, List<RunEvent.Decision> decisions) throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(START);
    try (RunLog log = RunLog.create(files, now::get)) {
      log.on(new RunEvent.StageStarted("data"));
      decisions.forEach(log::on);
      log.on(new RunEvent.Warning("5 rows are exact duplicates of others and were left out"));
      log.on(new RunEvent.StageDone("data", 1.9));
      log.on(new RunEvent.TrainingStarted(1, steps));
      Random random = new Random(seed);
      for (int step = 1; step <= steps; step++) {
        now.set(START.plusMillis(4000L + 900L * step));
        log.on(step(step, random));
        if (step % 20 == 0) {
          double loss = curve(step) + 0.09 + 0.6 * Math.max(0, step - 90.0) / 100;
          Map<String, Double> scores = new LinkedHashMap<>();
          scores.put("perplexity", Math.exp(loss));
          log.on(new RunEvent.Evaluated(step, epoch(step), loss, scores, 1.25));
          boolean best = step <= 100;
          String path = files.root().relativize(files.checkpoint(step)).toString();
          log.on(new RunEvent.CheckpointSaved(step, path, best));
        }
      }
      log.on(new RunEvent.Finished(161.4));
    }
  }

  private static double epoch(int step) {
    return (double) step / STEPS_PER_EPOCH;
  }

  private double curve(int step) {
    double speed = 26 * Math.pow(2e-4 / peak, 0.7);
    return 1.05 + 1.9 * Math.exp(-step / speed) + 0.35 * Math.exp(-step / 90.0);
  }

  private RunEvent.StepDone step(int step, Random random) {
    double warm = Math.min(1, step / 4.0);
    double rate = peak * warm * 0.5 * (1 + Math.cos(Math.PI * step / steps));
    double gradNorm = 0.55 + 2.1 * Math.exp(-step / 18.0) + 0.16 * Math.abs(random.nextGaussian());
    double loss = curve(step) + 0.11 * random.nextGaussian() * Math.sqrt(curve(step) / 2);
    double speed = step == 1 ? 1910.25 : 5150 + 160 * random.nextGaussian();
    Map<String, Double> further = Map.of("memory_bytes", 1.31e9 + 1e6 * random.nextInt(20));
    long supervised = 780 + random.nextInt(160);
    List<String> ids = List.of("e" + 2 * step, "e" + (2 * step + 1));
    return new RunEvent.StepDone(
        step,
        epoch(step),
        loss,
        rate,
        gradNorm,
        supervised,
        4100 + random.nextInt(400),
        speed,
        further,
        ids);
  }

  private List<RunEvent.Decision> decisions() {
    return List.of(
        new RunEvent.Decision(
            "data.validation",
            "0.1",
            "648 examples are at least 50: a tenth is kept for validation"),
        new RunEvent.Decision(
            "training.dtype", "bfloat16", "measured here: 1.7 times faster than float32"),
        new RunEvent.Decision(
            "training.micro_batch_size", "8", "8 examples of 412 tokens fit into 1.3 GB"),
        new RunEvent.Decision("training.learning_rate", "2.0E-4", "usual for LoRA of this rank"),
        new RunEvent.Decision("device", "cpu", "there is no GPU"),
        new RunEvent.Decision("threads", "2", "one per core of this machine"));
  }

  private Manifest manifest(List<RunEvent.Decision> decisions) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("luthier", "0.1.0");
    versions.put("java", "25.0.1+8 (Temurin)");
    versions.put("libtorch", "2.10.0");
    versions.put("os", "Linux 6.1 amd64");
    versions.put("processor", "2 cores, AVX-512, bf16");
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("seed", "42");
    defaults.put("data.validation", "auto");
    defaults.put("data.test", "none");
    defaults.put("data.on_bad_line", "stop");
    defaults.put("method.kind", "lora");
    defaults.put("method.r", "16");
    defaults.put("method.alpha", "32.0");
    defaults.put("training.epochs", "3.0");
    defaults.put("training.batch_size", "16");
    defaults.put("training.micro_batch_size", "auto");
    defaults.put("training.learning_rate", "auto");
    defaults.put("training.schedule", "cosine");
    defaults.put("training.epsilon", "1e-8");
    defaults.put("training.max_grad_norm", "1.0");
    defaults.put("training.dtype", "auto");
    defaults.put("training.early_stopping.patience", "3");
    defaults.put("device", "auto");
    defaults.put("threads", "auto");
    return new Manifest(
        name,
        "chat",
        START,
        seed,
        "cpu",
        2,
        versions,
        new Manifest.Base(
            "pocket",
            "LlamaForCausalLM",
            11_862_016,
            430_080,
            "7b0de5cbd8c7d3f5a3cf2b9f0a61f4cb51e2d34ab09c1df0a7a1f35d1b61ce02"),
        List.of(
            new Manifest.DataFile(
                "tickets.jsonl",
                "train",
                481_220,
                "c0ffee5cbd8c7d3f5a3cf2b9f0a61f4cb51e2d34ab09c1df0a7a1f35d1b61ce02")),
        decisions,
        defaults);
  }

  private String recipe() {
    return """
    # Every key with the value that this run used.
    name: %s
    seed: %d
    task: chat
    base: pocket
    data:
      train: [tickets.jsonl]
      validation: 0.1
      test: 0.065
      on_bad_line: skip
    method:
      kind: lora
      r: %d
      alpha: 32.0
      target_modules: all-linear
      rank_pattern: {}
    training:
      epochs: 3.0
      batch_size: 16
      micro_batch_size: 8
      learning_rate: %s
      schedule: cosine
      epsilon: 1e-8
      max_grad_norm: 1.0
      dtype: bfloat16
      early_stopping:
        patience: 3
        min_delta: 0.0
    device: cpu
    threads: 2
    """
        .formatted(name, seed, rank, peak);
  }

  private DataReport data() {
    Random random = new Random(seed);
    int[] lengths = new int[648];
    Arrays.setAll(lengths, _ -> (int) (60 + 150 * Math.exp(0.55 * random.nextGaussian())));
    lengths[3] = 1190;
    return new DataReport(
        List.of(new DataReport.Source("tickets.jsonl", "train", "messages", 656)),
        new DataReport.Counts(656, 2, 5, 11, 1, 0, 0, 648),
        List.of(
            new DataReport.Split("train", 542, 131_004, 33_120),
            new DataReport.Split("validation", 64, 15_870, 4_015),
            new DataReport.Split("test", TEST_EXAMPLES, 10_212, 2_604)),
        List.of(
            new DataReport.BadLine(
                "tickets.jsonl",
                17,
                "message 2 has role 'assitant', expected" + " system, user, assistant or tool"),
            new DataReport.BadLine("tickets.jsonl", 412, "not JSON: column 88, found <script>")),
        DataReport.Lengths.of(1024, 30, lengths),
        List.of(
            new DataReport.Finding("warning", "5 rows are exact duplicates", 5),
            new DataReport.Finding(
                "hint", "3 conversations have the same question and different" + " answers", 3)),
        List.of(new DataReport.Sample("e1", "tickets.jsonl:1", tokens())));
  }

  private static List<DataReport.Token> tokens() {
    String context =
        "<|system|>|\n"
            + "|You| are| the| support| of| a| shop| that| sells| strings| and| bows|.|<|end|>|\n"
            + "|<|user|>|\n"
            + "|Where| is| my| order| |A|-|104|7|?|<|end|>|\n"
            + "|<|assistant|>|\n";
    String answer =
        "I| am| sorry| for| the| wait|.| Order| A|-|104|7| left| us| on| Tuesday|.|<|end|>";
    List<DataReport.Token> tokens = new ArrayList<>();
    split(context).forEach(text -> tokens.add(new DataReport.Token(text, false)));
    split(answer).forEach(text -> tokens.add(new DataReport.Token(text, true)));
    return tokens;
  }

  /// Cuts at `|` but keeps special tokens such as `<|end|>` whole.
  private static Stream<String> split(String text) {
    return Arrays.stream(text.split("(?<!<)\\|(?!>)"));
  }

  private static Preflight preflight() {
    return new Preflight(
        List.of(
            new Preflight.Proof(
                "I1",
                "The stop token is supervised",
                Preflight.Outcome.PASS,
                "542 of 542 answers end with the supervised <|end|>"),
            new Preflight.Proof(
                "I2",
                "Supervised text is the answer, exactly",
                Preflight.Outcome.PASS,
                "decoded and compared for all 542 conversations"),
            new Preflight.Proof(
                "I3",
                "Layout does not change the loss",
                Preflight.Outcome.PASS,
                "packed and padded: largest difference 2.4e-7"),
            new Preflight.Proof(
                "I6",
                "The prompt at serving time is that of training",
                Preflight.Outcome.PASS,
                "16 prompts, byte for byte"),
            new Preflight.Proof(
                "I7",
                "The loss reacts to the weights",
                Preflight.Outcome.NOT_APPLICABLE,
                "checked from the second step on")),
        List.of(
            new Preflight.Estimate("memory", "1.3 GB of 23 GB"),
            new Preflight.Estimate("time", "2 to 3 minutes")));
  }

  private Evaluation evaluation() {
    Random random = new Random(seed + 1);
    double[] tokens = new double[TEST_EXAMPLES];
    double[] before = new double[TEST_EXAMPLES];
    double[] after = new double[TEST_EXAMPLES];
    boolean[] rightBefore = new boolean[TEST_EXAMPLES];
    boolean[] rightAfter = new boolean[TEST_EXAMPLES];
    for (int i = 0; i < TEST_EXAMPLES; i++) {
      tokens[i] = 30 + random.nextInt(60);
      before[i] = tokens[i] * (2.95 + 0.35 * random.nextGaussian());
      after[i] = tokens[i] * (1.19 + 0.22 * random.nextGaussian());
      rightBefore[i] = random.nextDouble() < 0.14;
      rightAfter[i] = random.nextDouble() < 0.76;
    }
    Score lossBefore = Bootstrap.ratio("loss", before, tokens, seed);
    Score lossAfter = Bootstrap.ratio("loss", after, tokens, seed);
    return new Evaluation(
        "test",
        TEST_EXAMPLES,
        seed,
        List.of(
            Proportions.wilson("accuracy", rightBefore), lossBefore, Score.perplexity(lossBefore)),
        List.of(Proportions.wilson("accuracy", rightAfter), lossAfter, Score.perplexity(lossAfter)),
        List.of(
            Proportions.difference("accuracy", rightBefore, rightAfter, seed),
            Paired.ratio("loss", before, after, tokens, seed)),
        samples());
  }

  private static List<Evaluation.Sample> samples() {
    Evaluation.Turn system =
        new Evaluation.Turn("system", "You are the support of a shop that sells strings and bows.");
    return List.of(
        new Evaluation.Sample(
            List.of(
                system, new Evaluation.Turn("user", "wheres my order A-2210??? waiting 2 WEEKS")),
            "I am sorry for the wait. Order A-2210 left us on Monday and arrives by Friday.\n"
                + "ACTION: track_order",
            new Evaluation.Answer(
                "The order is a order of the order. It is made of wood and it is",
                Evaluation.Grade.WRONG),
            new Evaluation.Answer(
                "I am sorry that you had to wait. Order A-2210 is on its way and arrives by"
                    + " Friday.\nACTION: track_order",
                Evaluation.Grade.RIGHT)),
        new Evaluation.Sample(
            List.of(
                system,
                new Evaluation.Turn(
                    "user", "Mein Bogen ist gebrochen, ich möchte ihn zurückgeben."),
                new Evaluation.Turn("assistant", "Das tut mir leid. Wann haben Sie ihn gekauft?"),
                new Evaluation.Turn("user", "Letzte Woche, Bestellung B-77.")),
            "Dann tauschen wir ihn um.\nACTION: return_item",
            new Evaluation.Answer("", Evaluation.Grade.WRONG),
            new Evaluation.Answer(
                "Dann nehmen wir ihn zurück und schicken Ihnen einen neuen.\nACTION: return_item",
                Evaluation.Grade.RIGHT)),
        new Evaluation.Sample(
            List.of(
                new Evaluation.Turn(
                    "user", "<script>alert('x')</script> & <img src=x onerror=\"alert(1)\">")),
            "",
            new Evaluation.Answer("<b>not bold</b>", Evaluation.Grade.UNGRADED),
            new Evaluation.Answer("Could you say that in words?", Evaluation.Grade.UNGRADED)));
  }

  private static Certificate certificate() {
    return new Certificate(
        "adapter",
        "adapter",
        "float32",
        List.of(
            Certificate.Measure.atMost(
                "max_logit_difference",
                "largest difference of a logit between the live and the reloaded model",
                1.9e-6,
                1e-4),
            Certificate.Measure.atLeast(
                "logit_difference_from_base",
                "largest difference of a logit between the base and the reloaded model",
                9.42,
                1e-3),
            Certificate.Measure.told("compared_tokens", "tokens that were compared", 4096)),
        List.of(
            new Certificate.ExportedFile("adapter_config.json", 812, "aa11".repeat(16)),
            new Certificate.ExportedFile(
                "adapter_model.safetensors", 1_724_416, "bb22".repeat(16))));
  }
}
