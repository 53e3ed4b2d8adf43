package luthier.report;

import java.util.List;
import java.util.Locale;
import luthier.metric.Forgetting;
import luthier.metric.Score;

/// What the model kept of what it knew: the loss on the general probe and on the keep-set before
/// and after, and where it changed. How it changed on the way is among the curves.
final class ForgettingSection {

  private ForgettingSection() {}

  static void write(Html html, RunRecord run) {
    run.forgetting().ifPresent(forgetting -> write(html, forgetting, run.blend()));
  }

  private static void write(Html html, Forgetting forgetting, List<BlendFile.Point> blend) {
    Page.section(html, "forgetting", "What it kept");
    html.open("ul", "class", "findings");
    for (Forgetting.Kept kept : forgetting.sets()) {
      html.open("li");
      html.element("span", word(kept), "class", "pill " + tone(kept, forgetting));
      html.text(" " + kept.sentence()).close("li");
    }
    forgetting
        .limit()
        .ifPresent(limit -> {
          boolean exceeded = forgetting.exceeded();
          html.open("li");
          html.element(
              "span",
              exceeded ? "forgot too much" : "within the limit",
              "class",
              "pill " + (exceeded ? "fail" : "pass"));
          html.text(" " + forgetting.sentences().getLast()).close("li");
        });
    html.close("ul");
    for (Forgetting.Kept kept : forgetting.sets()) {
      intervals(html, kept);
      if (!kept.parts().isEmpty()) {
        parts(html, kept);
      }
    }
    if (!blend.isEmpty()) {
      blend(html, blend);
    }
    html.close("section");
  }

  private static void blend(Html html, List<BlendFile.Point> points) {
    html.element("h3", "Between the base and the tuned model");
    html.open("table").open("thead").open("tr");
    for (String head : List.of("Blend", "Validation loss", "General loss", "Keep-set loss")) {
      html.element("th", head, "scope", "col");
    }
    html.close("tr").close("thead").open("tbody");
    for (BlendFile.Point point : points) {
      html.open("tr").element("th", String.valueOf(point.share()), "scope", "row");
      html.element("td", Numbers.significant(point.loss(), 4));
      html.element("td", point.general().map(loss -> Numbers.significant(loss, 4)).orElse(""));
      html.element("td", point.keep().map(loss -> Numbers.significant(loss, 4)).orElse(""));
      html.close("tr");
    }
    html.close("tbody").close("table");
  }

  private static String word(Forgetting.Kept kept) {
    if (!kept.rise().significant()) {
      return "no change beyond chance";
    }
    return kept.rise().change().value() > 0 ? "forgot" : "better";
  }

  private static String tone(Forgetting.Kept kept, Forgetting forgetting) {
    if (forgetting.limit().isPresent() && kept.exceeds(forgetting.limit().get())) {
      return "fail";
    }
    return kept.rise().significant() && kept.rise().change().value() > 0 ? "warn" : "none";
  }

  private static String title(Forgetting.Kept kept) {
    return kept.name().equals(Forgetting.GENERAL) ? "General probe" : "The keep-set";
  }

  private static void intervals(Html html, Forgetting.Kept kept) {
    Score before = kept.before();
    html.element("h3", title(kept));
    String bits =
        kept.bitsPerByte()
            .map(both ->
                String.format(
                    Locale.ROOT,
                    "; %.3f bits per byte before, %.3f after",
                    both.before(),
                    both.after()))
            .orElse("");
    html.element(
        "p",
        Numbers.count(before.examples())
            + " texts, "
            + Numbers.count(kept.tokens())
            + " tokens; nats per token, lower is better"
            + bits,
        "class",
        "unit");
    IntervalChart.write(
        html,
        MetricStyle.of("loss"),
        List.of(
            new IntervalChart.Row("Before", "base", before),
            new IntervalChart.Row("After", "tuned", kept.after())));
  }

  private static void parts(Html html, Forgetting.Kept kept) {
    html.open("details").element("summary", "By language and ability");
    html.open("table").open("thead").open("tr");
    for (String head : List.of("Texts", "Number", "Before", "After", "Change")) {
      html.element("th", head, "scope", "col");
    }
    html.close("tr").close("thead").open("tbody");
    for (Forgetting.Part part : kept.parts()) {
      html.open("tr").element("th", part.name(), "scope", "row");
      html.element("td", Numbers.count(part.texts()));
      html.element("td", Numbers.significant(part.before(), 4));
      html.element("td", Numbers.significant(part.after(), 4));
      html.element("td", String.format(Locale.ROOT, "%+.3f", part.after() - part.before()));
      html.close("tr");
    }
    html.close("tbody").close("table").close("details");
  }
}
