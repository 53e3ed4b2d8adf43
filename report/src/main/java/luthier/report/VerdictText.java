package luthier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import luthier.metric.Score;
import luthier.runlog.Json;
import luthier.verdict.Findings;
import luthier.verdict.Predictor;
import tools.jackson.databind.node.ObjectNode;

/// The verdict of a run, for a terminal of 80 columns: the predictors by their scores, one
/// sentence, and the reasons.
public final class VerdictText {

  private static final int WIDTH = 78;
  private static final int NAME = 20;
  private static final int CELL = 27;
  private static final int MOST_METRICS = 2;

  private VerdictText() {}

  /// The whole text, with a line end.
  public static String of(Findings findings) {
    VerdictWords words = VerdictWords.of(findings);
    StringBuilder out = new StringBuilder();
    List<String> metrics = metrics(findings);
    if (!metrics.isEmpty()) {
      List<String> titles =
          metrics.stream()
              .map(metric -> MetricStyle.of(metric).title().toLowerCase(Locale.ROOT))
              .toList();
      row(out, "", titles);
      for (Predictor predictor : findings.predictors()) {
        row(
            out,
            name(predictor.kind()),
            metrics.stream().map(metric -> cell(predictor.score(metric), metric)).toList());
      }
      out.append("  (in brackets: the 95 % interval)\n\n");
    }
    EvaluationText.wrapped("Verdict: " + words.sentence(), WIDTH)
        .forEach(line -> out.append(line).append('\n'));
    for (String reason : words.reasons()) {
      String mark = "  · ";
      for (String line : EvaluationText.wrapped(reason, WIDTH - mark.length())) {
        out.append(mark).append(line).append('\n');
        mark = "    ";
      }
    }
    return out.toString();
  }

  /// The findings' part of `evaluation.json`, on one line.
  public static String json(Findings findings) {
    ObjectNode json = Json.object();
    FindingsJson.write(json, findings);
    return Json.line(json);
  }

  /// The metric that decides, and the first other one.
  private static List<String> metrics(Findings findings) {
    List<String> metrics = new ArrayList<>();
    if (!findings.predictors().isEmpty()) {
      metrics.add(findings.primary().metric());
      findings.predictors().getLast().scores().stream()
          .map(Score::name)
          .filter(name -> !metrics.contains(name))
          .limit(MOST_METRICS - 1)
          .forEach(metrics::add);
    }
    return metrics;
  }

  private static void row(StringBuilder out, String name, List<String> cells) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-" + NAME + "s ", name));
    for (String cell : cells) {
      line.append(String.format(Locale.ROOT, "%-" + CELL + "s ", cell));
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static String name(Predictor.Kind kind) {
    return switch (kind) {
      case BASE -> "base model";
      case PROMPT -> "base, with examples";
      case BLIND -> "without looking";
      case NEIGHBOURS -> "nearest neighbours";
      case TUNED -> "tuned";
    };
  }

  private static String cell(Optional<Score> score, String metric) {
    MetricStyle style = MetricStyle.of(metric);
    return score
        .map(found ->
            style.value(found.value())
                + (found.hasInterval() ? " (" + style.interval(found) + ")" : ""))
        .orElse("–");
  }
}
