package luthier.curve;

import static luthier.curve.CurveVerdict.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import luthier.runlog.Metrics;

/// The rules over the curves of a run, pure functions of what `metrics.jsonl` holds, so that a
/// resumed run, a page and a terminal come to the same verdict.
///
/// The thresholds of the ratio of validation to training loss (1.2, 1.5, 2) are those of
/// Microsoft's guide to training curves of fine-tuned models; the others are stated at each rule
/// and in `docs/curves.md`.
public final class CurveRules {

  static final double MILD = 1.2;
  static final double MODERATE = 1.5;
  static final double STRONG = 2;
  // how far above its best a validation loss counts as risen: a share of the best, and of the loss
  // that the run began with, so that a loss near zero may waver
  private static final double RISEN = 0.02;
  private static final double RISEN_OF_START = 0.005;
  private static final double FORGETS = 0.10;
  private static final double FORGETS_STRONGLY = 0.25;
  private static final double FLAT = 0.005;
  private static final int FLAT_VALIDATIONS = 3;
  // nats per token: the geometric mean of the probability of the right token is above 0.98
  private static final double BY_HEART = 0.02;
  private static final double FAR = 5;
  private static final String GENERAL = "general_loss";

  private final TrainingCurve training;
  private final ValidationCurve validation;
  private final CurveSettings settings;
  private final List<CurveVerdict> found = new ArrayList<>();

  private CurveRules(Metrics metrics, CurveSettings settings) {
    this.training = new TrainingCurve(metrics.steps());
    this.validation = new ValidationCurve(metrics.evaluations(), settings.bestBy());
    this.settings = settings;
  }

  /// Every rule that holds now, the most urgent first; empty before the first step.
  public static List<CurveVerdict> judge(Metrics metrics, CurveSettings settings) {
    if (metrics.steps().isEmpty()) {
      return List.of();
    }
    CurveRules rules = new CurveRules(metrics, settings);
    rules.diverged();
    rules.notLearning();
    rules.overfitting();
    rules.memorising();
    rules.forgetting();
    rules.plateau();
    if (rules.found.stream().noneMatch(verdict -> verdict.kind() != Kind.FORGETTING)) {
      rules.otherwise();
    }
    return List.copyOf(rules.found);
  }

  /// The loss is not finite, or its mean over ten steps has for twenty steps been above twice its
  /// lowest, and by more than a tenth of the run's first loss; where there is a validation, it must
  /// be above its best too: a stretch of harder examples is no divergence.
  private void diverged() {
    boolean worse = validation.isEmpty() || validation.last() > validation.best() * (1 + RISEN);
    if (training.broken() || (training.diverged() && worse)) {
      say(
          Kind.DIVERGED,
          training.broken()
              ? "The training loss is not a number."
              : text(
                  "The training loss is %s, after it had been down to %s.",
                  number(training.recent()), number(training.lowest())),
          back("Lower training.learning_rate to a third."));
    }
  }

  /// After an epoch and twenty steps the mean loss of the last quarter of the steps is less than 2
  /// % below that of the first quarter.
  private void notLearning() {
    if (training.mayBeJudged() && training.fall() < RISEN && !has(Kind.DIVERGED)) {
      say(
          Kind.NOT_LEARNING,
          text(
              "The training loss was %s in the first quarter of the steps and is %s in the last.",
              number(training.firstQuarter()), number(training.lastQuarter())),
          "Raise training.learning_rate or method.r, and look at the mask: luthier check shows what"
              + " is learned.");
    }
  }

