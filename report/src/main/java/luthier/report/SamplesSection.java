package luthier.report;

import luthier.metric.Evaluation;

/// The same prompts answered by the base model and by the tuned model.
final class SamplesSection {

  private SamplesSection() {}

  static void write(Html html, RunRecord run) {
    run.evaluation()
        .filter(evaluation -> evaluation.labels().isEmpty())
        .ifPresent(evaluation -> write(html, evaluation));
  }

  private static void write(Html html, Evaluation evaluation) {
    Page.section(html, "samples", "Samples, before and after");
    if (evaluation.samples().isEmpty()) {
      html.element("p", "No sample was generated: this needs text.", "class", "empty");
    }
    for (Evaluation.Sample sample : evaluation.samples()) {
      html.open("article", "class", "sample").open("div", "class", "prompt");
      for (Evaluation.Turn turn : sample.prompt()) {
        html.open("div", "class", "turn " + role(turn));
        html.element("span", turn.role(), "class", "role");
        html.element("p", turn.text(), "class", "said", "dir", "auto");
        html.close("div");
      }
      html.close("div").open("div", "class", "answers");
      answer(html, "Before", "base", sample.before());
      answer(html, "After", "tuned", sample.after());
      html.close("div");
      if (!sample.reference().isEmpty()) {
        html.open("div", "class", "reference").element("h4", "In the data");
        html.element("p", sample.reference(), "class", "said", "dir", "auto").close("div");
      }
      html.close("article");
    }
    html.close("section");
  }

  /// Roles come from the data: only those known to the style sheet become a class.
  private static String role(Evaluation.Turn turn) {
    return switch (turn.role()) {
      case "system", "user", "assistant", "tool", "prompt" -> turn.role();
      default -> "other";
    };
  }

  private static void answer(Html html, String title, String model, Evaluation.Answer answer) {
    html.open("div", "class", "answer " + model).open("h4").text(title);
    switch (answer.grade()) {
      case RIGHT -> html.element("span", "✓ right", "class", "pill pass");
      case WRONG -> html.element("span", "✗ wrong", "class", "pill fail");
      case UNGRADED -> {}
    }
    html.close("h4");
    boolean silent = answer.text().isEmpty();
    html.element(
        "p",
        silent ? "(no text)" : answer.text(),
        "class",
        silent ? "said empty" : "said",
        "dir",
        "auto");
    html.close("div");
  }
}
