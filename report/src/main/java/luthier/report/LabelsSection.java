package luthier.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import luthier.metric.CalibrationBin;
import luthier.metric.EntityError;
import luthier.metric.LabelReport;

/// What can be looked at beside the scores of a task with labels: each label, what was taken for
/// what, how sure the model was, and its worst mistakes.
final class LabelsSection {

  private static final int CONFUSIONS = 15;

  private LabelsSection() {}

  static void write(Html html, RunRecord run) {
    run.evaluation()
        .flatMap(evaluation -> evaluation.labels())
        .ifPresent(report -> write(html, report));
  }

  private static void write(Html html, LabelReport report) {
    Page.section(html, "labels", "Labels and mistakes");
    switch (report) {
      case LabelReport.Classes classes -> {
        classes(html, classes.classes());
        confusions(html, classes.confusion());
        calibration(html, classes.calibration());
      }
      case LabelReport.LabelSets sets -> {
        classes(html, sets.classes());
        calibration(html, sets.calibration());
      }
      case LabelReport.Numbers numbers ->
          numbers.targets().forEach(target -> ScatterChart.write(html, target));
      case LabelReport.Entities entities -> {
        classes(html, entities.classes());
        errors(html, entities.errors());
      }
      case LabelReport.Retrieval _ -> {}
    }
    mistakes(html, report.mistakes());
    html.close("section");
  }

  private static void head(Html html, String title, List<String> columns) {
    html.element("h3", title).open("table").open("thead").open("tr");
    columns.forEach(column -> html.element("th", column, "scope", "col"));
    html.close("tr").close("thead").open("tbody");
  }

  private static void end(Html html) {
    html.close("tbody").close("table");
  }

  private static void row(Html html, String name, List<String> cells) {
    html.open("tr").element("th", name, "scope", "row", "dir", "auto");
    cells.forEach(cell -> html.element("td", cell, "dir", "auto"));
    html.close("tr");
  }

  private static String share(OptionalDouble share) {
    return share.isPresent() ? Numbers.percent(share.getAsDouble()) : "–";
  }

  private static void classes(Html html, List<LabelReport.ClassResult> classes) {
    head(html, "Each label", List.of("Label", "F1", "Precision", "Recall", "There are"));
    classes.stream()
        .sorted(Comparator.comparingLong(each -> -each.counts().support()))
        .forEach(each ->
            row(
                html,
                each.label(),
                List.of(
                    share(each.counts().f1()),
                    share(each.counts().precision()),
                    share(each.counts().recall()),
                    Numbers.count(each.counts().support()))));
    end(html);
  }

  private static void confusions(Html html, List<LabelReport.Confusion> all) {
    List<LabelReport.Confusion> wrong = new ArrayList<>(all);
    wrong.removeIf(each -> each.truth().equals(each.predicted()));
    if (wrong.isEmpty()) {
      return;
    }
    wrong.sort(Comparator.comparingInt(each -> -each.examples()));
    head(html, "Taken for another", List.of("Label", "Taken for", "Examples"));
    wrong.stream()
        .limit(CONFUSIONS)
        .forEach(each ->
            row(html, each.truth(), List.of(each.predicted(), Numbers.count(each.examples()))));
    end(html);
    if (wrong.size() > CONFUSIONS) {
      html.element(
          "p", "and " + (wrong.size() - CONFUSIONS) + " more pairs of labels", "class", "more");
    }
  }

  private static void calibration(Html html, List<CalibrationBin> bins) {
    head(
        html,
        "How sure, and how often right",
        List.of("Probability", "Mean probability", "Right", "Examples"));
    for (CalibrationBin bin : bins) {
      row(
          html,
          String.format(Locale.ROOT, "%.2f to %.2f", bin.from(), bin.to()),
          List.of(
              Numbers.percent(bin.confidence()),
              Numbers.percent(bin.right()),
              Numbers.count(bin.examples())));
    }
    end(html);
  }

  private static void errors(Html html, Map<EntityError.Kind, Integer> errors) {
    head(html, "What was wrong", List.of("Mistake", "Passages"));
    errors.forEach((kind, count) ->
        row(
            html,
            switch (kind) {
              case LABEL -> "right bounds, another label";
              case BOUNDS -> "right label, other bounds";
              case LABEL_AND_BOUNDS -> "another label, other bounds";
              case MISSED -> "not found";
              case SPURIOUS -> "found where nothing is";
            },
            List.of(Numbers.count(count))));
    end(html);
  }

  private static void mistakes(Html html, List<LabelReport.Mistake> mistakes) {
    if (mistakes.isEmpty()) {
      html.element("p", "Nothing was wrong on the held-out examples.", "class", "empty");
      return;
    }
    head(
        html,
        "The worst mistakes",
        List.of("Text", "In the data", "The model said", "Probability"));
    for (LabelReport.Mistake mistake : mistakes) {
      row(
          html,
          mistake.text(),
          List.of(mistake.truth(), mistake.predicted(), share(mistake.confidence())));
    }
    end(html);
  }
}
