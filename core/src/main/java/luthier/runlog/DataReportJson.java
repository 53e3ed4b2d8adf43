package luthier.runlog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The form of `data.json`.
final class DataReportJson {

  private static final int FORMAT = 1;

  private DataReportJson() {}

  static void write(DataReport report, Path file) throws IOException {
    ObjectNode json = Formats.object(FORMAT);
    ArrayNode sources = json.putArray("sources");
    for (DataReport.Source source : report.sources()) {
      sources
          .addObject()
          .put("path", source.path())
          .put("use", source.use())
          .put("format", source.format())
          .put("rows", source.rows());
    }
    writeCounts(json.putObject("counts"), report.counts());
    ArrayNode splits = json.putArray("splits");
    for (DataReport.Split split : report.splits()) {
      splits
          .addObject()
          .put("name", split.name())
          .put("examples", split.examples())
          .put("tokens", split.tokens())
          .put("supervised_tokens", split.supervisedTokens());
    }
    ArrayNode badLines = json.putArray("bad_lines");
    for (DataReport.BadLine bad : report.badLines()) {
      badLines
          .addObject()
          .put("file", bad.file())
          .put("line", bad.line())
          .put("reason", bad.reason());
    }
    writeLengths(json.putObject("lengths"), report.lengths());
    ArrayNode findings = json.putArray("findings");
    for (DataReport.Finding finding : report.findings()) {
      findings
          .addObject()
          .put("severity", finding.severity())
          .put("text", finding.text())
          .put("count", finding.count());
    }
    ArrayNode samples = json.putArray("samples");
    report.samples().forEach(sample -> writeSample(samples.addObject(), sample));
    Json.write(file, json);
  }

  private static void writeCounts(ObjectNode json, DataReport.Counts counts) {
    json.put("rows", counts.rows())
        .put("bad", counts.bad())
        .put("removed", counts.removed())
        .put("near_duplicates", counts.nearDuplicates())
        .put("dropped", counts.dropped())
        .put("truncated", counts.truncated())
        .put("split", counts.split())
        .put("kept", counts.kept());
  }

  private static void writeLengths(ObjectNode json, DataReport.Lengths lengths) {
    json.put("max_length", lengths.maxLength());
    ArrayNode edges = json.putArray("edges");
    lengths.edges().forEach(edges::add);
    ArrayNode counts = json.putArray("counts");
    lengths.counts().forEach(counts::add);
    json.put("median", lengths.median()).put("longest", lengths.longest());
  }

  private static void writeSample(ObjectNode json, DataReport.Sample sample) {
    json.put("id", sample.id()).put("origin", sample.origin());
    ArrayNode tokens = json.putArray("tokens");
    for (DataReport.Token token : sample.tokens()) {
      tokens.addObject().put("text", token.text()).put("supervised", token.supervised());
    }
  }

  static DataReport read(Path file) throws IOException {
    JsonView json = Formats.read(file, FORMAT);
    return new DataReport(
        json.list(
            "sources",
            item ->
                new DataReport.Source(
                    item.text("path"), item.text("use"), item.text("format"), item.whole("rows"))),
        readCounts(json.object("counts")),
        json.list(
            "splits",
            item ->
                new DataReport.Split(
                    item.text("name"),
                    item.whole("examples"),
                    item.whole("tokens"),
                    item.whole("supervised_tokens"))),
        json.list(
            "bad_lines",
            item ->
                new DataReport.BadLine(
                    item.text("file"), item.wholeInt("line"), item.text("reason"))),
        readLengths(json.object("lengths")),
        json.list(
            "findings",
            item ->
                new DataReport.Finding(
                    item.text("severity"), item.text("text"), item.whole("count"))),
        json.list("samples", DataReportJson::readSample));
  }

  private static DataReport.Counts readCounts(JsonView json) {
    return new DataReport.Counts(
        json.whole("rows"),
        json.whole("bad"),
        json.whole("removed"),
        json.whole("near_duplicates"),
        json.whole("dropped"),
        json.whole("truncated"),
        json.whole("split"),
        json.whole("kept"));
  }

  private static DataReport.Lengths readLengths(JsonView json) {
    return new DataReport.Lengths(
        json.wholeInt("max_length"),
        ints(json.numbers("edges")),
        ints(json.numbers("counts")),
        json.wholeInt("median"),
        json.wholeInt("longest"));
  }

  private static DataReport.Sample readSample(JsonView json) {
    return new DataReport.Sample(
        json.text("id"),
        json.text("origin"),
        json.list(
            "tokens", item -> new DataReport.Token(item.text("text"), item.flag("supervised"))));
  }

  private static List<Integer> ints(List<Double> numbers) {
    return numbers.stream().map(Double::intValue).toList();
  }
}
