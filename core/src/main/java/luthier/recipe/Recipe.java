package luthier.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that decides one run, read from one file and never changed afterwards.
///
/// A `Recipe` that exists is valid; no code outside this package checks these values again. Each
/// stage of the pipeline is handed its own section only, never the whole recipe.
///
/// @param name names the run directory
/// @param seed seed of every random choice
/// @param task what the model learns
/// @param base the model that is tuned
/// @param data which examples
/// @param method which weights are trained
/// @param training how they are found
/// @param evaluation what is asked before and after
/// @param device where tensors live
/// @param threads of the processor that one run uses
/// @param versatility what the model must not lose
/// @param monitoring how the run can be followed
/// @param search what `luthier search` looks for; every other command leaves it alone
public record Recipe(
    String name,
    long seed,
    Task task,
    Base base,
    Data data,
    Method method,
    Training training,
    Evaluation evaluation,
    Auto<Device> device,
    Auto<Integer> threads,
    Versatility versatility,
    Monitoring monitoring,
    Optional<Search> search) {

  /// One that says nothing of what the model must not lose, of how it can be followed, nor of a
  /// search.
  public Recipe(
      String name,
      long seed,
      Task task,
      Base base,
      Data data,
      Method method,
      Training training,
      Evaluation evaluation,
      Auto<Device> device,
      Auto<Integer> threads) {
    this(
        name,
        seed,
        task,
        base,
        data,
        method,
        training,
        evaluation,
        device,
        threads,
        Versatility.USUAL,
        Monitoring.USUAL,
        Optional.empty());
  }

  public Recipe {
    Problems problems =
        new Problems()
            .check(RecipeKeys.NAME, name)
            .check(RecipeKeys.SEED, seed)
            .check(RecipeKeys.THREADS, threads);
    Contradictions.ofTask(
        problems, task, data.trainOn(), data.tooLong(), evaluation.answerPattern());
    Contradictions.ofBestBy(problems, task, training.bestBy());
    Contradictions.ofPrimary(problems, task, evaluation.judging().primary());
    Contradictions.ofInit(problems, base.init(), method);
    Contradictions.ofStart(problems, base.init(), method, training.regularization());
    Contradictions.ofDistributions(
        problems, task, training.labelSmoothing(), training.regularization());
    Contradictions.ofAverages(problems, data.validation(), training.regularization());
    Contradictions.ofPasses(problems, method, training.regularization());
    Contradictions.ofValidation(
        problems, data.validation(), training.earlyStopping(), training.validateEvery());
    Contradictions.ofStopWhen(problems, data.validation(), training.stopWhen());
    problems.throwIfAny();
  }

  /// Reads a recipe file: YAML, or JSON, which is YAML. Relative paths in it start at its folder.
  ///
  /// @param overrides `key=value` each, the key dotted, the value YAML, as `--set` takes them. Each
  ///   replaces what the file says; a key of the file that it excludes (`max_steps` excludes
  ///   `epochs`) is dropped; of two for the same key the later counts. Relative paths in them start
  ///   at the working directory.
  /// @throws luthier.InvalidInputException with all mistakes in one message
  /// @throws luthier.UnsupportedException if nothing is wrong but that a later version is needed
  public static Recipe read(Path file, List<String> overrides) {
    Path absolute = file.toAbsolutePath().normalize();
    Path directory = absolute.getParent() == null ? absolute : absolute.getParent();
    String text = RecipeFile.text(file);
    return RecipeReader.read(
        file.toString(), text, directory, overrides, Path.of("").toAbsolutePath(), name(absolute));
  }

  /// Reads a recipe that is no file, such as the body of a request.
  ///
  /// @param label what messages call it
  /// @param directory absolute; relative paths start here
  public static Recipe parse(String label, String yaml, Path directory, List<String> overrides) {
    Path absolute = directory.toAbsolutePath();
    return RecipeReader.read(label, yaml, absolute, overrides, absolute, "recipe");
  }

  /// The file's name without its ending, in the letters that a run's name has.
  private static String name(Path file) {
    String name = String.valueOf(file.getFileName()).replaceFirst("(?<=.)\\.[^.]*$", "");
    String safe = name.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
    return safe.isEmpty() ? "recipe" : safe.substring(0, Math.min(64, safe.length()));
  }

  /// This recipe as YAML, every key with its value; reads as an equal recipe from any folder.
  public String toYaml() {
    return RecipeWriter.yaml(this);
  }

  /// Each key that applies with its value as YAML on one line, in a fixed order. Two recipes are
  /// equal when these are.
  public Map<String, String> settings() {
    return RecipeWriter.settings(this);
  }

  /// What there is to set, for help texts: every key of every recipe.
  public static List<KeyDescription> keys() {
    return RecipeKeys.ALL.stream()
        .map(k -> new KeyDescription(k.path(), k.type().expected(), k.absent(), k.meaning()))
        .toList();
  }

  /// @param allowed values in words
  /// @param absent what it means when the key is absent
  public record KeyDescription(String path, String allowed, String absent, String meaning) {}

  public Recipe withName(String name) {
    return with(RecipeKeys.NAME, name);
  }

  public Recipe withBase(String reference) {
    return with(RecipeKeys.BASE, reference);
  }

  public Recipe withDevice(Device device) {
    return with(RecipeKeys.DEVICE, Auto.of(device));
  }

  public Recipe withThreads(int threads) {
    return with(RecipeKeys.THREADS, Auto.of(threads));
  }

  public Recipe withFormat(DataFormat format) {
    return with(DataKeys.FORMAT, Auto.of(format));
  }

  /// With [Split.None], early stopping, `stop_when`, `validate_every` and `average_checkpoints` go
  /// too: they have nothing to look at.
  public Recipe withValidation(Split validation) {
    Values values = Values.of(this).put(DataKeys.VALIDATION, validation);
    if (validation instanceof Split.None) {
      values
          .remove(TrainingKeys.PATIENCE)
          .remove(TrainingKeys.MIN_DELTA)
          .remove(StopWhenKeys.STOP_WHEN)
          .remove(TrainingKeys.VALIDATE_EVERY)
          .remove(RegularizationKeys.AVERAGE_CHECKPOINTS);
    }
    return build(values);
  }

  public Recipe withTest(Split test) {
    return with(DataKeys.TEST, test);
  }

  public Recipe withMaxLength(int tokens) {
    return with(TrainingKeys.MAX_LENGTH, Auto.of(tokens));
  }

  public Recipe withMicroBatchSize(int examples) {
    return with(TrainingKeys.MICRO_BATCH_SIZE, Auto.of(examples));
  }

  public Recipe withLearningRate(double peak) {
    return with(TrainingKeys.LEARNING_RATE, Optional.of(Auto.of(peak)));
  }

  public Recipe withBatchSize(int examples) {
    return with(TrainingKeys.BATCH_SIZE, Auto.of(examples));
  }

  /// Only where the length is in epochs.
  public Recipe withEpochs(double epochs) {
    return with(TrainingKeys.EPOCHS, Auto.of(epochs));
  }

  /// Only where the method is [Method.Lora].
  public Recipe withRank(int rank) {
    return with(MethodKeys.R, Auto.of(rank));
  }

  public Recipe withDtype(Dtype dtype) {
    return with(TrainingKeys.DTYPE, Auto.of(dtype));
  }

  /// @param metric one of the task's, or `loss`
  public Recipe withBestBy(String metric) {
    return with(TrainingKeys.BEST_BY, Optional.of(metric));
  }

  /// With the field of a row that was found for a key of a task with labels, such as `data.text`.
  public Recipe withField(String key, String field) {
    Values values = Values.of(this);
    LabelKeys.fields().stream()
        .filter(each -> each.path().equals(key))
        .forEach(each -> values.put(each, Optional.of(field)));
    return build(values);
  }

  public Recipe withActivationCheckpointing(boolean on) {
    return with(TrainingKeys.ACTIVATION_CHECKPOINTING, Auto.of(on));
  }

  public Recipe withValidateEvery(Interval interval) {
    return with(TrainingKeys.VALIDATE_EVERY, Auto.of(interval));
  }

  public Recipe withCheckpointEvery(Interval interval) {
    return with(TrainingKeys.CHECKPOINT_EVERY, Auto.of(interval));
  }

  /// Only where the method is [Method.Lora].
  public Recipe withTargetModules(TargetModules modules) {
    return with(MethodKeys.TARGET_MODULES, modules);
  }

  /// Without the section `search`: what one run of the study is.
  public Recipe withoutSearch() {
    Values values = Values.of(this);
    SearchKeys.ALL.forEach(values::remove);
    return build(values);
  }

  /// With another seed and the same sets: the cut keeps the seed that it had.
  public Recipe withSeed(long seed) {
    long cut = data.cutting().seed().orElse(this.seed);
    return build(Values.of(this).put(CuttingKeys.SPLIT_SEED, cut).put(RecipeKeys.SEED, seed));
  }

  /// @param withheld whether the test set is left out of the run
  public Recipe withTestWithheld(boolean withheld) {
    return with(CuttingKeys.WITHHOLD_TEST, withheld);
  }

  private <T> Recipe with(Key<T> key, T value) {
    return build(Values.of(this).put(key, value));
  }

  private Recipe build(Values values) {
    return new RecipeBuilder(values, new Problems()).build(name);
  }
}
