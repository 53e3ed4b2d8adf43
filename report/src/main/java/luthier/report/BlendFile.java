package luthier.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import luthier.runlog.Formats;
import luthier.runlog.Json;
import luthier.runlog.JsonView;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `blend.json`: what a run's model scores on the way from its base to the tuned weights.
public final class BlendFile {

  private static final int FORMAT = 1;

  private BlendFile() {}

  /// One model on the way.
  ///
  /// @param share of what was learned that it has, 0 for the base, 1 for the tuned model
  /// @param loss on the validation set of the task, nats per token
  /// @param general loss on the general probe
  /// @param keep loss on the keep-set
  public record Point(double share, double loss, Optional<Double> general, Optional<Double> keep) {}

  /// Writes the file whole or not at all.
  public static void write(Path file, List<Point> points) throws IOException {
    ObjectNode json = Formats.object(FORMAT);
    ArrayNode all = json.putArray("points");
    for (Point point : points) {
      ObjectNode item = all.addObject();
      Json.put(item, "blend", point.share());
      Json.put(item, "validation_loss", point.loss());
      point.general().ifPresent(loss -> Json.put(item, "general_loss", loss));
      point.keep().ifPresent(loss -> Json.put(item, "keep_loss", loss));
    }
    Json.write(file, json);
  }

  /// Reads the file.
  ///
  /// @throws luthier.InvalidInputException when it is damaged
  public static List<Point> read(Path file) throws IOException {
    return Formats.read(file, FORMAT)
        .list(
            "points",
            point ->
                new Point(
                    point.number("blend"),
                    point.number("validation_loss"),
                    optional(point, "general_loss"),
                    optional(point, "keep_loss")));
  }

  private static Optional<Double> optional(JsonView json, String key) {
    return json.has(key) ? Optional.of(json.number(key)) : Optional.empty();
  }
}
