package luthier.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All keys: those at the top and of `evaluation` here, the others in [DataKeys], [LabelKeys],
/// [CuttingKeys], [MaskedKeys], [MethodKeys], [TrainingKeys], [RegularizationKeys], [JudgingKeys],
/// [VersatilityKeys] and [SearchKeys].
final class RecipeKeys {

  static final Key<String> NAME =
      Key.depends(
          "name",
          Types.text(
              "letters, digits, '.', '_' and '-', at most 64, the first a letter or digit",
              name -> name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")),
          "the file's name without its ending",
          "names the run directory",
          recipe -> Optional.of(recipe.name()));

  static final Key<Long> SEED =
      Key.of(
          "seed",
          Types.wholeNumber(0, Long.MAX_VALUE),
          42L,
          "seed of every random choice",
          recipe -> Optional.of(recipe.seed()));

  static final Key<Task> TASK =
      Key.required(
          "task",
          Types.choice(
              Task.class,
              "preference",
              "reward",
              "embedding",
              "ranking",
              "reinforcement",
              "distillation"),
          "what the model learns; decides the kind of example, the objective and the metrics",
          recipe -> Optional.of(recipe.task()));

  static final Key<String> BASE =
      Key.required(
          "base",
          RecipeTypes.base(),
          "the model that is tuned",
          recipe -> Optional.of(recipe.base().reference()));

  static final Key<Base.Init> INIT =
      Key.of(
          "init",
          Types.choice(Base.Init.class),
          Base.Init.PRETRAINED,
          "where the first weights come from: the base's files, or drawn from the seed (then the"
              + " base needs only its config and tokenizer)",
          recipe -> Optional.of(recipe.base().init()));

  static final Key<Optional<String>> ANSWER_PATTERN =
      Key.of(
          "evaluation.answer_pattern",
          Types.regularExpression().or("none"),
          Optional.empty(),
          "an answer is right when the first match (group 1 where there is one) in the reply equals"
              + " that in the reference; none: no accuracy",
          recipe -> Optional.of(recipe.evaluation().answerPattern()));

  static final Key<Integer> SAMPLES =
      Key.of(
          "evaluation.samples",
          Types.count(0),
          3,
          "answers shown side by side, before and after",
          recipe -> Optional.of(recipe.evaluation().samples()));

  static final Key<Integer> MAX_NEW_TOKENS =
      Key.of(
          "evaluation.max_new_tokens",
          Types.count(1),
          128,
          "longest reply, in tokens",
          recipe -> Optional.of(recipe.evaluation().maxNewTokens()));

  static final Key<Auto<Device>> DEVICE =
      Key.of(
          "device",
          Types.choice(Device.class).orAuto(),
          Auto.auto(),
          "where tensors live and are computed",
          recipe -> Optional.of(recipe.device()));

  static final Key<Auto<Integer>> THREADS =
      Key.of(
          "threads",
          Types.count(1).orAuto(),
          Auto.auto(),
          "processor threads that a run uses",
          recipe -> Optional.of(recipe.threads()));

  /// Every key, in the order in which a resolved recipe lists them.
  static final List<Key<?>> ALL = all();

  /// The sections, with what a message says they hold.
  static final List<String> SECTIONS =
      List.of(
          "data",
          VersatilityKeys.REPLAY,
          "method",
          "training",
          TrainingKeys.EARLY_STOPPING,
          "evaluation",
          "monitoring",
          "search");

  /// Keys of earlier versions: what replaces them. None so far.
  static final Map<String, String> REMOVED = Map.of();

  private RecipeKeys() {}

  private static List<Key<?>> all() {
    List<Key<?>> all = new ArrayList<>(List.of(NAME, SEED, TASK, BASE, INIT));
    all.addAll(DataKeys.ALL);
    all.addAll(CuttingKeys.ALL);
    all.addAll(LabelKeys.OF_DATA);
    all.addAll(VersatilityKeys.OF_DATA);
    all.addAll(MethodKeys.ALL);
    all.addAll(TrainingKeys.ALL);
    all.addAll(LabelKeys.OF_TRAINING);
    all.addAll(MaskedKeys.ALL);
    all.addAll(RegularizationKeys.ALL);
    all.addAll(List.of(ANSWER_PATTERN, SAMPLES, MAX_NEW_TOKENS));
    all.addAll(JudgingKeys.ALL);
    all.add(VersatilityKeys.MAX_FORGETTING);
    all.addAll(MonitoringKeys.ALL);
    all.addAll(List.of(DEVICE, THREADS));
    all.addAll(SearchKeys.ALL);
    return List.copyOf(all);
  }
}
