package luthier.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.adapter.Adapter;
import luthier.evaluation.Outputs;
import luthier.export.Comparison;
import luthier.export.ModelFiles;
import luthier.kernel.StockKernels;
import luthier.model.Model;
import luthier.model.Models;
import luthier.model.TaskModel;
import luthier.model.TokenModel;
import luthier.model.Transformer;
import luthier.recipe.Base;
import luthier.recipe.Recipe;
import luthier.recipe.Task;
import luthier.tokenizer.TokenizedExample;
import luthier.weights.StoredType;

/// How the models of an exported run are loaded, compared and written.
///
/// @param recipe of the run
/// @param labelling what the run's model predicts; empty for language models
record ExportedKind(Recipe recipe, Optional<Labelling> labelling) {

  /// @param result the run's model or adapter
  static ExportedKind of(Recipe recipe, Path result) {
    return new ExportedKind(
        recipe, recipe.task().labelled() ? LabelFiles.read(result) : Optional.empty());
  }

  private boolean masked() {
    return recipe.task().kind() == Task.Kind.MASKED;
  }

  /// A model of which an adapter or the run's training made its own.
  Model load(Path directory) {
    if (masked()) {
      return Models.loadMasked(directory, Export.COMPARED_IN, false, recipe.seed());
    }
    return labelling
        .<Model>map(labels ->
            Models.loadTask(directory, labels.wanted(), Export.COMPARED_IN, false, recipe.seed()))
        .orElseGet(() -> Models.load(directory, Export.COMPARED_IN, false));
  }

  /// The model before training.
  Model untuned(Path base) {
    if (recipe.base().init() == Base.Init.PRETRAINED) {
      return load(base);
    }
    if (masked()) {
      return Models.randomMasked(base, recipe.seed(), Export.COMPARED_IN, false);
    }
    return labelling
        .<Model>map(labels ->
            Models.randomTask(base, labels.wanted(), recipe.seed(), Export.COMPARED_IN, false))
        .orElseGet(() -> Models.random(base, recipe.seed(), Export.COMPARED_IN, false));
  }

  Comparison compare(Model model, List<int[]> sequences) {
    return switch (model) {
      case TaskModel task -> {
        List<TokenizedExample> examples =
            sequences.stream().map(ids -> TokenizedExample.unlabelled("", ids)).toList();
        yield new Comparison(
            Outputs.of(task, new StockKernels(), examples).stream().flatMap(Stream::of).toList(),
            task.head().size());
      }
      case TokenModel tokens -> Comparison.of(tokens, new StockKernels(), sequences);
      default -> throw new IllegalArgumentException("no model of a run: " + model);
    };
  }

  void write(Model model, Optional<Adapter> adapter, Path base, Path directory, StoredType type) {
    ModelFiles.write(
        model,
        adapter,
        base,
        directory,
        type,
        config -> {
          labelling.ifPresent(labels -> LabelFiles.describe(config, labels));
          if (masked()) {
            MaskedWork.describe(config);
          }
        });
  }

  long vocabulary(Model model) {
    return body(model).vocabulary();
  }

  int maxPositions(Model model) {
    return body(model).maxPositions();
  }

  private static Transformer body(Model model) {
    return model instanceof TaskModel task ? task.body() : (Transformer) model;
  }
}
