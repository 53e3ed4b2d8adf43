package luthier.report;

import java.util.List;
import java.util.Optional;
import luthier.metric.Difference;
import luthier.metric.Forgetting;
import luthier.metric.Score;
import luthier.runlog.Json;
import luthier.runlog.JsonView;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The key `forgetting` of `evaluation.json`.
final class ForgettingJson {

  private static final String KEY = "forgetting";

  private ForgettingJson() {}

  static void write(ObjectNode file, Forgetting forgetting) {
    ObjectNode json = file.putObject(KEY);
    forgetting.limit().ifPresent(limit -> Json.put(json, "max_forgetting", limit));
    json.put("exceeded", forgetting.exceeded());
    ArrayNode sentences = json.putArray("sentences");
    forgetting.sentences().forEach(sentences::add);
    ArrayNode sets = json.putArray("sets");
    for (Forgetting.Kept kept : forgetting.sets()) {
      ObjectNode item = sets.addObject();
      item.put("name", kept.name()).put("tokens", kept.tokens());
      item.put("n", kept.before().examples());
      put(item.putObject("before"), kept.before());
      put(item.putObject("after"), kept.after());
      put(item.putObject("rise"), kept.rise().change());
      Json.put(item, "p_value", kept.rise().pValue());
      item.put("test", kept.rise().test());
      kept.bitsPerByte()
          .ifPresent(bits -> {
            ObjectNode both = item.putObject("bits_per_byte");
            Json.put(both, "before", bits.before());
            Json.put(both, "after", bits.after());
          });
      ArrayNode parts = item.putArray("parts");
      for (Forgetting.Part part : kept.parts()) {
        ObjectNode each = parts.addObject();
        each.put("kind", part.kind()).put("name", part.name()).put("n", part.texts());
        Json.put(each, "before", part.before());
        Json.put(each, "after", part.after());
      }
    }
  }

  private static void put(ObjectNode json, Score score) {
    Json.put(json, "value", score.value());
    Json.put(json, "low", score.low());
    Json.put(json, "high", score.high());
  }

  static Optional<Forgetting> read(JsonView file) {
    if (!file.has(KEY)) {
      return Optional.empty();
    }
    JsonView json = file.object(KEY);
    return Optional.of(
        new Forgetting(
            json.list("sets", ForgettingJson::kept),
            json.has("max_forgetting")
                ? Optional.of(json.number("max_forgetting"))
                : Optional.empty()));
  }

  private static Forgetting.Kept kept(JsonView json) {
    String name = json.text("name");
    int n = json.wholeInt("n");
    Optional<Forgetting.Bits> bits =
        json.has("bits_per_byte")
            ? Optional.of(
                new Forgetting.Bits(
                    json.object("bits_per_byte").number("before"),
                    json.object("bits_per_byte").number("after")))
            : Optional.empty();
    List<Forgetting.Part> parts =
        json.list(
            "parts",
            part ->
                new Forgetting.Part(
                    part.text("kind"),
                    part.text("name"),
                    part.wholeInt("n"),
                    part.number("before"),
                    part.number("after")));
    return new Forgetting.Kept(
        name,
        json.whole("tokens"),
        score(name, n, json.object("before")),
        score(name, n, json.object("after")),
        new Difference(
            score(name, n, json.object("rise")), json.number("p_value"), json.text("test")),
        bits,
        parts);
  }

  private static Score score(String name, int n, JsonView json) {
    return new Score(name, json.number("value"), json.number("low"), json.number("high"), n);
  }
}
