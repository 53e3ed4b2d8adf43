package luthier.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import luthier.InvalidInputException;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;
import luthier.model.TaskModel;
import luthier.recipe.Columns;
import luthier.recipe.Dtype;
import luthier.recipe.Task;
import luthier.task.LanguageTask;
import luthier.task.LanguageTasks;
import luthier.tensor.LibTorch;
import luthier.tensor.Workers;
import luthier.tokenizer.Tokenizer;

/// Measures a model by tasks or on data.
///
/// @param model what a user names; see [OpenModel]
/// @param metrics those that are told; empty for all that fit
public record Evaluate(String model, Dtype dtype, List<String> metrics) {

  public Evaluate {
    metrics = List.copyOf(metrics);
  }

  /// Measures a language model by tasks.
  ///
  /// @param names see [LanguageTasks#of]
  /// @param progress told the name of each task before it begins
  /// @throws InvalidInputException for an unknown task, a task file with mistakes, a metric that
  ///   fits no task, and a model that is no language model
  public List<ScoreSheet.Part> byTasks(List<String> names, Consumer<String> progress) {
    List<LanguageTask> tasks = LanguageTasks.of(names);
    TaskMeasuring.require(tasks, metrics);
    ModelPlace place = ModelPlace.find(model);
    place
        .labelling()
        .ifPresent(labelling -> {
          throw new InvalidInputException(
              model
                  + ": is a model for "
                  + labelling.task().name().toLowerCase(Locale.ROOT)
                  + "; tasks are for language models. Measure it with --data");
        });
    LibTorch.load();
    int threads = Machine.detect().cores();
    LibTorch.useThreads(threads);
    List<Kernels> kernels = Session.kernels(threads);
    try (Workers workers = new Workers(threads, 1);
        OpenModel<LanguageModel> open = OpenModel.open(model, dtype);
        Tokenizer tokenizer = tokenizer(open.files())) {
      TaskMeasuring measuring =
          new TaskMeasuring(open.model(), tokenizer, workers, kernels, metrics);
      List<ScoreSheet.Part> parts = new ArrayList<>();
      for (LanguageTask task : tasks) {
        progress.accept(task.name());
        parts.add(measuring.measure(task));
      }
      return parts;
    }
  }

  /// Measures any model on examples, as a run does on its test set.
  ///
  /// @param columns where text and labels are, for models with labels
  /// @param warned told what was cut or left out
  /// @throws InvalidInputException for data without answers or labels, and a metric that does not
  ///   fit the model
  public ScoreSheet.Part onData(Path file, Columns columns, Consumer<String> warned) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException("--data: " + file + ": no such file");
    }
    ModelPlace place = ModelPlace.find(model);
    Optional<Labelling> labelling = place.labelling();
    if (labelling.isEmpty()) {
      DataMeasuring.require(metrics);
    }
    LibTorch.load();
    int threads = Machine.detect().cores();
    LibTorch.useThreads(threads);
    List<Kernels> kernels = Session.kernels(threads);
    try (Workers workers = new Workers(threads, 1)) {
      if (labelling.isEmpty()) {
        try (OpenModel<LanguageModel> open = OpenModel.open(model, dtype)) {
          return new DataMeasuring(open, workers, kernels, metrics, warned).measure(file);
        }
      }
      try (OpenModel<TaskModel> open = OpenModel.open(place, labelling.get(), dtype)) {
        return new LabelDataMeasuring(
                open,
                labelling.get(),
                workers,
                kernels,
                named(columns, labelling.get()),
                metrics,
                warned)
            .measure(file);
      }
    }
  }

  /// With the numbers that the model predicts, by the names of their fields.
  private static Columns named(Columns columns, Labelling labelling) {
    boolean numbers = labelling.task() == Task.REGRESSION && columns.targets().isEmpty();
    boolean ownNames = !labelling.names().equals(List.of("value"));
    return new Columns(
        columns.text(),
        columns.textPair(),
        columns.label(),
        columns.labels(),
        columns.separator(),
        numbers && ownNames ? labelling.names() : columns.targets(),
        columns.spans(),
        labelling.task() == Task.REGRESSION ? List.of() : labelling.names());
  }

  /// All that was measured.
  public ScoreSheet sheet(List<ScoreSheet.Part> parts) {
    return new ScoreSheet(model, dtype.name().toLowerCase(Locale.ROOT), parts);
  }

  private static Tokenizer tokenizer(Path files) {
    if (!Tokenizer.isIn(files)) {
      throw Tokenizer.missing(files);
    }
    return Tokenizer.load(files);
  }
}
