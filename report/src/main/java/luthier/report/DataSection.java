package luthier.report;

import java.util.List;
import luthier.runlog.DataReport;

/// What was read and what became of it.
final class DataSection {

  private static final int MOST_BAD_LINES = 20;

  private DataSection() {}

  static void write(Html html, RunRecord run) {
    run.data().ifPresent(data -> write(html, data));
  }

  private static void write(Html html, DataReport data) {
    Page.section(html, "data", "Data");
    html.open("div", "class", "columns").open("div");
    writeCounts(html, data.counts());
    html.close("div");
    LengthChart.write(html, data.lengths());
    html.close("div");
    writeFindings(html, data);
    writeSplits(html, data);
    writeSources(html, data);
    writeBadLines(html, data);
    data.samples().forEach(sample -> writeSample(html, sample));
    html.close("section");
  }

  private static void writeCounts(Html html, DataReport.Counts counts) {
    html.open("table", "class", "counts");
    html.element("caption", "From rows to examples").open("tbody");
    count(html, "Rows read", counts.rows(), "");
    count(html, "Bad lines", counts.bad(), "rejected, see below");
    count(html, "Also in a held-out set", counts.removed(), "left out");
    count(html, "Near duplicates", counts.nearDuplicates(), "kept, in one split");
    count(html, "Too long, dropped", counts.dropped(), "left out");
    count(html, "Too long, truncated", counts.truncated(), "kept, cut short");
    count(html, "Too long, split", counts.split(), "cut into pieces");
    html.open("tr", "class", "total").element("th", "Examples kept", "scope", "row");
    html.element("td", Numbers.count(counts.kept())).element("td", "").close("tr");
    html.close("tbody").close("table");
  }

  private static void count(Html html, String name, long count, String fate) {
    html.open("tr", "class", count == 0 ? "zero" : "some").element("th", name, "scope", "row");
    html.element("td", Numbers.count(count)).element("td", count == 0 ? "" : fate).close("tr");
  }

  private static void writeFindings(Html html, DataReport data) {
    if (data.findings().isEmpty()) {
      return;
    }
    html.open("ul", "class", "findings");
    for (DataReport.Finding finding : data.findings()) {
      html.open("li");
      html.element("span", finding.severity(), "class", "pill " + tone(finding));
      html.text(" " + finding.text()).close("li");
    }
    html.close("ul");
  }

  private static String tone(DataReport.Finding finding) {
    return switch (finding.severity()) {
      case "problem" -> "fail";
      case "warning" -> "warn";
      default -> "none";
    };
  }

  private static void writeSplits(Html html, DataReport data) {
    List<String> heads = List.of("Set", "Examples", "Tokens", "Supervised tokens", "Share");
    tableHead(html, "Sets", heads, "numbers");
    for (DataReport.Split split : data.splits()) {
      html.open("tr").element("th", split.name(), "scope", "row");
      html.element("td", Numbers.count(split.examples()));
      html.element("td", Numbers.count(split.tokens()));
      html.element("td", Numbers.count(split.supervisedTokens()));
      html.element(
          "td",
          split.tokens() == 0
              ? ""
              : Numbers.percent((double) split.supervisedTokens() / split.tokens()));
      html.close("tr");
    }
    html.close("tbody").close("table");
  }

  private static void writeSources(Html html, DataReport data) {
    tableHead(html, "Files", List.of("File", "Used for", "Format", "Rows"), "");
    for (DataReport.Source source : data.sources()) {
      html.open("tr").element("th", source.path(), "scope", "row");
      html.element("td", source.use()).element("td", source.format());
      html.element("td", Numbers.count(source.rows())).close("tr");
    }
    html.close("tbody").close("table");
  }

  private static void writeBadLines(Html html, DataReport data) {
    if (data.badLines().isEmpty()) {
      return;
    }
    tableHead(html, "Bad lines", List.of("Line", "Reason"), "");
    data.badLines().stream()
        .limit(MOST_BAD_LINES)
        .forEach(bad -> {
          html.open("tr").element("th", bad.file() + ":" + bad.line(), "scope", "row");
          html.element("td", bad.reason()).close("tr");
        });
    html.close("tbody").close("table");
    long more = data.counts().bad() - Math.min(MOST_BAD_LINES, data.badLines().size());
    if (more > 0) {
      html.element("p", "and " + Numbers.count(more) + " more", "class", "more");
    }
  }

  private static void writeSample(Html html, DataReport.Sample sample) {
    long supervised = sample.tokens().stream().filter(DataReport.Token::supervised).count();
    html.open("figure", "class", "rendered").open("figcaption");
    html.element("h3", "An example as the model sees it");
    html.element(
        "span",
        sample.origin()
            + ", "
            + Numbers.count(sample.tokens().size())
            + " tokens, of which "
            + Numbers.count(supervised)
            + " are learned (marked)",
        "class",
        "unit");
    html.close("figcaption").open("pre", "dir", "auto");
    for (DataReport.Token token : sample.tokens()) {
      html.element(token.supervised() ? "mark" : "span", token.text());
    }
    html.close("pre").close("figure");
  }

  static void tableHead(Html html, String caption, List<String> heads, String kind) {
    html.open("table", "class", kind);
    html.element("caption", caption).open("thead").open("tr");
    heads.forEach(head -> html.element("th", head, "scope", "col"));
    html.close("tr").close("thead").open("tbody");
  }
}
