package luthier.curve;

import java.util.Locale;
import java.util.Optional;
import luthier.recipe.StopWhen;
import org.jspecify.annotations.Nullable;

/// What the curves of a run show at one of its validations.
///
/// @param kind the rule that holds
/// @param step the validation's
/// @param bestStep the step of the best validation, the one to go back to; 0 before the first
/// @param sentence what is seen, with its numbers
/// @param advice what to do about it; empty when there is nothing to do
public record CurveVerdict(Kind kind, int step, int bestStep, String sentence, String advice) {

  /// The rules of [CurveRules], the most urgent first.
  public enum Kind {
    DIVERGED("diverged", StopWhen.Condition.DIVERGED),
    NOT_LEARNING("not learning", StopWhen.Condition.NOT_LEARNING),
    OVERFITTING_STRONG("overfitting, strong", StopWhen.Condition.OVERFITTING),
    OVERFITTING_MODERATE("overfitting, moderate", StopWhen.Condition.OVERFITTING),
    OVERFITTING_MILD("overfitting, mild", StopWhen.Condition.OVERFITTING),
    MEMORISING("memorising", StopWhen.Condition.MEMORISING),
    FORGETTING_STRONG("forgetting", StopWhen.Condition.FORGETTING),
    FORGETTING("forgetting, a little", null),
    PLATEAU("plateau", StopWhen.Condition.PLATEAU),
    STILL_LEARNING("still learning", null),
    HEALTHY("healthy", null);

    private final String words;
    private final Optional<StopWhen.Condition> condition;

    Kind(String words, StopWhen.@Nullable Condition condition) {
      this.words = words;
      this.condition = Optional.ofNullable(condition);
    }

    /// For people.
    public String words() {
      return words;
    }

    /// For programs, as it stands in `events.jsonl`: `overfitting_mild`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The condition of `training.stop_when` that this fulfils.
    public Optional<StopWhen.Condition> condition() {
      return condition;
    }

    /// Whether the user should do something about it.
    public boolean bad() {
      return compareTo(PLATEAU) < 0;
    }
  }

  /// All in one line.
  public String text() {
    String head = kind.words().substring(0, 1).toUpperCase(Locale.ROOT) + kind.words().substring(1);
    return head + ". " + sentence + (advice.isEmpty() ? "" : " " + advice);
  }
}
