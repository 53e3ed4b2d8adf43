package luthier.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import luthier.InvalidInputException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// The keys of a resolved recipe, flat: `training.epochs` → `3`. Values are texts as they stand in
/// the file; what they mean was checked when the run began.
final class Settings {

  private Settings() {}

  /// Reads `recipe.yaml`; empty when there is no such file.
  ///
  /// @throws InvalidInputException when it is not YAML
  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    if (Files.exists(file)) {
      try {
        compose(file.toString(), Files.readString(file))
            .ifPresent(node -> flatten("", node, settings));
      } catch (YamlEngineException e) {
        throw new InvalidInputException(file + ": is not YAML: " + firstLine(e), e);
      }
    }
    return settings;
  }

  /// A value as [#read(Path)] would give it, so that the two can be compared.
  static String normal(String value) {
    try {
      return compose("default", value).map(Settings::text).orElse(value);
    } catch (YamlEngineException e) {
      return value;
    }
  }

  private static Optional<Node> compose(String label, String yaml) {
    return new Compose(LoadSettings.builder().setLabel(label).build()).composeString(yaml);
  }

  private static String firstLine(YamlEngineException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static void flatten(String path, Node node, Map<String, String> settings) {
    if (node instanceof MappingNode map
        && map.getFlowStyle() == FlowStyle.BLOCK
        && !map.getValue().isEmpty()) {
      for (NodeTuple entry : map.getValue()) {
        String key = text(entry.getKeyNode());
        flatten(path.isEmpty() ? key : path + "." + key, entry.getValueNode(), settings);
      }
    } else {
      settings.put(path, text(node));
    }
  }

  private static String text(Node node) {
    return switch (node) {
      case ScalarNode scalar -> scalar.getValue();
      case SequenceNode list ->
          list.getValue().stream().map(Settings::text).collect(Collectors.joining(", ", "[", "]"));
      case MappingNode map ->
          map.getValue().stream()
              .map(entry -> text(entry.getKeyNode()) + ": " + text(entry.getValueNode()))
              .collect(Collectors.joining(", ", "{", "}"));
      default -> node.toString();
    };
  }
}
