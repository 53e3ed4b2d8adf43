package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import luthier.recipe.Recipe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No key of a recipe is accepted and then ignored: each is changed in turn on a tiny run, and the
/// run must end otherwise, or leave other numbers or files.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryKeyIsReadTest {

  private static final String RECIPE =
      """
      task: chat
      base: ./base
      seed: 1
      data: {train: a.jsonl, validation: 0.3, group_by: none}
      method: {kind: lora, r: 2, alpha: 4}
      training: {max_steps: 4, batch_size: 3, learning_rate: 0.01, schedule: cosine, dtype: float32,
        validate_every: 2, checkpoint_every: 2, warmup_ratio: 0}
      evaluation: {samples: 1, max_new_tokens: 4}
      threads: 1
      """;

  private static final String OF_SEARCH = "tune lists the section; see SearchCommandTest";

  /// Keys that a tiny run cannot show, and why.
  private static final Map<String, String> NOT_SHOWN =
      Map.ofEntries(
          Map.entry("name", "names the directory of a run without --out; see RunDirectoryTest"),
          Map.entry("threads", "layout: a run with other threads agrees within rounding"),
          Map.entry("training.micro_batch_size", "layout: never changes the result"),
          Map.entry("training.packing", "layout: never changes the result"),
          Map.entry("training.activation_checkpointing", "never changes the result"),
          Map.entry("training.optimizer", "has one value so far"),
          Map.entry(
              "method.bias", "the tiny base has no biases; see TrainingGoldenTest, lora_bias"),
          Map.entry(
              "training.average_checkpoints",
              "the mean is the result only where it is better; see RegularizationTest"),
          Map.entry(
              "training.model_dropout",
              "the tiny base is no encoder; see the conformance test of dropout"),
          Map.entry("search.space", OF_SEARCH),
          Map.entry("search.sampler", OF_SEARCH),
          Map.entry("search.pruner", OF_SEARCH),
          Map.entry("search.trials", OF_SEARCH),
          Map.entry("search.minutes", OF_SEARCH),
          Map.entry("search.parallel", OF_SEARCH),
          Map.entry("search.metric", OF_SEARCH),
          Map.entry("search.final_seeds", OF_SEARCH));

  /// For each key its other value, and what must be set besides, in both runs, to see it.
  private static final Map<String, List<String>> OTHER =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("seed", List.of("2")),
              Map.entry("task", List.of("text")),
              Map.entry("base", List.of("other")),
              Map.entry("data.text", List.of(labelledRun("body", "classification"))),
              Map.entry("data.text_pair", List.of(labelledRun("body", "classification"))),
              Map.entry("data.label", List.of(labelledRun("intent", "classification"))),
              Map.entry("data.labels", List.of(labelledRun("topics", "multi_label"))),
              Map.entry(
                  "data.separator",
                  List.of(
                      labelledRun(
                          "','", "multi_label", "data.labels=joined", "data.separator=';'"))),
              Map.entry("data.target", List.of(labelledRun("price", "regression"))),
              Map.entry("data.targets", List.of(labelledRun("[target, price]", "regression"))),
              Map.entry("data.spans", List.of(labelledRun("names", "token_classification"))),
              Map.entry("data.label_names", List.of(labelledRun("[b, a]", "classification"))),
              Map.entry(
                  "training.class_weights", List.of(labelledRun("balanced", "classification"))),
              Map.entry("training.loss", List.of(labelledRun("mae", "regression"))),
              Map.entry(
                  "training.quantile",
                  List.of(labelledRun("0.9", "regression", "training.loss=quantile"))),
              Map.entry(
                  "training.huber_delta",
                  List.of(labelledRun("0.1", "regression", "training.loss=huber"))),
              Map.entry(
                  "training.standardise_targets", List.of(labelledRun("false", "regression"))),
              Map.entry(
                  "training.best_by",
                  List.of(labelledRun("expected_calibration_error", "classification"))),
              Map.entry("init", List.of("random", "method.kind=full")),
              Map.entry(
                  "training.mask_probability",
                  List.of("0.5", "task=masked_text", "base=encoder", "data.train=t.jsonl")),
              Map.entry("data.train", List.of("b.jsonl")),
              Map.entry("data.validation", List.of("0.5")),
              Map.entry("data.test", List.of("0.2")),
              Map.entry("data.split_seed", List.of("7")),
              Map.entry("data.withhold_test", List.of("true", "data.test=0.2")),
              Map.entry("data.format", List.of("alpaca")),
              Map.entry("data.group_by", List.of("group")),
              Map.entry("data.on_bad_line", List.of("skip", "data.train=bad.jsonl")),
              Map.entry("data.train_on", List.of("last_assistant")),
              Map.entry("data.too_long", List.of("truncate", "training.max_length=60")),
              Map.entry("method.kind", List.of("full")),
              Map.entry("method.adapter", List.of("adapter")),
              Map.entry("method.r", List.of("3")),
              Map.entry("method.alpha", List.of("16")),
              Map.entry("method.dropout", List.of("0.3")),
              Map.entry("method.target_modules", List.of("q_proj")),
              Map.entry("method.use_rslora", List.of("true")),
              Map.entry("method.rank_pattern", List.of("{q_proj: 1}")),
              Map.entry("method.alpha_pattern", List.of("{q_proj: 1}")),
              Map.entry("method.layers_to_transform", List.of("[0]")),
              Map.entry("method.modules_to_save", List.of("[norm]")),
              Map.entry("method.init", List.of("gaussian")),
              Map.entry("training.epochs", List.of("0.5")),
              Map.entry("training.max_steps", List.of("3")),
              Map.entry("training.batch_size", List.of("2")),
              Map.entry("training.max_length", List.of("60")),
              Map.entry("training.shuffle", List.of("false")),
              Map.entry("training.group_by_length", List.of("true")),
              Map.entry("training.learning_rate", List.of("0.02")),
              Map.entry("training.schedule", List.of("constant")),
              Map.entry("training.warmup_ratio", List.of("0.5")),
              Map.entry("training.warmup_steps", List.of("2")),
              Map.entry(
                  "training.decay_ratio", List.of("0.9", "training.schedule=warmup_stable_decay")),
              Map.entry("training.beta1", List.of("0.5")),
              Map.entry("training.beta2", List.of("0.5")),
              Map.entry("training.epsilon", List.of("0.01")),
              Map.entry("training.weight_decay", List.of("0.9")),
              Map.entry(
                  "training.weight_decay_on",
                  List.of("all", "method.kind=full", "training.weight_decay=0.9")),
              Map.entry("training.max_grad_norm", List.of("0.001")),
              Map.entry("training.dtype", List.of("bfloat16")),
              Map.entry("training.label_smoothing", List.of("0.2")),
              Map.entry(
                  "training.early_stopping.patience",
                  List.of(
                      "1", "training.early_stopping.min_delta=100", "training.validate_every=1")),
              Map.entry(
                  "training.early_stopping.min_delta",
                  List.of(
                      "100", "training.early_stopping.patience=1", "training.validate_every=1")),
              Map.entry(
                  "training.stop_when",
                  List.of(
                      "plateau",
                      "training.max_steps=30",
                      "training.learning_rate=1e-6",
                      "training.dtype=float32")),
              Map.entry("training.validate_every", List.of("1")),
              Map.entry("training.checkpoint_every", List.of("1")),
              Map.entry("training.neftune_noise_alpha", List.of("5")),
              Map.entry("training.l2_sp", List.of("0.9")),
              Map.entry("training.ema_decay", List.of("0.5")),
              Map.entry("training.kl_beta", List.of("0.5")),
              Map.entry("training.r_drop_alpha", List.of("2", "method.dropout=0.3")),
              Map.entry("training.keep_checkpoints", List.of("1")),
              Map.entry("evaluation.answer_pattern", List.of("'.'")),
              Map.entry("evaluation.samples", List.of("0")),
              Map.entry("evaluation.max_new_tokens", List.of("2")),
              Map.entry("evaluation.max_forgetting", List.of("1e6")),
              Map.entry("data.keep", List.of("keep.jsonl")),
              Map.entry("data.replay.files", List.of("keep.jsonl", "data.replay.share=0.2")),
              Map.entry("data.replay.share", List.of("0.4", "data.replay.files=built-in")),
              Map.entry(
                  "evaluation.primary",
                  List.of("loss", "evaluation.answer_pattern='.'", "evaluation.few_shot=0")),
              Map.entry("evaluation.metrics", List.of("[exact_match]")),
              Map.entry("evaluation.few_shot", List.of("0")),
              Map.entry("evaluation.slices", List.of(labelledRun("[intent]", "classification"))),
              Map.entry("evaluation.require", List.of("better")),
              Map.entry("device", List.of("cuda"))));

  /// Keys whose values are files.
  private static final Set<String> PATHS =
      Set.of("base", "data.train", "data.keep", "data.replay.files", "method.adapter");

  /// Other values that are refused by name.
  private static final Set<String> REFUSED =
      Set.of("task", "data.format", "evaluation.require", "device");

  private Path folder = Path.of("");
  private final Map<List<String>, String> seen = new HashMap<>();

  @BeforeAll
  void write(@TempDir Path given) throws IOException {
    folder = given;
    TinyBase.write(folder.resolve("base"));
    TinyBase.write(folder.resolve("other"));
    TinyEncoder.write(folder.resolve("encoder"));
    TinyBase.edit(
        folder.resolve("other").resolve("config.json"), config -> config.put("rms_norm_eps", 1e-2));
    Files.writeString(folder.resolve("recipe.yaml"), RECIPE);
    Files.writeString(folder.resolve("a.jsonl"), chats(14, 1));
    Files.writeString(folder.resolve("b.jsonl"), chats(13, 5));
    Files.writeString(folder.resolve("keep.jsonl"), chats(3, 77));
    Files.writeString(folder.resolve("l.jsonl"), labelled(40));
    Files.writeString(folder.resolve("t.jsonl"), texts(20));
    Files.writeString(folder.resolve("bad.jsonl"), chats(14, 1) + "{\"messages\":7}\n");
    String recipe = folder.resolve("recipe.yaml").toString();
    String out = folder.resolve("first").toString();
    assertThat(Shell.run("tune", recipe, "--out", out).code()).isZero();
    Files.move(folder.resolve("first").resolve("adapter"), folder.resolve("adapter"));
  }

  private static String[] labelledRun(String value, String task, String... more) {
    return Stream.concat(Stream.of(value, "task=" + task, "data.train=l.jsonl"), Stream.of(more))
        .toArray(String[]::new);
  }

  /// Rows that serve every task with labels, with other texts and labels besides.
  private static String labelled(int count) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String word = i % 2 == 0 ? "fox" : "dog";
      rows.append(
          """
          {"text":"%s over %d","body":"lazy %d","label":"%s","intent":"%s","labels":["%s"],          "topics":["%s","x"],"joined":"%s,x","target":%d,"price":%d,          "spans":[{"start":0,"end":3,"label":"A"}],"names":[{"start":4,"end":8,"label":"B"}]}
          """
              .formatted(
                  word,
                  i,
                  i,
                  i % 3 == 0 ? "a" : "b",
                  i % 4 == 0 ? "c" : "d",
                  word,
                  word,
                  word,
                  i,
                  i * i));
    }
    return rows.toString();
  }

  private static String texts(int count) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append("{\"text\":\"%s\"}\n".formatted("the red fox is lazy ".repeat(1 + i % 5)));
    }
    return rows.toString();
  }

  private static String chats(int count, int salt) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String words = "fox dog ".repeat(1 + (i * salt) % 4);
      rows.append(
          """
          {"group":"%d","messages":[{"role":"user","content":"over %d"},{"role":"assistant",\
          "content":"%s"},{"role":"user","content":"the %d"},{"role":"assistant","content":"lazy %d"}]}
          """
              .formatted(i % 4, i * salt, words, i, i + salt));
    }
    return rows.toString();
  }

  static TreeSet<String> keys() {
    return new TreeSet<>(OTHER.keySet());
  }

  @Test
  void everyKeyIsHere() {
    List<String> known = Recipe.keys().stream().map(Recipe.KeyDescription::path).toList();
    assertThat(Stream.concat(OTHER.keySet().stream(), NOT_SHOWN.keySet().stream()))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aChangedKeyChangesTheRun(String key) throws IOException {
    List<String> other = OTHER.getOrDefault(key, List.of());
    List<String> besides = other.subList(1, other.size());
    List<String> changed = new ArrayList<>(besides);
    String value = other.getFirst();
    boolean path = PATHS.contains(key);
    changed.add(key + "=" + (path ? folder.resolve(value) : value));
    boolean skipping = key.equals("data.on_bad_line"); // the run that is compared with is refused
    assertThat(ending(besides)).startsWith(skipping ? "exit 2" : "exit 0");
    assertThat(ending(changed))
        .matches(ending -> ending.startsWith("exit 0") != REFUSED.contains(key))
        .isNotEqualTo(ending(besides));
  }

  /// How a run ends and what it leaves, without what tells only the settings or the time.
  private String ending(List<String> overrides) throws IOException {
    String known = seen.get(overrides);
    if (known != null) {
      return known;
    }
    Path run = folder.resolve("run-" + seen.size());
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("tune", folder.resolve("recipe.yaml").toString(), "--out", run.toString()));
    for (String override : overrides) {
      boolean path = override.matches("(data.train|base)=[^/]*");
      int value = override.indexOf('=') + 1;
      command.add("--set");
      command.add(
          path
              ? override.substring(0, value) + folder.resolve(override.substring(value))
              : override);
    }
    Shell.Result result = Shell.run(command.toArray(String[]::new));
    StringBuilder ending = new StringBuilder("exit " + result.code() + "\n");
    if (result.code() != 0) {
      ending.append(result.err());
    } else {
      for (String file : List.of("metrics.jsonl", "data.json", "evaluation.json")) {
        ending.append(
            Files.readString(run.resolve(file))
                .replaceAll(
                    ",\"[a-z_]*(time|seconds|tokens_per_second|memory)[a-z_]*\":[^,}]*", ""));
      }
      try (Stream<Path> files = Files.walk(run)) {
        for (Path file : files.sorted().toList()) {
          String name = run.relativize(file).toString();
          if (name.startsWith("checkpoints") || name.startsWith("adapter")) {
            ending.append(name).append('\n');
          }
          if (name.equals("adapter/adapter_model.safetensors")) {
            ending.append(Arrays.hashCode(Files.readAllBytes(file))).append('\n');
          }
        }
      }
    }
    seen.put(List.copyOf(overrides), ending.toString());
    return ending.toString();
  }
}
