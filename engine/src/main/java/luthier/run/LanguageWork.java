package luthier.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.export.Comparison;
import luthier.export.ModelFiles;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;
import luthier.model.Model;
import luthier.model.Models;
import luthier.objective.Divergence;
import luthier.objective.NextToken;
import luthier.objective.Objective;
import luthier.profile.Recorder;
import luthier.recipe.Base;
import luthier.recipe.Recipe;
import luthier.recipe.Training;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;
import luthier.weights.StoredType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A run that teaches a model to go on with texts.
record LanguageWork(FineTune.Prepared prepared) implements Work {

  private static final int COMPARED = 4;

  @Override
  public LanguageModel load(ScalarType type, boolean keepMasters) {
    Recipe recipe = prepared.recipe();
    return recipe.base().init() == Base.Init.RANDOM
        ? Models.random(prepared.base(), recipe.seed(), type, keepMasters)
        : Models.load(prepared.base(), type, keepMasters);
  }

  @Override
  public LanguageModel reload(Path directory, ScalarType type) {
    return Models.load(directory, type, false);
  }

  @Override
  public Objective objective(Model model, Optional<Model> frozen, Recorder recorder) {
    Training settings = prepared.recipe().training();
    Divergence divergence =
        new Divergence(
            settings.regularization().klBeta(),
            frozen.map(LanguageModel.class::cast),
            settings.regularization().rDropAlpha());
    return new NextToken(
        (LanguageModel) model,
        settings.labelSmoothing(),
        settings.activationCheckpointing().orElse(false),
        divergence,
        recorder);
  }

  @Override
  public Map<String, Double> validationMetrics(
      Model model, Workers workers, List<Kernels> kernels) {
    return Retention.of(prepared, workers, kernels)
        .map(retention -> retention.sample((LanguageModel) model))
        .orElse(Map.of());
  }

  @Override
  public Measuring measuring(Workers workers, List<Kernels> kernels) {
    return LanguageMeasuring.of(prepared, workers, kernels);
  }

  @Override
  public Comparison compare(Model model, Kernels kernels) {
    return Comparison.of(
        (LanguageModel) model,
        kernels,
        Stream.concat(prepared.data().validation().stream(), prepared.data().train().stream())
            .limit(COMPARED)
            .map(TokenizedExample::ids)
            .toList());
  }

  @Override
  public void write(Model model, Path directory, StoredType type) {
    ModelFiles.write((LanguageModel) model, Optional.empty(), prepared.base(), directory, type);
  }

  @Override
  public void describe(Path adapter) {}
}
