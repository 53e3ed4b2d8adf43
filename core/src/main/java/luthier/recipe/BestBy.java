package luthier.recipe;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Which number of a validation chooses the best step.
///
/// @param metric `loss`, or a metric of the task
public record BestBy(String metric) {

  private static final Set<String> LESS_IS_BETTER =
      Set.of(
          "loss",
          "perplexity",
          "log_loss",
          "brier",
          "expected_calibration_error",
          "hamming_loss",
          "rmse",
          "mae",
          "pinball");

  /// What the recipe says, or what fits the task.
  public static BestBy of(Recipe recipe) {
    return new BestBy(
        recipe
            .training()
            .bestBy()
            .orElse(
                switch (recipe.task()) {
                  case CLASSIFICATION -> "macro_f1";
                  case MULTI_LABEL -> "micro_f1";
                  case TOKEN_CLASSIFICATION -> "f1";
                  case CHAT, COMPLETION, TEXT, MASKED_TEXT, REGRESSION -> "loss";
                }));
  }

  static List<String> allowed(Task task) {
    Stream<String> metrics =
        switch (task) {
          case CHAT, COMPLETION, TEXT -> Stream.of();
          case MASKED_TEXT -> Stream.of("masked_accuracy", "perplexity");
          case CLASSIFICATION ->
              Stream.of(
                  "accuracy",
                  "macro_f1",
                  "micro_f1",
                  "mcc",
                  "auroc",
                  "average_precision",
                  "log_loss",
                  "brier",
                  "expected_calibration_error");
          case MULTI_LABEL ->
              Stream.of(
                  "micro_f1",
                  "macro_f1",
                  "subset_accuracy",
                  "hamming_loss",
                  "average_precision",
                  "log_loss");
          case REGRESSION -> Stream.of("rmse", "mae", "r2", "pearson", "spearman", "pinball");
          case TOKEN_CLASSIFICATION ->
              Stream.of("f1", "precision", "recall", "macro_f1", "exact_match");
        };
    return Stream.concat(Stream.of("loss"), metrics).toList();
  }

  public boolean lessIsBetter() {
    return LESS_IS_BETTER.contains(metric);
  }

  /// In words, for messages: `loss was the lowest`.
  public String words() {
    return metric.replace('_', ' ') + (lessIsBetter() ? " was the lowest" : " was the highest");
  }
}
