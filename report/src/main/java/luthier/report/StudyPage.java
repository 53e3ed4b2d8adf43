package luthier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import luthier.metric.Score;

/// The page of a study, `study.html`: what came out, what mattered, every trial.
public final class StudyPage {

  private static final int MOST_SIDE_BY_SIDE = 5;

  private StudyPage() {}

  public static String html(StudyFacts study) {
    return Page.html(
        study.name() + ": search · Luthier",
        html -> {
          html.open("header");
          Page.brand(html);
          html.element("h1", "Search: " + study.name());
          html.element("p", study.runs().size() + " trials by " + study.metric(), "class", "facts");
          html.close("header").open("main");
          writeWords(html, study);
          writeFinals(html, study);
          writeImportance(html, study);
          StudyCharts.write(html, study);
          writeBest(html, study);
          writeAll(html, study);
          html.close("main");
        });
  }

  private static void writeWords(Html html, StudyFacts study) {
    html.open("section", "id", "result", "aria-label", "Result");
    html.open("div", "class", "verdict");
    for (int i = 0; i < study.words().size(); i++) {
      html.element("p", study.words().get(i), "class", i == 0 ? "sentence" : "detail");
    }
    html.close("div").close("section");
  }

  private static void writeFinals(Html html, StudyFacts study) {
    if (study.finals().isEmpty()) {
      return;
    }
    Page.section(html, "final", "The winner, trained again");
    String sets =
        study.finals().stream().anyMatch(run -> run.split().equals("test"))
            ? "On the test set, which no choice was made by."
            : "There is no test set: these are numbers of the set that the choice was made by, and"
                + " so are too good.";
    html.element("p", sets);
    html.open("div", "class", "compare");
    DataSection.tableHead(html, "The winner with each seed", List.of("Seed", "Scores"), "");
    for (StudyFacts.Final run : study.finals()) {
      html.open("tr").element("th", String.valueOf(run.seed()), "scope", "row");
      html.element("td", run.why().isEmpty() ? scores(run) : "failed: " + run.why());
      html.close("tr");
    }
    html.close("tbody").close("table").close("div").close("section");
  }

  private static String scores(StudyFacts.Final run) {
    List<String> parts = new ArrayList<>();
    for (Score score : run.scores()) {
      String interval =
          score.hasInterval()
              ? " ["
                  + Numbers.significant(score.low(), 3)
                  + ", "
                  + Numbers.significant(score.high(), 3)
                  + "]"
              : "";
      parts.add(score.name() + " " + Numbers.significant(score.value(), 4) + interval);
    }
    return run.split() + ": " + String.join("  ·  ", parts);
  }

  private static void writeImportance(Html html, StudyFacts study) {
    if (study.importance().isEmpty()) {
      return;
    }
    Page.section(html, "importance", "What mattered");
    html.element(
        "p",
        "Share of the differences between trials that each key decides by itself (functional"
            + " analysis of variance on a random forest); what is missing to 100 % is what keys do"
            + " only together.");
    html.open("div", "class", "compare");
    DataSection.tableHead(html, "Importance", List.of("Key", "Share"), "");
    for (Map.Entry<String, Double> each : study.importance().entrySet()) {
      html.open("tr").open("th", "scope", "row").element("code", each.getKey()).close("th");
      html.open("td").element("span", Numbers.percent(each.getValue()) + " ");
      StudyCharts.bar(html, each.getValue());
      html.close("td").close("tr");
    }
    html.close("tbody").close("table").close("div").close("section");
  }

  /// The best runs, with the keys in which they differ.
  private static void writeBest(Html html, StudyFacts study) {
    List<StudyFacts.Run> best = study.ranked().stream().limit(MOST_SIDE_BY_SIDE).toList();
    if (best.size() < 2) {
      return;
    }
    Page.section(html, "best", "The best trials side by side");
    html.open("div", "class", "compare");
    List<String> heads = new ArrayList<>(List.of("Setting"));
    best.forEach(run -> heads.add("trial " + run.number()));
    DataSection.tableHead(html, "Differences only", heads, "");
    html.open("tr").element("th", study.metric(), "scope", "row");
    best.forEach(run -> html.element("td", Numbers.significant(run.value().orElse(Double.NaN), 4)));
    html.close("tr");
    for (StudyFacts.Key key : study.keys()) {
      List<String> values =
          best.stream().map(run -> run.settings().getOrDefault(key.name(), "–")).toList();
      if (values.stream().distinct().count() > 1) {
        html.open("tr").open("th", "scope", "row").element("code", key.name()).close("th");
        values.forEach(value -> html.element("td", value));
        html.close("tr");
      }
    }
    html.close("tbody").close("table").close("div").close("section");
  }

  private static void writeAll(Html html, StudyFacts study) {
    Page.section(html, "trials", "Every trial");
    html.open("div", "class", "compare");
    List<String> heads = new ArrayList<>(List.of("Trial", "Ended", study.metric(), "Seconds"));
    study.keys().forEach(key -> heads.add(key.name()));
    DataSection.tableHead(html, "In the order in which they began", heads, "");
    for (StudyFacts.Run run : study.runs()) {
      html.open("tr").element("th", String.valueOf(run.number()), "scope", "row");
      html.element("td", run.state() + (run.why().isEmpty() ? "" : ": " + run.why()));
      html.element("td", run.value().map(v -> Numbers.significant(v, 4)).orElse("–"));
      html.element("td", String.format(Locale.ROOT, "%.0f", run.seconds()));
      study.keys().forEach(key -> html.element("td", run.settings().getOrDefault(key.name(), "–")));
      html.close("tr");
    }
    html.close("tbody").close("table").close("div").close("section");
  }
}
