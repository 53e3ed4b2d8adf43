package luthier.report;

import java.util.List;
import java.util.Locale;
import luthier.metric.Evaluation;
import luthier.verdict.AnswerPair;
import luthier.verdict.Findings;
import luthier.verdict.Slice;
import luthier.verdict.TokenLosses;
import luthier.verdict.WordDifference;

/// Where the tuned model fails: groups of examples, its answers beside the base's, and the tokens
/// that surprise it.
final class ErrorsSection {

  private static final int MOST_SLICES = 20;

  /// Nats from which on a token is as dark as any: a probability of 0.2 %.
  private static final double DARKEST = 6;

  private static final int SHADES = 6;

  private ErrorsSection() {}

  static void write(Html html, RunRecord run) {
    run.findings()
        .filter(findings ->
            !findings.slices().isEmpty()
                || !findings.answers().isEmpty()
                || !findings.tokens().isEmpty())
        .ifPresent(findings -> write(html, findings));
  }

  private static void write(Html html, Findings findings) {
    Page.section(html, "errors", "Where it fails");
    slices(html, findings.slices());
    answers(html, findings.answers());
    tokens(html, findings.tokens());
    html.close("section");
  }

  private static void slices(Html html, List<Slice> slices) {
    if (slices.isEmpty()) {
      return;
    }
    boolean weak = slices.stream().anyMatch(Slice::weak);
    html.element("h3", "Groups of examples");
    html.element(
        "p",
        weak
            ? "Marked are groups that are worse than the others by more than chance, with"
                + " correction for the number of groups."
            : "No group is worse than the others by more than chance.",
        "class",
        "more");
    MetricStyle style = MetricStyle.of(slices.getFirst().score().name());
    html.open("table").open("thead").open("tr");
    for (String head :
        List.of("By", "Group", style.title(), "95 % interval", "The others", "Examples", "")) {
      html.element("th", head, "scope", "col");
    }
    html.close("tr").close("thead").open("tbody");
    for (Slice slice : slices.stream().limit(MOST_SLICES).toList()) {
      html.open("tr").element("th", slice.by(), "scope", "row");
      html.element("td", slice.value(), "dir", "auto");
      html.element("td", style.value(slice.score().value()));
      html.element("td", style.interval(slice.score()));
      html.element("td", style.value(slice.others()));
      html.element("td", Numbers.count(slice.score().examples())).open("td");
      if (slice.weak()) {
        html.element("span", "weak", "class", "pill fail");
      }
      html.close("td").close("tr");
    }
    html.close("tbody").close("table");
    if (slices.size() > MOST_SLICES) {
      html.element("p", "and " + (slices.size() - MOST_SLICES) + " more groups", "class", "more");
    }
  }

  private static void answers(Html html, List<AnswerPair> pairs) {
    if (pairs.isEmpty()) {
      return;
    }
    html.element("h3", "What changed in the answers");
    html.element(
        "p",
        "From the base model's answer to the tuned model's: struck out what went, underlined what"
            + " came.",
        "class",
        "more");
    for (AnswerPair pair : pairs) {
      html.open("article", "class", "sample").open("p");
      switch (pair.change()) {
        case LOST -> html.element("span", "right before, wrong now", "class", "pill fail");
        case STILL_WRONG -> html.element("span", "wrong before and now", "class", "pill warn");
        case WON -> html.element("span", "wrong before, right now", "class", "pill pass");
      }
      html.close("p");
      List<Evaluation.Turn> turns = pair.sample().prompt();
      if (!turns.isEmpty()) {
        html.element("p", turns.getLast().text(), "class", "said", "dir", "auto");
      }
      html.open("p", "class", "said words", "dir", "auto");
      for (WordDifference piece : pair.words()) {
        switch (piece.kind()) {
          case SAME -> html.text(piece.text());
          case REMOVED -> html.element("del", piece.text());
          case ADDED -> html.element("ins", piece.text());
        }
        html.text(" ");
      }
      html.close("p").open("div", "class", "reference").element("h4", "In the data");
      html.element("p", pair.sample().reference(), "class", "said", "dir", "auto").close("div");
      html.close("article");
    }
  }

  private static void tokens(Html html, List<TokenLosses> all) {
    if (all.isEmpty()) {
      return;
    }
    html.element("h3", "What surprises the models");
    html.element(
        "p",
        "Answers of the data on which the tuned model's loss is the highest, token by token: the"
            + " darker, the less it was expected; the number is in nats.",
        "class",
        "more");
    for (TokenLosses losses : all) {
      html.open("article", "class", "sample");
      heat(html, "Base", losses, false);
      heat(html, "Tuned", losses, true);
      html.close("article");
    }
  }

  private static void heat(Html html, String model, TokenLosses losses, boolean tuned) {
    html.element("h4", model).open("p", "class", "said heat", "dir", "auto");
    for (TokenLosses.Token token : losses.tokens()) {
      double nats = tuned ? token.tuned() : token.base();
      long shade = Math.round(SHADES * Math.clamp(nats / DARKEST, 0, 1));
      html.element(
          "span",
          token.text().isEmpty() ? " " : token.text(),
          "class",
          "h" + shade,
          "title",
          String.format(Locale.ROOT, "%.2f nats", nats));
    }
    html.close("p");
  }
}
