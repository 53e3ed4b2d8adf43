package luthier.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A study in plain words.
final class StudyWords {

  /// A share below this is what a forest sees in noise.
  private static final double MATTERS = 0.1;

  private StudyWords() {}

  static List<String> of(StudyView view, Map<String, Double> importance) {
    List<String> words = new ArrayList<>();
    List<TrialRecord> ranked = view.ranked();
    if (ranked.isEmpty()) {
      return List.of("No trial has come to its end.");
    }
    TrialRecord best = ranked.getFirst();
    words.add(
        String.format(
            Locale.ROOT,
            "The best of %d trials is trial %d: %s %s on the validation set with %s.",
            view.trials().size(),
            best.number(),
            view.metric().metric(),
            best.best(view.metric()).map(r -> StudyView.number(r.value())).orElse(""),
            view.settings(best).entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "))));
    if (importance.isEmpty()) {
      words.add("These are too few trials to tell which setting matters.");
      return words;
    }
    words.add(importance(importance));
    count(view, TrialState.STOPPED, "ended early because others were better", words);
    count(view, TrialState.FAILED, "failed", words);
    return words;
  }

  private static String importance(Map<String, Double> importance) {
    List<String> parts = new ArrayList<>();
    importance.forEach((key, share) -> {
      if (share >= MATTERS) {
        parts.add(String.format(Locale.ROOT, "%s decided %.0f %% of it", key, 100 * share));
      }
    });
    List<String> idle =
        importance.entrySet().stream()
            .filter(e -> e.getValue() < MATTERS)
            .map(Map.Entry::getKey)
            .toList();
    if (!idle.isEmpty()) {
      parts.add(String.join(" and ", idle) + " did not matter");
    }
    double together = 1 - importance.values().stream().mapToDouble(Double::doubleValue).sum();
    if (together >= 2 * MATTERS) {
      parts.add(
          String.format(Locale.ROOT, "%.0f %% is what settings did only together", 100 * together));
    }
    return "What made the difference: " + String.join("; ", parts) + ".";
  }

  private static void count(StudyView view, TrialState state, String fate, List<String> words) {
    long count = view.trials().stream().filter(t -> t.state() == state).count();
    if (count > 0) {
      words.add(count + (count == 1 ? " trial " : " trials ") + fate + ".");
    }
  }
}
