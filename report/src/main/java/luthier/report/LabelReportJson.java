package luthier.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import luthier.InvalidInputException;
import luthier.metric.CalibrationBin;
import luthier.metric.Counts;
import luthier.metric.CurvePoint;
import luthier.metric.EntityError;
import luthier.metric.LabelReport;
import luthier.runlog.Json;
import luthier.runlog.JsonView;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The part `labels` of `evaluation.json`.
final class LabelReportJson {

  private LabelReportJson() {}

  static void write(ObjectNode json, LabelReport report) {
    json.put("task", report.task()).put("baseline", report.baseline());
    switch (report) {
      case LabelReport.Classes classes -> {
        writeClasses(json, classes.classes());
        writeConfusion(json.putObject("confusion"), classes.confusion());
        writeCalibration(json, classes.calibration());
        classes.curve().ifPresent(curve -> writeCurve(json.putObject("precision_recall"), curve));
      }
      case LabelReport.LabelSets sets -> {
        writeClasses(json, sets.classes());
        writeCalibration(json, sets.calibration());
      }
      case LabelReport.Numbers numbers -> {
        json.put("n", numbers.examples());
        writeTargets(json, numbers.targets());
      }
      case LabelReport.Entities entities -> {
        writeClasses(json, entities.classes());
        ObjectNode errors = json.putObject("errors");
        entities.errors().forEach((kind, count) -> errors.put(key(kind), count));
      }
      case LabelReport.Retrieval retrieval -> json.put("documents", retrieval.documents());
    }
    ArrayNode mistakes = json.putArray("mistakes");
    for (LabelReport.Mistake mistake : report.mistakes()) {
      ObjectNode item = mistakes.addObject().put("text", mistake.text());
      item.put("truth", mistake.truth()).put("predicted", mistake.predicted());
      putDefined(item, "confidence", mistake.confidence());
    }
  }

  private static void writeClasses(ObjectNode json, List<LabelReport.ClassResult> classes) {
    ArrayNode array = json.putArray("classes");
    for (LabelReport.ClassResult one : classes) {
      Counts counts = one.counts();
      ObjectNode item = array.addObject().put("label", one.label());
      item.put("n", counts.support()).put("hits", counts.hits());
      item.put("false_alarms", counts.falseAlarms()).put("misses", counts.misses());
      putDefined(item, "precision", counts.precision());
      putDefined(item, "recall", counts.recall());
      putDefined(item, "f1", counts.f1());
    }
  }

  private static void putDefined(ObjectNode json, String name, OptionalDouble value) {
    value.ifPresent(defined -> Json.put(json, name, defined));
  }

  private static void writeConfusion(ObjectNode json, List<LabelReport.Confusion> confusion) {
    for (LabelReport.Confusion one : confusion) {
      json.withObjectProperty(one.truth()).put(one.predicted(), one.examples());
    }
  }

  private static void writeCalibration(ObjectNode json, List<CalibrationBin> bins) {
    ArrayNode array = json.putArray("calibration");
    for (CalibrationBin bin : bins) {
      ObjectNode item = array.addObject();
      item.put("from", bin.from()).put("to", bin.to()).put("confidence", bin.confidence());
      item.put("right", bin.right()).put("n", bin.examples());
    }
  }

  private static void writeCurve(ObjectNode json, LabelReport.PrecisionRecall curve) {
    json.put("positive", curve.positive()).put("share", curve.share());
    ArrayNode threshold = json.putArray("threshold");
    ArrayNode recall = json.putArray("recall");
    ArrayNode precision = json.putArray("precision");
    for (CurvePoint point : curve.points()) {
      threshold.add(point.threshold());
      recall.add(point.recall());
      precision.add(point.precision());
    }
  }

  private static void writeTargets(ObjectNode json, List<LabelReport.Target> targets) {
    ArrayNode array = json.putArray("targets");
    for (LabelReport.Target target : targets) {
      ObjectNode item = array.addObject().put("name", target.name());
      ArrayNode truth = item.putArray("truth");
      ArrayNode predicted = item.putArray("predicted");
      for (LabelReport.Pair pair : target.pairs()) {
        truth.add(pair.truth());
        predicted.add(pair.predicted());
      }
    }
  }

