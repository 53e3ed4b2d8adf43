package luthier.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import luthier.metric.Bootstrap;
import luthier.metric.Score;
import luthier.runlog.Json;
import luthier.task.LanguageTask;
import tools.jackson.databind.node.ObjectNode;

/// How probable a model finds whole texts.
///
/// @param nats of each text: minus its log-likelihood
record TextScores(List<LanguageTask.Passage> items, double[] nats) {

  /// e to the nats per word or byte, or bits per byte; the interval by drawing the texts again.
  /// Words are what blanks part, as Python's `re.split(r"\s+", text)` counts them.
  ///
  /// @param places of the texts that count
  Score score(String metric, int[] places, long seed) {
    double[] totals = Arrays.stream(places).mapToDouble(i -> nats[i]).toArray();
    ToDoubleFunction<String> size =
        metric.equals("word_perplexity") ? TextScores::words : TextScores::bytes;
    double[] sizes =
        Arrays.stream(places).mapToDouble(i -> size.applyAsDouble(items.get(i).text())).toArray();
    Score rate = Bootstrap.ratio(metric, totals, sizes, seed);
    return metric.equals("bits_per_byte")
        ? rate.on(metric, value -> value / Math.log(2))
        : rate.on(metric, Math::exp);
  }

  private static double words(String text) {
    return text.split("(?U)\\s+", -1).length;
  }

  private static double bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// For programs.
  List<ObjectNode> answers() {
    List<ObjectNode> answers = new ArrayList<>();
    for (int i = 0; i < nats.length; i++) {
      ObjectNode node = Json.object();
      node.put("item", items.get(i).place());
      node.put("loglikelihood", -nats[i]);
      node.put("words", (int) words(items.get(i).text()));
      node.put("bytes", (int) bytes(items.get(i).text()));
      answers.add(node);
    }
    return answers;
  }
}
