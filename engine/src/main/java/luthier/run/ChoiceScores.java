package luthier.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import luthier.runlog.Json;
import luthier.task.LanguageTask;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Which choices a model finds the most probable.
///
/// @param logLikelihoods of the choices of all items, one item after another
record ChoiceScores(List<LanguageTask.Choice> items, double[] logLikelihoods) {

  /// Whether the chosen one is right, for each item. The log-likelihoods are divided by 1 (`acc`),
  /// by the choice's characters (`acc_norm`) or by its bytes in UTF-8 (`acc_bytes`), the delimiter
  /// not counted; of equals the first one is chosen.
  boolean[] right(String metric) {
    boolean[] right = new boolean[items.size()];
    int first = 0;
    for (int i = 0; i < right.length; i++) {
      List<String> choices = items.get(i).choices();
      int best = 0;
      for (int c = 1; c < choices.size(); c++) {
        boolean better =
            logLikelihoods[first + c] / size(metric, choices.get(c))
                > logLikelihoods[first + best] / size(metric, choices.get(best));
        best = better ? c : best;
      }
      right[i] = best == items.get(i).right();
      first += choices.size();
    }
    return right;
  }

  private static double size(String metric, String choice) {
    return switch (metric) {
      case "acc" -> 1;
      case "acc_norm" -> choice.codePointCount(0, choice.length());
      case "acc_bytes" -> choice.getBytes(StandardCharsets.UTF_8).length;
      default -> throw new IllegalArgumentException(metric);
    };
  }

  /// For programs.
  List<ObjectNode> answers() {
    boolean[] right = right("acc");
    List<ObjectNode> answers = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < right.length; i++) {
      ObjectNode node = Json.object();
      node.put("item", items.get(i).place());
      ArrayNode values = node.putArray("loglikelihoods");
      for (int c = 0; c < items.get(i).choices().size(); c++) {
        values.add(logLikelihoods[at++]);
      }
      node.put("right", right[i]);
      answers.add(node);
    }
    return answers;
  }
}
