package luthier.recipe;

import java.util.List;

/// What the curves of a run must show for it to end early, with its best weights restored.
///
/// @param conditions any of them ends the run; empty for none
public record StopWhen(List<Condition> conditions) {

  /// Nothing that the curves show ends the run.
  public static final StopWhen NEVER = new StopWhen(List.of());

  /// What curves can show; the rules are in `luthier.curve`.
  public enum Condition {
    /// The training loss went up and stays there.
    DIVERGED,
    /// The training loss does not fall.
    NOT_LEARNING,
    /// The validation gets worse while the training loss is far below it.
    OVERFITTING,
    /// The training examples are known by heart, and the validation does not gain by it.
    MEMORISING,
    /// The loss on general text has risen by a quarter.
    FORGETTING,
    /// The validation loss no longer moves.
    PLATEAU
  }

  public StopWhen {
    conditions = List.copyOf(conditions);
  }
}
