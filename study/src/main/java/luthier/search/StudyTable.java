package luthier.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import luthier.metric.Score;
import luthier.recipe.Dimension;

/// A study as a table for the terminal: the best trials, what mattered, the winner's runs.
final class StudyTable {

  private static final int MOST_ROWS = 10;

  private StudyTable() {}

  static String text(StudyView view, List<FinalRun> finals) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("trial", view.metric().metric(), "seconds"));
    view.space().stream().map(Dimension::key).forEach(head::add);
    rows.add(head);
    for (TrialRecord trial : view.ranked().stream().limit(MOST_ROWS).toList()) {
      List<String> row = new ArrayList<>();
      row.add(String.valueOf(trial.number()));
      row.add(trial.best(view.metric()).map(r -> StudyView.number(r.value())).orElse(""));
      row.add(String.format(Locale.ROOT, "%.0f", trial.seconds()));
      view.space().forEach(d -> row.add(view.settings(trial).getOrDefault(d.key(), "–")));
      rows.add(row);
    }
    StringBuilder text = new StringBuilder(aligned(rows)).append('\n');
    view.words().forEach(sentence -> text.append(sentence).append('\n'));
    finals.forEach(run -> text.append(line(run)).append('\n'));
    return text.toString();
  }

  private static String aligned(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width =
            rows.stream()
                .map(each -> each.get(column).length())
                .max(Comparator.naturalOrder())
                .orElse(0);
        line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String line(FinalRun run) {
    StringBuilder line =
        new StringBuilder("The winner with seed " + run.seed() + " (" + run.directory() + ")");
    if (!run.why().isEmpty()) {
      return line.append(" failed: ").append(run.why()).toString();
    }
    line.append(" on the ").append(run.split()).append(" set:");
    for (Score score : run.scores()) {
      line.append(' ').append(score.name()).append(' ').append(StudyView.number(score.value()));
      if (score.hasInterval()) {
        line.append(" [")
            .append(StudyView.number(score.low()))
            .append(", ")
            .append(StudyView.number(score.high()))
            .append(']');
      }
    }
    return line.toString();
  }
}
