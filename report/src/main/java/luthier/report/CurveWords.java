package luthier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import luthier.curve.CurveRules;
import luthier.curve.CurveSettings;
import luthier.curve.CurveVerdict;
import luthier.runlog.EventsFile;
import luthier.runlog.RunEvent;

/// What the curves say in words: now, and how that came about.
final class CurveWords {

  private CurveWords() {}

  static void write(Html html, RunRecord run) {
    for (CurveVerdict verdict : CurveRules.judge(run.metrics(), CurveSettings.of(run.settings()))) {
      html.open("div", "class", "verdict " + (verdict.kind().bad() ? "bad" : "open"));
      html.element("p", capital(verdict.kind().words()) + ".", "class", "sentence");
      html.element("p", verdict.sentence() + " " + verdict.advice(), "class", "detail");
      html.close("div");
    }
    List<RunEvent.CurveJudged> story = changes(run);
    if (story.size() > 1) {
      html.open("details").element("summary", "How the verdict changed").open("ul");
      story.forEach(told -> html.element("li", "Step " + told.step() + ": " + told.text()));
      html.close("ul").close("details");
    }
  }

  /// The verdicts that differ from the one before.
  static List<RunEvent.CurveJudged> changes(RunRecord run) {
    List<RunEvent.CurveJudged> changes = new ArrayList<>();
    for (EventsFile.TimedEvent timed : run.events()) {
      if (timed.event() instanceof RunEvent.CurveJudged judged
          && (changes.isEmpty() || !changes.getLast().verdicts().equals(judged.verdicts()))) {
        changes.add(judged);
      }
    }
    return changes;
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
