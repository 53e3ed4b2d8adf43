package luthier.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.export.Comparison;
import luthier.export.ModelFiles;
import luthier.kernel.Kernels;
import luthier.model.MaskedModel;
import luthier.model.Model;
import luthier.model.Models;
import luthier.objective.Divergence;
import luthier.objective.NextToken;
import luthier.objective.Objective;
import luthier.profile.Recorder;
import luthier.recipe.Base;
import luthier.recipe.Recipe;
import luthier.recipe.Task;
import luthier.recipe.Training;
import luthier.runlog.RunEvent;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;
import luthier.weights.StoredType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.databind.node.ObjectNode;

/// A run that teaches an encoder the language of its texts: to fill in hidden words.
record MaskedWork(FineTune.Prepared prepared) implements Work {

  private static final int COMPARED = 4;

  /// What transformers calls the models with this head, by `model_type`.
  private static final Map<String, String> ARCHITECTURES =
      Map.of(
          "bert", "BertForMaskedLM",
          "deberta-v2", "DebertaV2ForMaskedLM",
          "distilbert", "DistilBertForMaskedLM",
          "modernbert", "ModernBertForMaskedLM",
          "roberta", "RobertaForMaskedLM");

  @Override
  public MaskedModel load(ScalarType type, boolean keepMasters) {
    Recipe recipe = prepared.recipe();
    return recipe.base().init() == Base.Init.RANDOM
        ? Models.randomMasked(prepared.base(), recipe.seed(), type, keepMasters)
        : Models.loadMasked(prepared.base(), type, keepMasters, recipe.seed());
  }

  @Override
  public MaskedModel reload(Path directory, ScalarType type) {
    return Models.loadMasked(directory, type, false, prepared.recipe().seed());
  }

  @Override
  public Objective objective(Model model, Optional<Model> frozen, Recorder recorder) {
    Training settings = prepared.recipe().training();
    Divergence divergence =
        new Divergence(0, Optional.empty(), settings.regularization().rDropAlpha());
    return new NextToken(
        (MaskedModel) model,
        settings.labelSmoothing(),
        settings.activationCheckpointing().orElse(false),
        divergence,
        recorder);
  }

  @Override
  public Map<String, Double> validationMetrics(
      Model model, Workers workers, List<Kernels> kernels) {
    return MaskedMeasuring.of(prepared, workers, kernels).validation((MaskedModel) model);
  }

  @Override
  public Measuring measuring(Workers workers, List<Kernels> kernels) {
    return MaskedMeasuring.of(prepared, workers, kernels);
  }

  @Override
  public Comparison compare(Model model, Kernels kernels) {
    return Comparison.of(
        (MaskedModel) model,
        kernels,
        Stream.concat(prepared.data().validation().stream(), prepared.data().train().stream())
            .limit(COMPARED)
            .map(TokenizedExample::ids)
            .toList());
  }

  @Override
  public void write(Model model, Path directory, StoredType type) {
    ModelFiles.write(
        model, Optional.empty(), prepared.base(), directory, type, MaskedWork::describe);
  }

  /// What is decided where the base has no head for hidden words.
  static Optional<RunEvent.Decision> freshHead(Recipe recipe, Path base) {
    boolean fresh =
        recipe.task().kind() == Task.Kind.MASKED
            && recipe.base().init() == Base.Init.PRETRAINED
            && !Models.inspectMasked(base, true).fresh().isEmpty();
    return fresh
        ? Optional.of(
            new RunEvent.Decision(
                "base",
                "a fresh head",
                "the base has no head for hidden words; it begins with random values from the seed,"
                    + " is trained whole and saved with the result"))
        : Optional.empty();
  }

  /// Changes the configuration of a base to that of a model for masked words.
  static void describe(ObjectNode config) {
    String architecture = ARCHITECTURES.get(config.path("model_type").asString(""));
    if (architecture != null) {
      config.putArray("architectures").add(architecture);
    }
    // of a head with labels that the base may have had
    config.remove(List.of("id2label", "label2id", "num_labels", "problem_type", "luthier"));
  }

  @Override
  public void describe(Path adapter) {}
}
