package luthier.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.metric.Difference;
import luthier.metric.Evaluation;
import luthier.metric.Forgetting;
import luthier.metric.Score;
import luthier.runlog.Json;
import luthier.runlog.JsonView;
import luthier.verdict.AnswerPair;
import luthier.verdict.Comparison;
import luthier.verdict.Decision;
import luthier.verdict.Findings;
import luthier.verdict.Predictor;
import luthier.verdict.Primary;
import luthier.verdict.Slice;
import luthier.verdict.TokenLosses;
import luthier.verdict.Verdict;
import luthier.verdict.WordDifference;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The findings' part of `evaluation.json`. The verdict is not read back but decided again by the
/// numbers, so that the two cannot differ.
final class FindingsJson {

  private FindingsJson() {}

  static void write(ObjectNode json, Findings findings) {
    ObjectNode verdict = json.putObject("verdict");
    VerdictWords words = VerdictWords.of(findings);
    verdict.put("word", findings.verdict().word()).put("sentence", words.sentence());
    ArrayNode reasons = verdict.putArray("reasons");
    words.reasons().forEach(reasons::add);
    verdict.put("metric", findings.primary().metric());
    verdict.put("lower_is_better", findings.primary().lowerIsBetter());
    verdict.put("share", findings.primary().share());
    if (findings.verdict() instanceof Verdict.NoDifference none && none.more().isPresent()) {
      verdict.put("more_examples", none.more().getAsLong());
    }
    findings.forgetting().ifPresent(forgetting -> ForgettingJson.write(json, forgetting));
    ArrayNode predictors = json.putArray("predictors");
    for (Predictor predictor : findings.predictors()) {
      ObjectNode item = predictors.addObject();
      item.put("kind", key(predictor.kind())).put("name", predictor.name());
      EvaluationFile.writeScores(item.putObject("scores"), predictor.scores());
    }
    ArrayNode comparisons = json.putArray("comparisons");
    for (Comparison comparison : findings.comparisons()) {
      ObjectNode item = comparisons.addObject();
      item.put("rival", key(comparison.rival())).put("name", comparison.name());
      EvaluationFile.writeScore(item, comparison.difference().change());
      Json.put(item, "p_value", comparison.difference().pValue());
      item.put("test", comparison.difference().test());
      Json.put(item, "p_corrected", comparison.corrected());
      Json.put(item, "detectable", comparison.detectable());
    }
    writeSlices(json.putArray("slices"), findings.slices());
    ArrayNode answers = json.putArray("answers");
    for (AnswerPair pair : findings.answers()) {
      ObjectNode item = answers.addObject().put("change", key(pair.change()));
      EvaluationFile.writeSample(item, pair.sample());
    }
    writeTokens(json.putArray("tokens"), findings.tokens());
    ArrayNode notes = json.putArray("notes");
    findings.notes().forEach(notes::add);
  }

  private static void writeSlices(ArrayNode json, List<Slice> slices) {
    for (Slice slice : slices) {
      ObjectNode item = json.addObject();
      item.put("by", slice.by()).put("of", slice.value()).put("metric", slice.score().name());
      EvaluationFile.writeScore(item, slice.score());
      Json.put(item, "others", slice.others());
      Json.put(item, "p_corrected", slice.corrected());
      item.put("weak", slice.weak());
    }
  }

  private static void writeTokens(ArrayNode json, List<TokenLosses> all) {
    for (TokenLosses losses : all) {
      ArrayNode item = json.addObject().putArray("tokens");
      for (TokenLosses.Token token : losses.tokens()) {
        ObjectNode one = item.addObject().put("text", token.text());
        Json.put(one, "base", token.base());
        Json.put(one, "tuned", token.tuned());
      }
    }
  }

  /// Empty for a file of a version that gave no verdict.
  static Optional<Findings> read(JsonView json) {
    if (!json.has("verdict")) {
      return Optional.empty();
    }
    JsonView verdict = json.object("verdict");
    Primary primary =
        new Primary(verdict.text("metric"), verdict.flag("lower_is_better"), verdict.flag("share"));
    Optional<Forgetting> forgetting = ForgettingJson.read(json);
    List<Comparison> comparisons =
        json.list("comparisons", item -> comparison(item, primary.metric()));
    return Optional.of(
        new Findings(
            Decision.of(primary, comparisons, forgetting),
            primary,
            json.text("split"),
            json.list("predictors", FindingsJson::predictor),
            comparisons,
            forgetting,
            json.list("slices", FindingsJson::slice),
            json.list("answers", FindingsJson::pair),
            json.list("tokens", FindingsJson::tokens),
            json.texts("notes")));
  }

  private static Predictor predictor(JsonView json) {
    return new Predictor(
        constant(json, "kind", Predictor.Kind.values()),
        json.text("name"),
        EvaluationFile.readScores(json.object("scores")));
  }

  private static Comparison comparison(JsonView json, String metric) {
    Score change = EvaluationFile.readScore(metric, json);
    return new Comparison(
        constant(json, "rival", Predictor.Kind.values()),
        json.text("name"),
        new Difference(change, json.number("p_value"), json.text("test")),
        json.number("p_corrected"),
        json.number("detectable"));
  }

  private static Slice slice(JsonView json) {
    return new Slice(
        json.text("by"),
        json.text("of"),
        EvaluationFile.readScore(json.text("metric"), json),
        json.number("others"),
        json.number("p_corrected"));
  }

  private static AnswerPair pair(JsonView json) {
    Evaluation.Sample sample = EvaluationFile.readSample(json);
    return new AnswerPair(
        constant(json, "change", AnswerPair.Change.values()),
        sample,
        WordDifference.between(sample.before().text(), sample.after().text()));
  }

  private static TokenLosses tokens(JsonView json) {
    return new TokenLosses(
        json.list(
            "tokens",
            token ->
                new TokenLosses.Token(
                    token.text("text"), token.number("base"), token.number("tuned"))));
  }

  private static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E constant(JsonView json, String key, E[] all) {
    String word = json.text(key);
    for (E one : all) {
      if (key(one).equals(word)) {
        return one;
      }
    }
    throw new InvalidInputException(
        json.where() + ": key '" + key + "' is '" + word + "', which is not known");
  }
}
