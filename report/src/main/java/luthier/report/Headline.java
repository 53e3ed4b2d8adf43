package luthier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.metric.Difference;
import luthier.metric.Evaluation;
import luthier.metric.LabelReport;
import luthier.metric.Score;

/// The result of a run in words.
///
/// @param sentence the answer
/// @param detail the numbers behind it
/// @param tone `good`, `bad`, `open`, or empty when nothing can be said
record Headline(String sentence, String detail, String tone) {

  /// Compares the models by the metrics that people mean first: accuracy if it was measured, else
  /// the loss.
  static Headline of(Evaluation evaluation) {
    if (evaluation.examples() == 0) {
      return new Headline(
          "No example was held out, so nothing was measured.",
          "With data.validation or data.test, Luthier compares the tuned model with its base.",
          "");
    }
    Optional<Difference> accuracy = evaluation.difference("accuracy");
    Optional<Difference> loss = evaluation.difference("loss");
    String set = held(evaluation);
    String other = evaluation.labels().map(LabelReport::baseline).orElse("the base model");
    String detail = detail(evaluation);
    Optional<Difference> any = evaluation.differences().stream().findFirst();
    if (accuracy.isEmpty() && loss.isEmpty() && any.isEmpty()) {
      return new Headline("Measured on " + set + ".", detail, "");
    }
    Outcome first = accuracy.or(() -> loss).or(() -> any).map(Outcome::of).orElseThrow();
    Outcome second = loss.map(Outcome::of).orElse(Outcome.SAME);
    return switch (first) {
      case BETTER ->
          second == Outcome.WORSE
              ? new Headline("Better answers on " + set + ", though the loss rose.", detail, "open")
              : new Headline("Better than " + other + ", on " + set + ".", detail, "good");
      case WORSE ->
          new Headline("Worse than " + other + ", on " + set + ": do not use it.", detail, "bad");
      case SAME ->
          second == Outcome.BETTER
              ? new Headline(
                  "The loss fell, but " + set + " show no change of the accuracy.", detail, "open")
              : new Headline(
                  "No difference to " + other + " that " + set + " can show.", detail, "open");
    };
  }

  /// What a paired test found.
  private enum Outcome {
    BETTER,
    WORSE,
    SAME;

    static Outcome of(Difference difference) {
      if (!difference.significant()) {
        return SAME;
      }
      Score change = difference.change();
      boolean fell = change.value() < 0;
      return fell == MetricStyle.of(change.name()).lowerIsBetter() ? BETTER : WORSE;
    }
  }

  private static String held(Evaluation evaluation) {
    return Numbers.count(evaluation.examples())
        + " "
        + evaluation.split()
        + (evaluation.examples() == 1 ? " example" : " examples");
  }

  private static String detail(Evaluation evaluation) {
    List<String> parts = new ArrayList<>();
    for (Score tuned : evaluation.tuned()) {
      MetricStyle style = MetricStyle.of(tuned.name());
      evaluation
          .base(tuned.name())
          .ifPresent(base ->
              parts.add(
                  style.title()
                      + " "
                      + style.value(base.value())
                      + " → "
                      + style.value(tuned.value())
                      + evaluation
                          .difference(tuned.name())
                          .map(found -> " (" + Numbers.pValue(found.pValue()) + ")")
                          .orElse("")));
    }
    String caution =
        evaluation.split().equals("validation")
            ? " The checkpoint was chosen on these examples, so the scores flatter it a little."
            : "";
    return String.join("; ", parts) + "." + caution;
  }
}
