package luthier.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No key is read and then ignored: each one, changed, changes the recipe.
class EveryKeyTest {

  private static final String SPACE =
      "{method.kind: {choice: [lora, full]},"
          + " training.learning_rate: {log_uniform: [1e-5, 1e-3]},"
          + " method.r: {integer: [2, 64], log: true, when: {method.kind: lora}}}";

  /// For each key a value other than its default, and what else must be set for it to be allowed.
  private static final Map<String, List<String>> OTHER_VALUES =
      Map.ofEntries(
          Map.entry("name", List.of("other")),
          Map.entry("seed", List.of("43")),
          Map.entry("task", List.of("completion")),
          Map.entry("base", List.of("minilm")),
          Map.entry("init", List.of("random")),
          Map.entry("data.train", List.of("[a.jsonl, b.jsonl]")),
          Map.entry("data.validation", List.of("0.2")),
          Map.entry("data.test", List.of("0.2")),
          Map.entry("data.format", List.of("alpaca")),
          Map.entry("data.group_by", List.of("customer")),
          Map.entry("data.on_bad_line", List.of("skip")),
          Map.entry("data.train_on", List.of("all")),
          Map.entry("data.too_long", List.of("error")),
          Map.entry("data.text", List.of("body", "task=classification")),
          Map.entry("data.text_pair", List.of("reply", "task=classification")),
          Map.entry("data.label", List.of("intent", "task=classification")),
          Map.entry("data.labels", List.of("topics", "task=multi_label")),
          Map.entry("data.separator", List.of("';'", "task=multi_label")),
          Map.entry("data.target", List.of("price", "task=regression")),
          Map.entry("data.targets", List.of("[price, weight]", "task=regression")),
          Map.entry("data.spans", List.of("names", "task=token_classification")),
          Map.entry("data.label_names", List.of("[a, b]", "task=classification")),
          Map.entry("data.keep", List.of("old.jsonl")),
          Map.entry("data.replay.files", List.of("general.jsonl", "data.replay.share=0.2")),
          Map.entry("data.replay.share", List.of("0.3", "data.replay.files=built-in")),
          Map.entry("evaluation.max_forgetting", List.of("0.05")),
          Map.entry("training.class_weights", List.of("{a: 2.0}", "task=classification")),
          Map.entry("training.loss", List.of("huber", "task=regression")),
          Map.entry(
              "training.quantile", List.of("0.9", "task=regression", "training.loss=quantile")),
          Map.entry(
              "training.huber_delta", List.of("2.0", "task=regression", "training.loss=huber")),
          Map.entry("training.standardise_targets", List.of("false", "task=regression")),
          Map.entry("training.mask_probability", List.of("0.3", "task=masked_text")),
          Map.entry("method.kind", List.of("full")),
          Map.entry("method.adapter", List.of("old")),
          Map.entry("method.r", List.of("4")),
          Map.entry("method.alpha", List.of("4")),
          Map.entry("method.dropout", List.of("0.1")),
          Map.entry("method.target_modules", List.of("q_proj")),
          Map.entry("method.bias", List.of("all")),
          Map.entry("method.use_rslora", List.of("true")),
          Map.entry("method.rank_pattern", List.of("{q_proj: 2}")),
          Map.entry("method.alpha_pattern", List.of("{q_proj: 2}")),
          Map.entry("method.layers_to_transform", List.of("[0, 2]")),
          Map.entry("method.modules_to_save", List.of("[lm_head]")),
          Map.entry("method.init", List.of("gaussian")),
          Map.entry("training.epochs", List.of("1.5")),
          Map.entry("training.max_steps", List.of("7")),
          Map.entry("training.batch_size", List.of("8")),
          Map.entry("training.micro_batch_size", List.of("2")),
          Map.entry("training.packing", List.of("false")),
          Map.entry("training.max_length", List.of("64")),
          Map.entry("training.shuffle", List.of("false")),
          Map.entry("training.group_by_length", List.of("true")),
          Map.entry("training.learning_rate", List.of("1e-3")),
          Map.entry("training.schedule", List.of("linear")),
          Map.entry("training.warmup_ratio", List.of("0.1")),
          Map.entry("training.warmup_steps", List.of("3")),
          Map.entry(
              "training.decay_ratio", List.of("0.1", "training.schedule=warmup_stable_decay")),
          Map.entry("training.beta1", List.of("0.8")),
          Map.entry("training.beta2", List.of("0.99")),
          Map.entry("training.epsilon", List.of("1e-6")),
          Map.entry("training.weight_decay", List.of("0.1")),
          Map.entry("training.weight_decay_on", List.of("all")),
          Map.entry("training.max_grad_norm", List.of("none")),
          Map.entry("training.dtype", List.of("bfloat16")),
          Map.entry("training.label_smoothing", List.of("0.1")),
          Map.entry("training.activation_checkpointing", List.of("true")),
          Map.entry("training.early_stopping.patience", List.of("2")),
          Map.entry("training.early_stopping.min_delta", List.of("0.1")),
          Map.entry("training.stop_when", List.of("[diverged, overfitting]")),
          Map.entry("training.validate_every", List.of("epoch")),
          Map.entry("training.checkpoint_every", List.of("5")),
          Map.entry("training.best_by", List.of("loss")),
          Map.entry("training.keep_checkpoints", List.of("1")),
          Map.entry("training.neftune_noise_alpha", List.of("5")),
          Map.entry("training.l2_sp", List.of("0.1")),
          Map.entry("training.ema_decay", List.of("0.9")),
          Map.entry("training.average_checkpoints", List.of("3")),
          Map.entry("training.model_dropout", List.of("config")),
          Map.entry("training.kl_beta", List.of("0.1")),
          Map.entry("training.r_drop_alpha", List.of("1", "method.dropout=0.1")),
          Map.entry("evaluation.answer_pattern", List.of("a+")),
          Map.entry("evaluation.samples", List.of("0")),
          Map.entry("evaluation.max_new_tokens", List.of("9")),
          Map.entry("monitoring.samples", List.of("2")),
          Map.entry("monitoring.sample_tokens", List.of("9")),
          Map.entry("monitoring.webhook", List.of("http://localhost:1/x")),
          Map.entry("monitoring.mlflow", List.of("http://localhost:5000")),
          Map.entry("monitoring.mlflow_experiment", List.of("other")),
          Map.entry("evaluation.primary", List.of("loss")),
          Map.entry("evaluation.metrics", List.of("[exact_match]")),
          Map.entry("evaluation.few_shot", List.of("0")),
          Map.entry("evaluation.slices", List.of("[customer]")),
          Map.entry("evaluation.require", List.of("better")),
          Map.entry("data.split_seed", List.of("7")),
          Map.entry("data.withhold_test", List.of("true")),
          Map.entry("search.space", List.of(SPACE)),
          Map.entry("search.sampler", List.of("random", "search.space=" + SPACE)),
          Map.entry("search.pruner", List.of("asha", "search.space=" + SPACE)),
          Map.entry("search.trials", List.of("7", "search.space=" + SPACE)),
          Map.entry("search.minutes", List.of("2.5", "search.space=" + SPACE)),
          Map.entry("search.parallel", List.of("2", "search.space=" + SPACE)),
          Map.entry("search.metric", List.of("loss", "search.space=" + SPACE)),
          Map.entry("search.final_seeds", List.of("3", "search.space=" + SPACE)),
          Map.entry("device", List.of("cuda")),
          Map.entry("threads", List.of("3")));

