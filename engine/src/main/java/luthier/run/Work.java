package luthier.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.export.Comparison;
import luthier.kernel.Kernels;
import luthier.model.Model;
import luthier.objective.Objective;
import luthier.profile.Recorder;
import luthier.recipe.Task;
import luthier.tensor.Workers;
import luthier.weights.StoredType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What the kind of a task decides of a run: which model is loaded, what is minimised, how it is
/// measured, how it is saved.
sealed interface Work permits LanguageWork, LabelWork, MaskedWork {

  static Work of(FineTune.Prepared prepared) {
    return prepared
        .data()
        .labelling()
        .<Work>map(labelling -> new LabelWork(prepared, labelling))
        .orElseGet(() ->
            prepared.recipe().task().kind() == Task.Kind.MASKED
                ? new MaskedWork(prepared)
                : new LanguageWork(prepared));
  }

  /// The model as it is before training.
  ///
  /// @param keepMasters whether float32 values are kept because all weights will be trained
  Model load(ScalarType type, boolean keepMasters);

  /// The model of an export.
  Model reload(Path directory, ScalarType type);

  /// What training minimises.
  ///
  /// @param frozen the base that a distance is measured from; empty where there is none, or it is
  ///   the model without its adapter
  Objective objective(Model model, Optional<Model> frozen, Recorder recorder);

  /// What is measured at each validation besides the loss, by name.
  Map<String, Double> validationMetrics(Model model, Workers workers, List<Kernels> kernels);

  Measuring measuring(Workers workers, List<Kernels> kernels);

  /// What a model says of the first held-out examples.
  Comparison compare(Model model, Kernels kernels);

  /// Writes a whole model; the directory gets everything that is needed to use it.
  void write(Model model, Path directory, StoredType type);

  /// Adds to an adapter's directory what is needed to use it besides the base.
  void describe(Path adapter);
}
