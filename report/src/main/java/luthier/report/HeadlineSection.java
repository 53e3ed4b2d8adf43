package luthier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.metric.Difference;
import luthier.metric.Evaluation;
import luthier.metric.Score;
import luthier.runlog.EventsFile;
import luthier.runlog.Metrics;
import luthier.runlog.RunEvent;
import luthier.verdict.Findings;

/// What came out of the run: one sentence, the scores before and after, and the warnings.
final class HeadlineSection {

  private HeadlineSection() {}

  static void write(Html html, RunRecord run) {
    Page.section(html, "result", "Result");
    Headline headline =
        run.error()
            .map(error -> new Headline("The run failed.", error, "bad"))
            .or(() -> run.findings().map(HeadlineSection::verdict))
            .or(() -> run.evaluation().map(Headline::of))
            .orElseGet(() -> untested(run.metrics()));
    html.open("div", "class", "verdict " + headline.tone());
    html.element("p", headline.sentence(), "class", "sentence");
    html.element("p", headline.detail(), "class", "detail");
    html.close("div");
    run.findings().ifPresent(findings -> PredictorsTable.write(html, findings));
    run.evaluation().ifPresent(evaluation -> writeScores(html, evaluation));
    writeWarnings(html, run);
    html.close("section");
  }

  private static Headline verdict(Findings findings) {
    VerdictWords words = VerdictWords.of(findings);
    return new Headline(words.sentence(), String.join("\n", words.reasons()), words.tone());
  }

  /// What can be said before the test.
  private static Headline untested(Metrics metrics) {
    if (metrics.steps().isEmpty()) {
      return new Headline("No step has been made yet.", "The curves appear here as they come.", "");
    }
    RunEvent.StepDone last = metrics.steps().getLast();
    String trained =
        "Training loss went from "
            + Numbers.significant(metrics.steps().getFirst().lossNatsPerToken(), 4)
            + " to "
            + Numbers.significant(last.lossNatsPerToken(), 4)
            + " nats per token in "
            + Numbers.count(last.step())
            + " steps";
    String validated =
        metrics
            .bestEvaluation()
            .map(best ->
                "; the lowest validation loss is "
                    + Numbers.significant(best.lossNatsPerToken(), 4)
                    + ", at step "
                    + Numbers.count(best.step())
                    + ".")
            .orElse(".");
    return new Headline("Not compared with the base model yet.", trained + validated, "");
  }

  private static void writeScores(Html html, Evaluation evaluation) {
    html.open("div", "class", "scores");
    for (Score tuned : evaluation.tuned()) {
      Optional<Score> base = evaluation.base(tuned.name());
      writeScore(html, base, tuned, evaluation.difference(tuned.name()));
    }
    html.close("div");
  }

  private static void writeScore(
      Html html, Optional<Score> base, Score tuned, Optional<Difference> difference) {
    MetricStyle style = MetricStyle.of(tuned.name());
    html.open("article", "class", "score");
    html.open("h3").text(style.title());
    if (!style.unit().isEmpty()) {
      html.element("span", style.unit(), "class", "unit");
    }
    html.close("h3").open("p", "class", "figures");
    base.ifPresent(score -> {
      html.element("span", style.value(score.value()), "class", "before");
      html.element("span", "→", "class", "arrow", "aria-label", "to");
    });
    html.element("strong", style.value(tuned.value())).close("p");
    List<IntervalChart.Row> rows = new ArrayList<>();
    base.ifPresent(score -> rows.add(new IntervalChart.Row("Base", "base", score)));
    rows.add(new IntervalChart.Row("Tuned", "tuned", tuned));
    IntervalChart.write(html, style, rows);
    writeScoreTable(html, style, rows, difference);
    html.close("article");
  }

  private static void writeScoreTable(
      Html html, MetricStyle style, List<IntervalChart.Row> rows, Optional<Difference> difference) {
    html.open("table").open("thead").open("tr");
    for (String head : List.of("Model", "Value", "95 % interval")) {
      html.element("th", head, "scope", "col");
    }
    html.close("tr").close("thead").open("tbody");
    for (IntervalChart.Row row : rows) {
      html.open("tr").element("th", row.label(), "scope", "row");
      html.element("td", style.value(row.score().value()));
      html.element("td", style.interval(row.score())).close("tr");
    }
    html.close("tbody").close("table");
    html.element("p", change(style, rows.getLast().score(), difference), "class", "change");
  }

  private static String change(MetricStyle style, Score tuned, Optional<Difference> difference) {
    String examples = Numbers.count(tuned.examples()) + " examples";
    return difference
        .map(found -> {
          Score change = found.change();
          String interval =
              change.hasInterval()
                  ? " (" + style.change(change.low()) + " to " + style.change(change.high()) + ")"
                  : "";
          return "Change "
              + style.change(change.value())
              + (style.share() ? interval.replace(" points", "") : interval)
              + ", "
              + Numbers.pValue(found.pValue())
              + ", "
              + examples;
        })
        .orElse(examples);
  }

  private static void writeWarnings(Html html, RunRecord run) {
    List<String> warnings =
        run.events().stream()
            .map(EventsFile.TimedEvent::event)
            .filter(RunEvent.Warning.class::isInstance)
            .map(RunEvent::text)
            .distinct()
            .toList();
    if (!warnings.isEmpty()) {
      html.open("div", "class", "warnings").element("h3", "Look at this").open("ul");
      warnings.forEach(warning -> html.element("li", warning));
      html.close("ul").close("div");
    }
  }
}