  /// A key of one allowed value so far: there is nothing to change it to.
  private static final List<String> CANNOT_CHANGE = List.of("training.optimizer");

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyChangesTheRecipeAndSurvivesBeingWritten(String path) {
    if (CANNOT_CHANGE.contains(path)) {
      assertThat(Recipes.error(Recipes.SHORTEST, path + "=lion")).hasMessageContaining("lion");
      return;
    }
    assertThat(OTHER_VALUES).as("a value for the new key %s", path).containsKey(path);
    List<String> other = OTHER_VALUES.getOrDefault(path, List.of());
    String[] needed = other.subList(1, other.size()).toArray(String[]::new);
    String[] changed = concat(path + "=" + other.getFirst(), needed);

    Recipe before = Recipes.shortest(needed);
    Recipe after = Recipes.shortest(changed);

    assertThat(after).isNotEqualTo(before);
    assertThat(after.settings()).isNotEqualTo(before.settings()).containsKey(path);
    assertThat(after.settings().get(path)).isNotEqualTo(before.settings().get(path));
    assertThat(Recipes.read(after.toYaml())).isEqualTo(after);
    assertThat(Recipes.read(after.toYaml()).settings()).isEqualTo(after.settings());
  }

  static List<String> keys() {
    return Recipe.keys().stream().map(Recipe.KeyDescription::path).toList();
  }

  private static String[] concat(String first, String[] others) {
    String[] all = new String[others.length + 1];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  @Test
  void everyKeyIsDeclaredOnce() {
    assertThat(keys()).doesNotHaveDuplicates().containsAll(OTHER_VALUES.keySet());
  }

  /// The default that the reference page shows is the one that is used.
  @Test
  void everyDocumentedDefaultIsTheValueOfTheShortestRecipe() {
    Map<String, String> settings = Recipes.shortest().settings();
    for (Recipe.KeyDescription key : Recipe.keys()) {
      if (RecipeKeys.ALL.stream()
          .anyMatch(k -> k.path().equals(key.path()) && k.fallback().isPresent())) {
        if (!key.path().equals("training.decay_ratio")) { // of another schedule
          assertThat(settings).containsEntry(key.path(), key.absent());
        }
      }
    }
  }
}
