package luthier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import luthier.runlog.EventsFile;
import luthier.runlog.RunEvent;

/// What the model answered to the same prompts at the validations.
final class LiveSamples {

  private static final int MOST_SHOWN = 12;

  private LiveSamples() {}

  static void write(Html html, RunRecord run) {
    Map<String, List<RunEvent.SampleGenerated>> byPrompt = new LinkedHashMap<>();
    for (RunEvent.SampleGenerated sample : all(run)) {
      byPrompt.computeIfAbsent(sample.prompt(), _ -> new ArrayList<>()).add(sample);
    }
    if (byPrompt.isEmpty()) {
      return;
    }
    Page.section(html, "live-samples", "Answers during training");
    byPrompt.forEach((prompt, samples) -> {
      html.open("article", "class", "sample").open("div", "class", "prompt");
      html.element("p", prompt, "class", "said", "dir", "auto").close("div");
      html.open("table").open("tbody");
      for (RunEvent.SampleGenerated sample : thinned(samples)) {
        html.open("tr").element("th", "Step " + Numbers.count(sample.step()), "scope", "row");
        boolean silent = sample.answer().isEmpty();
        html.element("td", silent ? "(no text)" : sample.answer(), "dir", "auto").close("tr");
      }
      html.close("tbody").close("table").close("article");
    });
    html.close("section");
  }

  /// Those of the newest step that has some.
  static List<RunEvent.SampleGenerated> newest(RunRecord run) {
    List<RunEvent.SampleGenerated> all = all(run);
    return all.isEmpty()
        ? all
        : all.stream().filter(sample -> sample.step() == all.getLast().step()).toList();
  }

  private static List<RunEvent.SampleGenerated> all(RunRecord run) {
    return run.events().stream()
        .map(EventsFile.TimedEvent::event)
        .filter(RunEvent.SampleGenerated.class::isInstance)
        .map(RunEvent.SampleGenerated.class::cast)
        .toList();
  }

  /// At most twelve, evenly, the first and the last among them.
  private static List<RunEvent.SampleGenerated> thinned(List<RunEvent.SampleGenerated> samples) {
    if (samples.size() <= MOST_SHOWN) {
      return samples;
    }
    List<RunEvent.SampleGenerated> some = new ArrayList<>();
    for (int i = 0; i < MOST_SHOWN; i++) {
      some.add(samples.get((int) Math.round((double) i * (samples.size() - 1) / (MOST_SHOWN - 1))));
    }
    return some;
  }
}
