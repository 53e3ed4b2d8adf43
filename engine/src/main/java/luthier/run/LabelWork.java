package luthier.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.evaluation.Outputs;
import luthier.export.Comparison;
import luthier.export.ModelFiles;
import luthier.kernel.Kernels;
import luthier.model.Model;
import luthier.model.Models;
import luthier.model.TaskModel;
import luthier.objective.Objective;
import luthier.objective.OutputObjective;
import luthier.profile.Recorder;
import luthier.recipe.Base;
import luthier.recipe.Recipe;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;
import luthier.weights.StoredType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A run that teaches a model to say labels or numbers.
record LabelWork(FineTune.Prepared prepared, Labelling labelling) implements Work {

  private static final int COMPARED = 64;

  @Override
  public TaskModel load(ScalarType type, boolean keepMasters) {
    Recipe recipe = prepared.recipe();
    return recipe.base().init() == Base.Init.RANDOM
        ? Models.randomTask(prepared.base(), labelling.wanted(), recipe.seed(), type, keepMasters)
        : Models.loadTask(prepared.base(), labelling.wanted(), type, keepMasters, recipe.seed());
  }

  @Override
  public TaskModel reload(Path directory, ScalarType type) {
    return Models.loadTask(directory, labelling.wanted(), type, false, prepared.recipe().seed());
  }

  @Override
  public Objective objective(Model model, Optional<Model> frozen, Recorder recorder) {
    Recipe recipe = prepared.recipe();
    return new OutputObjective(
        (TaskModel) model,
        labelling.loss(recipe, prepared.data().sets().train()),
        recipe.training().activationCheckpointing().orElse(false),
        recipe.training().regularization().rDropAlpha(),
        recorder);
  }

  @Override
  public Map<String, Double> validationMetrics(
      Model model, Workers workers, List<Kernels> kernels) {
    return LabelMeasuring.of(prepared, labelling, workers, kernels).validation((TaskModel) model);
  }

  @Override
  public Measuring measuring(Workers workers, List<Kernels> kernels) {
    return LabelMeasuring.of(prepared, labelling, workers, kernels);
  }

  @Override
  public Comparison compare(Model model, Kernels kernels) {
    List<TokenizedExample> some =
        Stream.concat(prepared.data().validation().stream(), prepared.data().train().stream())
            .limit(COMPARED)
            .toList();
    List<float[]> rows =
        Outputs.of((TaskModel) model, kernels, some).stream().flatMap(Stream::of).toList();
    return new Comparison(rows, ((TaskModel) model).head().size());
  }

  @Override
  public void write(Model model, Path directory, StoredType type) {
    ModelFiles.write(
        model,
        Optional.empty(),
        prepared.base(),
        directory,
        type,
        config -> LabelFiles.describe(config, labelling));
  }

  @Override
  public void describe(Path adapter) {
    LabelFiles.write(prepared.base(), adapter, labelling);
  }
}
