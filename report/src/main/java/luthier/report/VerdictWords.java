package luthier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import luthier.metric.Forgetting;
import luthier.verdict.Comparison;
import luthier.verdict.Findings;
import luthier.verdict.Predictor;
import luthier.verdict.Primary;
import luthier.verdict.Slice;
import luthier.verdict.Verdict;

/// A verdict in plain words.
///
/// @param sentence what to do
/// @param reasons the numbers behind it
/// @param tone `good`, `bad`, `open`, or empty when nothing can be said
record VerdictWords(String sentence, List<String> reasons, String tone) {

  private static final int MOST_SLICES = 3;

  static VerdictWords of(Findings findings) {
    return switch (findings.verdict()) {
      case Verdict.Better _ -> with("Better, ship it.", findings, "good");
      case Verdict.BetterButForgot _ -> with("Better, but it forgot.", findings, "open");
      case Verdict.Worse _ -> with("Worse: do not ship it.", findings, "bad");
      case Verdict.SimplerInstead simpler -> with(simpler(findings, simpler), findings, "open");
      case Verdict.NoDifference none -> with(nothing(findings, none), findings, "open");
      case Verdict.NotMeasured _ ->
          new VerdictWords(
              "Not measured, so there is no verdict.",
              List.of(
                  "Nothing was held out that could be compared; with data.validation or data.test"
                      + " there is."),
              "");
    };
  }

  private static VerdictWords with(String sentence, Findings findings, String tone) {
    return new VerdictWords(sentence, reasons(findings), tone);
  }

  private static String simpler(Findings findings, Verdict.SimplerInstead simpler) {
    Optional<Comparison> rival =
        findings.comparisons().stream().filter(c -> c.rival() == simpler.kind()).findFirst();
    boolean better = rival.filter(Comparison::significant).isPresent();
    String name = rival.map(Comparison::name).orElse("");
    boolean several = simpler.kind() == Predictor.Kind.NEIGHBOURS && !name.endsWith("neighbour");
    return (simpler.kind() == Predictor.Kind.PROMPT ? "Prompt instead: the " : "No need to tune: ")
        + name
        + (several ? " are" : " is")
        + (better ? " better." : " as good.");
  }

  private static String nothing(Findings findings, Verdict.NoDifference none) {
    boolean words = findings.predictors().stream().anyMatch(p -> p.kind() == Predictor.Kind.BASE);
    String instead = words ? "or prompt instead" : "or do without tuning";
    String start = "No difference that this " + set(findings) + " can show: ";
    return none.more().isPresent()
        ? start
            + "collect "
            + Numbers.count(rounded(none.more().getAsLong()))
            + " more examples, "
            + instead
            + "."
        : start + "collect more examples, for training too, " + instead + ".";
  }

  /// Two digits: the number is no more certain.
  private static long rounded(long more) {
    long unit = 1;
    while (more / unit >= 100) {
      unit *= 10;
    }
    return Math.ceilDiv(more, unit) * unit;
  }

  private static String set(Findings findings) {
    return findings.split() + " set";
  }

  private static List<String> reasons(Findings findings) {
    MetricStyle style = MetricStyle.of(findings.primary().metric());
    List<String> reasons = new ArrayList<>();
    for (Comparison comparison : findings.comparisons()) {
      reasons.add(comparison(findings, comparison, style));
    }
    detectable(findings, style).ifPresent(reasons::add);
    findings
        .forgetting()
        .filter(Forgetting::exceeded)
        .ifPresent(lost -> reasons.addAll(lost.sentences()));
    findings.slices().stream()
        .filter(Slice::weak)
        .limit(MOST_SLICES)
        .map(VerdictWords::weak)
        .forEach(reasons::add);
    if (findings.split().equals("validation")) {
      reasons.add(
          "There is no test set: the checkpoint was chosen on the same validation examples, so the"
              + " scores flatter it a little.");
    }
    reasons.addAll(findings.notes());
    return reasons;
  }

  private static String comparison(Findings findings, Comparison comparison, MetricStyle style) {
    Primary primary = findings.primary();
    double change = comparison.difference().change().value();
    boolean ahead = primary.lowerIsBetter() ? change < 0 : change > 0;
    String values =
        value(findings, Predictor.Kind.TUNED, style)
            + " against "
            + value(findings, comparison.rival(), style);
    String verdict = !comparison.significant() ? "may be chance" : ahead ? "better" : "worse";
    return style.title()
        + " "
        + values
        + " of "
        + article(comparison)
        + comparison.name()
        + ": "
        + style.change(change)
        + interval(comparison, style)
        + ", "
        + Numbers.pValue(comparison.corrected()).replace('\u00a0', ' ')
        + ", "
        + verdict
        + ".";
  }

  private static String article(Comparison comparison) {
    return switch (comparison.rival()) {
      case BASE, PROMPT -> "the ";
      case BLIND, NEIGHBOURS, TUNED -> "";
    };
  }

  private static String interval(Comparison comparison, MetricStyle style) {
    return comparison.difference().change().hasInterval()
        ? " ("
            + style.change(comparison.difference().change().low()).replace(" points", "")
            + " to "
            + style.change(comparison.difference().change().high()).replace(" points", "")
            + ")"
        : "";
  }

  private static String value(Findings findings, Predictor.Kind kind, MetricStyle style) {
    return findings.predictors().stream()
        .filter(predictor -> predictor.kind() == kind)
        .findFirst()
        .flatMap(predictor -> predictor.score(findings.primary().metric()))
        .map(score -> style.value(score.value()))
        .orElse("?");
  }

  private static Optional<String> detectable(Findings findings, MetricStyle style) {
    return findings.comparisons().stream()
        .filter(comparison -> !Double.isNaN(comparison.detectable()))
        .findFirst()
        .map(comparison ->
            Numbers.count(comparison.difference().change().examples())
                + " "
                + findings.split()
                + " examples: differences below "
                + style.change(comparison.detectable()).replace("+", "")
                + " are noise.");
  }

  static String weak(Slice slice) {
    MetricStyle style = MetricStyle.of(slice.score().name());
    return "Weak where "
        + slice.by()
        + " is "
        + slice.value()
        + ": "
        + style.title().toLowerCase(Locale.ROOT)
        + " "
        + style.value(slice.score().value())
        + " on "
        + Numbers.count(slice.score().examples())
        + " examples, "
        + style.value(slice.others())
        + " on the others.";
  }
}
