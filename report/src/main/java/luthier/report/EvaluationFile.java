package luthier.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.metric.Difference;
import luthier.metric.Evaluation;
import luthier.metric.Forgetting;
import luthier.metric.Score;
import luthier.runlog.Formats;
import luthier.runlog.Json;
import luthier.runlog.JsonView;
import luthier.verdict.Findings;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads and writes `evaluation.json`; its form is in the package's description.
public final class EvaluationFile {

  private static final int FORMAT = 1;

  private EvaluationFile() {}

  /// Writes the file whole or not at all.
  public static void write(Path file, Evaluation evaluation) throws IOException {
    Json.write(file, json(evaluation));
  }

  /// The same with what it comes to.
  public static void write(Path file, Evaluation evaluation, Findings findings) throws IOException {
    ObjectNode json = json(evaluation);
    FindingsJson.write(json, findings);
    Json.write(file, json);
  }

  private static ObjectNode json(Evaluation evaluation) {
    ObjectNode json = Formats.object(FORMAT);
    json.put("split", evaluation.split());
    json.put("n", evaluation.examples()).put("seed", evaluation.seed());
    writeScores(json.putObject("base"), evaluation.base());
    writeScores(json.putObject("tuned"), evaluation.tuned());
    ObjectNode differences = json.putObject("differences");
    for (Difference difference : evaluation.differences()) {
      ObjectNode item = differences.putObject(difference.change().name());
      writeScore(item, difference.change());
      Json.put(item, "p_value", difference.pValue());
      item.put("test", difference.test());
    }
    ArrayNode samples = json.putArray("samples");
    for (Evaluation.Sample sample : evaluation.samples()) {
      writeSample(samples.addObject(), sample);
    }
    evaluation
        .labels()
        .ifPresent(labels -> LabelReportJson.write(json.putObject("labels"), labels));
    return json;
  }

  static void writeSample(ObjectNode item, Evaluation.Sample sample) {
    ArrayNode prompt = item.putArray("prompt");
    for (Evaluation.Turn turn : sample.prompt()) {
      prompt.addObject().put("role", turn.role()).put("text", turn.text());
    }
    item.put("reference", sample.reference());
    writeAnswer(item.putObject("before"), sample.before());
    writeAnswer(item.putObject("after"), sample.after());
  }

  static void writeScores(ObjectNode json, List<Score> scores) {
    for (Score score : scores) {
      writeScore(json.putObject(score.name()), score);
    }
  }

  static void writeScore(ObjectNode json, Score score) {
    Json.put(json, "value", score.value());
    Json.put(json, "low", score.low());
    Json.put(json, "high", score.high());
    json.put("n", score.examples());
  }

  private static void writeAnswer(ObjectNode json, Evaluation.Answer answer) {
    json.put("text", answer.text()).put("grade", key(answer.grade()));
  }

  private static String key(Evaluation.Grade grade) {
    return grade.name().toLowerCase(Locale.ROOT);
  }

  /// Reads the file.
  ///
  /// @throws InvalidInputException when it is not what [#write(Path, Evaluation)] writes
  public static Evaluation read(Path file) throws IOException {
    JsonView json = Formats.read(file, FORMAT);
    List<Difference> differences = new ArrayList<>();
    JsonView all = json.object("differences");
    for (String name : all.keys()) {
      JsonView item = all.object(name);
      differences.add(
          new Difference(readScore(name, item), item.number("p_value"), item.text("test")));
    }
    return new Evaluation(
        json.text("split"),
        json.wholeInt("n"),
        json.whole("seed"),
        readScores(json.object("base")),
        readScores(json.object("tuned")),
        differences,
        json.list("samples", EvaluationFile::readSample),
        json.has("labels")
            ? Optional.of(LabelReportJson.read(json.object("labels")))
            : Optional.empty());
  }

  /// What the file says of what the model lost; empty where that was not measured.
  ///
  /// @throws InvalidInputException when it is damaged
  public static Optional<Forgetting> forgetting(Path file) throws IOException {
    return ForgettingJson.read(Formats.read(file, FORMAT));
  }

  /// What the evaluation comes to; empty for a run of a version that gave no verdict.
  ///
  /// @throws InvalidInputException when it is not what is written there
  public static Optional<Findings> readFindings(Path file) throws IOException {
    return FindingsJson.read(Formats.read(file, FORMAT));
  }

  static List<Score> readScores(JsonView json) {
    return json.keys().stream().map(name -> readScore(name, json.object(name))).toList();
  }

  static Score readScore(String name, JsonView json) {
    return new Score(
        name, json.number("value"), json.number("low"), json.number("high"), json.wholeInt("n"));
  }

  static Evaluation.Sample readSample(JsonView json) {
    return new Evaluation.Sample(
        json.list("prompt", turn -> new Evaluation.Turn(turn.text("role"), turn.text("text"))),
        json.text("reference"),
        readAnswer(json.object("before")),
        readAnswer(json.object("after")));
  }

  private static Evaluation.Answer readAnswer(JsonView json) {
    String grade = json.text("grade");
    for (Evaluation.Grade known : Evaluation.Grade.values()) {
      if (key(known).equals(grade)) {
        return new Evaluation.Answer(json.text("text"), known);
      }
    }
    throw new InvalidInputException(
        json.where() + ": key 'grade' is '" + grade + "', expected right, wrong or ungraded");
  }
}
