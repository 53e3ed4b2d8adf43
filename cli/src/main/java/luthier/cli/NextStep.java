package luthier.cli;

import java.nio.file.Path;
import java.util.Optional;
import luthier.recipe.Task;

/// What a user does next with the result of a run, as a line for the terminal.
final class NextStep {

  private NextStep() {}

  /// @param task what the model was tuned for
  /// @param model a run's directory or an export's
  /// @return empty where it is used by no command: a model of hidden words is a base
  static Optional<String> of(Task task, Path model) {
    return switch (task.kind()) {
      case LANGUAGE -> Optional.of("Talk to it:   ./luthier chat " + model);
      case MASKED -> Optional.empty();
      case SEQUENCE, TOKEN ->
          Optional.of("Predict:      ./luthier predict " + model + " --input FILE");
    };
  }
}
