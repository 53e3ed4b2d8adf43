package luthier.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import luthier.metric.Score;
import luthier.runlog.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a model scored, task by task.
///
/// @param model as the user named it
/// @param dtype what it was computed with
public record ScoreSheet(String model, String dtype, List<Part> parts) {

  public ScoreSheet {
    parts = List.copyOf(parts);
  }

  /// The scores of one task, or of one data file.
  ///
  /// @param version of the task; empty for a data file
  /// @param kind of the task
  /// @param items that were measured
  /// @param chance what blind guessing scores, as far as that is known
  /// @param groups the most telling score of each group of items, by name; empty without groups
  /// @param answers of each item what the model made of it
  public record Part(
      String name,
      OptionalInt version,
      String kind,
      int items,
      Optional<Double> chance,
      List<Score> scores,
      Map<String, Score> groups,
      List<ObjectNode> answers) {

    public Part {
      scores = List.copyOf(scores);
      groups = new LinkedHashMap<>(groups);
      answers = List.copyOf(answers);
    }

    /// The group that tells the least, as it has the fewest items.
    Optional<Map.Entry<String, Score>> smallestGroup() {
      return groups.entrySet().stream()
          .min(Comparator.comparingInt(entry -> entry.getValue().examples()));
    }
  }

  /// For people.
  public String table() {
    List<String[]> rows = new ArrayList<>();
    rows.add(
        new String[] {
          "task", "items", "metric", "score", "95 % interval", "chance", "smallest group"
        });
    for (Part part : parts) {
      boolean first = true;
      for (Score score : part.scores()) {
        String title = part.name();
        if (part.version().isPresent()) {
          title += " v" + part.version().getAsInt();
        }
        rows.add(
            new String[] {
              first ? title : "",
              String.valueOf(score.examples()),
              score.name(),
              number(score.value()),
              score.hasInterval() ? number(score.low()) + " to " + number(score.high()) : "",
              first ? part.chance().map(ScoreSheet::number).orElse("") : "",
              first ? part.smallestGroup().map(ScoreSheet::words).orElse("") : ""
            });
        first = false;
      }
    }
    StringBuilder table = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.length; column++) {
        int place = column;
        int width = rows.stream().mapToInt(r -> r[place].length()).max().orElse(0);
        line.append(row[column]).append(" ".repeat(width - row[column].length() + 2));
      }
      table.append(line.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }

  private static String words(Map.Entry<String, Score> group) {
    return group.getKey()
        + " "
        + number(group.getValue().value())
        + " ("
        + group.getValue().examples()
        + " items)";
  }

  private static String number(double value) {
    return value >= 1000 || (value != 0 && value < 0.001)
        ? String.format(Locale.ROOT, "%.4g", value)
        : String.format(Locale.ROOT, "%.4f", value);
  }

  /// For programs.
  ///
  /// @param answers whether what the model made of each item is told, too
  public ObjectNode json(boolean answers) {
    ObjectNode all = Json.object();
    all.put("model", model);
    all.put("dtype", dtype);
    ArrayNode tasks = all.putArray("tasks");
    for (Part part : parts) {
      ObjectNode node = tasks.addObject();
      node.put("name", part.name());
      part.version().ifPresent(version -> node.put("version", version));
      node.put("kind", part.kind());
      node.put("items", part.items());
      part.chance().ifPresent(chance -> node.put("chance", chance));
      ArrayNode scores = node.putArray("scores");
      part.scores().forEach(score -> put(scores.addObject(), score));
      if (!part.groups().isEmpty()) {
        ObjectNode groups = node.putObject("groups");
        part.groups().forEach((name, score) -> put(groups.putObject(name), score));
        part.smallestGroup().ifPresent(group -> node.put("smallest_group", group.getKey()));
      }
      if (answers) {
        node.putArray("answers").addAll(part.answers());
      }
    }
    return all;
  }

  private static void put(ObjectNode node, Score score) {
    node.put("metric", score.name());
    Json.put(node, "value", score.value());
    if (score.hasInterval()) {
      Json.put(node, "low", score.low());
      Json.put(node, "high", score.high());
    }
    node.put("examples", score.examples());
  }
}
