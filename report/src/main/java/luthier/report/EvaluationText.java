package luthier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import luthier.metric.Evaluation;
import luthier.metric.Score;
import luthier.verdict.Findings;

/// What came out of a run, for a terminal of 80 columns: one sentence, the scores before and after
/// with their intervals, and a few answers side by side.
public final class EvaluationText {

  private static final int COLUMN = 38;
  private static final int NAME = 12;
  private static final int MOST_SCORES = 6;
  private static final int MOST_LINES = 6;
  private static final String GAP = " │ ";

  private EvaluationText() {}

  /// The whole text, with a line end.
  public static String of(Evaluation evaluation) {
    StringBuilder out = new StringBuilder();
    out.append(Headline.of(evaluation).sentence()).append('\n');
    if (!evaluation.tuned().isEmpty()) {
      out.append('\n');
      boolean labels = evaluation.labels().isPresent();
      List<Score> shown = evaluation.tuned().stream().limit(MOST_SCORES).toList();
      int width =
          shown.stream().mapToInt(s -> MetricStyle.of(s.name()).title().length()).max().orElse(0);
      Rows rows = new Rows(out, Math.max(NAME, width));
      rows.row("", labels ? "without looking" : "base model", "tuned", "change");
      shown.forEach(tuned -> score(rows, evaluation, tuned));
      out.append("  (in brackets: the 95 % interval)\n");
    }
    return out.append(samples(evaluation)).toString();
  }

  /// The same with the verdict instead of the sentence, and the rivals in the table.
  public static String of(Evaluation evaluation, Findings findings) {
    return VerdictText.of(findings) + samples(evaluation);
  }

  private static String samples(Evaluation evaluation) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < evaluation.samples().size(); i++) {
      out.append('\n');
      sample(out, i + 1, evaluation.samples().get(i));
    }
    return out.toString();
  }

  private static void score(Rows rows, Evaluation evaluation, Score tuned) {
    MetricStyle style = MetricStyle.of(tuned.name());
    Optional<Score> base = evaluation.base(tuned.name());
    String change =
        evaluation
            .difference(tuned.name())
            .map(d -> style.change(d.change().value()) + ", " + Numbers.pValue(d.pValue()))
            .orElse("")
            .replace('\u00a0', ' ');
    rows.row(
        style.title().toLowerCase(Locale.ROOT),
        base.map(found -> style.value(found.value())).orElse(""),
        style.value(tuned.value()),
        change);
    rows.row(
        "",
        base.map(found -> "(" + style.interval(found) + ")").orElse(""),
        "(" + style.interval(tuned) + ")",
        "");
  }

  /// A table of scores.
  ///
  /// @param width of the names
  private record Rows(StringBuilder out, int width) {
    void row(String name, String base, String tuned, String rest) {
      String form = "  %-" + width + "s %-20s %-20s %s";
      out.append(String.format(Locale.ROOT, form, name, base, tuned, rest).stripTrailing())
          .append('\n');
    }
  }

  private static void sample(StringBuilder out, int number, Evaluation.Sample sample) {
    Evaluation.Turn asked =
        sample.prompt().isEmpty() ? new Evaluation.Turn("prompt", "") : sample.prompt().getLast();
    out.append("Sample ").append(number).append(", ").append(asked.role()).append(":\n");
    wrapped(asked.text(), 2 * COLUMN + GAP.length() - 2)
        .forEach(line -> out.append("  ").append(line).append('\n'));
    List<String> left = answer("base model", sample.before());
    List<String> right = answer("tuned", sample.after());
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      String first = i < left.size() ? left.get(i) : "";
      String second = i < right.size() ? right.get(i) : "";
      String pad = " ".repeat(Math.max(0, COLUMN - length(first)));
      out.append((first + pad + GAP + second).stripTrailing()).append('\n');
    }
    if (!sample.reference().isBlank()) {
      out.append("In the data:\n");
      wrapped(sample.reference(), 2 * COLUMN + GAP.length() - 2)
          .forEach(line -> out.append("  ").append(line).append('\n'));
    }
  }

  private static List<String> answer(String model, Evaluation.Answer answer) {
    String grade =
        switch (answer.grade()) {
          case RIGHT -> ", ✓ right";
          case WRONG -> ", ✗ wrong";
          case UNGRADED -> "";
        };
    List<String> lines = new ArrayList<>(List.of(model + grade + ":"));
    String text = answer.text().isBlank() ? "(no text)" : answer.text();
    wrapped(text, COLUMN - 2).forEach(line -> lines.add("  " + line));
    return lines;
  }

  /// Lines of at most so many characters, broken at blanks where there are some. Control characters
  /// are left out: text of the data must not steer the terminal.
  static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.replaceAll("\\p{Cntrl}+", " ").strip().split(" +")) {
      String rest = word;
      if (!line.isEmpty() && length(line) + 1 + length(rest) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (length(rest) > width) {
        int end = rest.offsetByCodePoints(0, width);
        lines.add(rest.substring(0, end));
        rest = rest.substring(end);
      }
      line.append(line.isEmpty() ? "" : " ").append(rest);
    }
    lines.add(line.toString());
    if (lines.size() <= MOST_LINES) {
      return lines;
    }
    List<String> cut = new ArrayList<>(lines.subList(0, MOST_LINES - 1));
    cut.add("…");
    return cut;
  }

  private static int length(CharSequence text) {
    return Character.codePointCount(text, 0, text.length());
  }
}