  /// Validation and training loss are a ratio of 1.2 apart or more, and the last two validations
  /// were above the best one by more than 2 % (and by more than 0.5 % of the run's first loss).
  /// Where another number than the loss chooses the best step, that one too must have had its best
  /// before these two: a classifier's loss may rise while its answers still get better.
  private void overfitting() {
    if (!validation.risen(2, this::isRisen) || !validation.stalls(2)) {
      return;
    }
    double ratio = validation.last() / training.recent();
    Kind kind =
        ratio > STRONG
            ? Kind.OVERFITTING_STRONG
            : ratio > MODERATE
                ? Kind.OVERFITTING_MODERATE
                : ratio >= MILD ? Kind.OVERFITTING_MILD : Kind.HEALTHY;
    if (kind != Kind.HEALTHY) {
      say(
          kind,
          text(
              "The validation loss rose from %s at step %d to %s, while the training loss is %s.",
              number(validation.best()),
              validation.bestLossStep(),
              number(validation.last()),
              number(training.recent())),
          back("Train for fewer epochs, or with more data."));
    }
  }

  private boolean isRisen(double loss) {
    return loss > validation.best() * (1 + RISEN)
        && loss > validation.best() + RISEN_OF_START * training.first();
  }

  /// The training loss is below 0.02 nats, a fifth or less of the validation loss, and the best
  /// validation was not among the last two.
  private void memorising() {
    double loss = training.recent();
    if (settings.nats()
        && validation.stalls(2)
        && loss < BY_HEART
        && validation.last() > FAR * loss
        && training.first() > FAR * BY_HEART) {
      say(
          Kind.MEMORISING,
          text(
              "The training examples are known by heart (loss %s), which no longer helps the"
                  + " validation (%s).",
              number(loss), number(validation.last())),
          back(
              "What was learned by heart can be asked out of the model again: do not publish it"
                  + " when the examples are private."));
    }
  }

  /// The loss on general text is a tenth (a quarter: strongly) above its first measurement.
  private void forgetting() {
    Optional<Double> rise = validation.rise(GENERAL);
    if (rise.isPresent() && rise.get() > FORGETS) {
      say(
          rise.get() > FORGETS_STRONGLY ? Kind.FORGETTING_STRONG : Kind.FORGETTING,
          text("The loss on general text has risen by %.0f %%.", 100 * rise.get()),
          "Lower training.learning_rate or method.r, or mix general data into the training data.");
    }
  }

  /// After twenty steps the last three validation losses lie within 0.5 %; another number that
  /// chooses the best step has not got better in them.
  private void plateau() {
    boolean other = found.stream().anyMatch(verdict -> verdict.kind() != Kind.FORGETTING);
    boolean judged =
        settings.bestBy().metric().equals("loss") || validation.stalls(FLAT_VALIDATIONS - 1);
    if (!other
        && judged
        && training.steps() >= TrainingCurve.LEAST_STEPS
        && validation.flat(FLAT_VALIDATIONS, FLAT)) {
      say(
          Kind.PLATEAU,
          text(
              "The last %d validation losses lie within %.1f %%: %s.",
              FLAT_VALIDATIONS, 100 * FLAT, number(validation.last())),
          back("More steps will hardly help."));
    }
  }

  private void otherwise() {
    if (validation.count() < 2) {
      say(
          Kind.HEALTHY,
          text(
              "The training loss is %s; too few validations to say more.",
              number(training.recent())),
          "");
    } else if (validation.improvement() > FLAT) {
      say(
          Kind.STILL_LEARNING,
          text(
              "The validation loss fell by %.1f %% to %s, its lowest so far.",
              100 * validation.improvement(), number(validation.last())),
          "");
    } else {
      say(
          Kind.HEALTHY,
          text(
              "The validation loss is %s, its lowest was %s at step %d; no rule says that something"
                  + " is wrong.",
              number(validation.last()), number(validation.best()), validation.bestLossStep()),
          "");
    }
  }

  private boolean has(Kind kind) {
    return found.stream().anyMatch(verdict -> verdict.kind() == kind);
  }

  private String back(String besides) {
    return validation.bestStep() == 0
        ? besides
        : text("Step %d is the best so far and is kept. ", validation.bestStep()) + besides;
  }

  private void say(Kind kind, String sentence, String advice) {
    found.add(new CurveVerdict(kind, training.lastStep(), validation.bestStep(), sentence, advice));
  }

  private static String number(double value) {
    return Math.abs(value) < 0.01
        ? String.format(Locale.ROOT, "%.2g", value)
        : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
