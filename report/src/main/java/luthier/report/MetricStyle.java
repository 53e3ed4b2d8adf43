package luthier.report;

import java.util.Locale;
import java.util.Set;
import luthier.metric.Score;

/// How a metric is named and written.
///
/// @param title for people
/// @param unit behind the title; empty when there is none
/// @param share whether it is a share, written in per cent
/// @param lowerIsBetter whether a fall is an improvement
record MetricStyle(String title, String unit, boolean share, boolean lowerIsBetter) {

  private static final int DIGITS = 4;
  private static final Set<String> SHARES =
      Set.of(
          "accuracy",
          "exact_match",
          "token_accuracy",
          "masked_accuracy",
          "f1",
          "macro_f1",
          "micro_f1",
          "token_f1",
          "precision",
          "recall",
          "macro_precision",
          "macro_recall",
          "subset_accuracy",
          "hamming_loss");
  private static final Set<String> FALLING =
      Set.of(
          "loss",
          "general_loss",
          "keep_loss",
          "log_loss",
          "hamming_loss",
          "perplexity",
          "brier",
          "expected_calibration_error",
          "rmse",
          "mae",
          "pinball",
          "cost",
          "cost_when_minimised");

  static MetricStyle of(String name) {
    return switch (name) {
      case "loss" -> new MetricStyle("Loss", "nats per supervised token", false, true);
      case "perplexity" -> new MetricStyle("Perplexity", "", false, true);
      default -> {
        String metric = name.replaceFirst("\\..*", ""); // of one target: `rmse.NAME`
        yield new MetricStyle(title(name), "", SHARES.contains(metric), FALLING.contains(metric));
      }
    };
  }

  private static String title(String name) {
    String words = name.replace('_', ' ').replaceAll("\\bf1\\b", "F1");
    if (name.matches("(mcc|auroc|rmse|mae|r2)(\\..*)?")) {
      return words.toUpperCase(Locale.ROOT).replace("R2", "R²");
    }
    return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  String value(double value) {
    return share ? Numbers.percent(value) : Numbers.significant(value, DIGITS);
  }

  /// A change, with its sign; of shares in percentage points.
  String change(double value) {
    String text =
        share
            ? Numbers.percent(value).replace(" %", " points")
            : Numbers.significant(value, DIGITS - 1);
    return Numbers.signed(text);
  }

  String interval(Score score) {
    return score.hasInterval() ? value(score.low()) + " to " + value(score.high()) : "not known";
  }
}