  static LabelReport read(JsonView json) {
    String task = json.text("task");
    String baseline = json.text("baseline");
    List<LabelReport.Mistake> mistakes = json.list("mistakes", LabelReportJson::readMistake);
    return switch (task) {
      case "classification" ->
          new LabelReport.Classes(
              baseline,
              readClasses(json),
              readConfusion(json.object("confusion")),
              readCalibration(json),
              json.has("precision_recall")
                  ? Optional.of(readCurve(json.object("precision_recall")))
                  : Optional.empty(),
              mistakes);
      case "multi_label" ->
          new LabelReport.LabelSets(baseline, readClasses(json), readCalibration(json), mistakes);
      case "regression" ->
          new LabelReport.Numbers(
              baseline,
              json.wholeInt("n"),
              json.list("targets", LabelReportJson::readTarget),
              mistakes);
      case "token_classification" ->
          new LabelReport.Entities(
              baseline, readClasses(json), readErrors(json.object("errors")), mistakes);
      case "embedding" -> new LabelReport.Retrieval(baseline, json.wholeInt("documents"), mistakes);
      default ->
          throw new InvalidInputException(
              json.where()
                  + ": key 'task' is '"
                  + task
                  + "', expected classification, multi_label, regression, token_classification or"
                  + " embedding");
    };
  }

  private static LabelReport.Mistake readMistake(JsonView json) {
    return new LabelReport.Mistake(
        json.text("text"),
        json.text("truth"),
        json.text("predicted"),
        json.has("confidence")
            ? OptionalDouble.of(json.number("confidence"))
            : OptionalDouble.empty());
  }

  private static List<LabelReport.ClassResult> readClasses(JsonView json) {
    return json.list(
        "classes",
        item ->
            new LabelReport.ClassResult(
                item.text("label"),
                new Counts(item.whole("hits"), item.whole("false_alarms"), item.whole("misses"))));
  }

  private static List<LabelReport.Confusion> readConfusion(JsonView json) {
    List<LabelReport.Confusion> confusion = new ArrayList<>();
    for (String truth : json.keys()) {
      JsonView row = json.object(truth);
      for (String predicted : row.keys()) {
        confusion.add(new LabelReport.Confusion(truth, predicted, row.wholeInt(predicted)));
      }
    }
    return confusion;
  }

  private static List<CalibrationBin> readCalibration(JsonView json) {
    return json.list(
        "calibration",
        item ->
            new CalibrationBin(
                item.number("from"),
                item.number("to"),
                item.number("confidence"),
                item.number("right"),
                item.wholeInt("n")));
  }

  private static LabelReport.PrecisionRecall readCurve(JsonView json) {
    List<Double> thresholds = json.numbers("threshold");
    List<Double> recalls = sameLength(json, "recall", thresholds.size());
    List<Double> precisions = sameLength(json, "precision", thresholds.size());
    List<CurvePoint> points = new ArrayList<>();
    for (int i = 0; i < thresholds.size(); i++) {
      points.add(new CurvePoint(thresholds.get(i), recalls.get(i), precisions.get(i)));
    }
    return new LabelReport.PrecisionRecall(json.text("positive"), json.number("share"), points);
  }

  private static LabelReport.Target readTarget(JsonView json) {
    List<Double> truth = json.numbers("truth");
    List<Double> predicted = sameLength(json, "predicted", truth.size());
    List<LabelReport.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < truth.size(); i++) {
      pairs.add(new LabelReport.Pair(truth.get(i), predicted.get(i)));
    }
    return new LabelReport.Target(json.text("name"), pairs);
  }

  private static List<Double> sameLength(JsonView json, String key, int expected) {
    List<Double> numbers = json.numbers(key);
    if (numbers.size() != expected) {
      throw new InvalidInputException(
          json.where()
              + ": key '"
              + key
              + "' has "
              + numbers.size()
              + " numbers, expected "
              + expected
              + " as the keys beside it");
    }
    return numbers;
  }

  private static Map<EntityError.Kind, Integer> readErrors(JsonView json) {
    Map<EntityError.Kind, Integer> errors = new EnumMap<>(EntityError.Kind.class);
    for (EntityError.Kind kind : EntityError.Kind.values()) {
      errors.put(kind, json.wholeInt(key(kind)));
    }
    return errors;
  }

  private static String key(EntityError.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
