package luthier.weights;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import luthier.InvalidInputException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `model.safetensors.index.json`: which shard holds which tensor.
///
/// @param file the index file
/// @param shardOf the shard's file name by tensor name; every name is that of a file in the index's
///   own directory
record ShardIndex(Path file, Map<String, String> shardOf) {

  /// @throws InvalidInputException when the file is broken or a shard's name leads elsewhere
  static ShardIndex read(Path file) {
    ObjectNode root = JsonFiles.readObject(file);
    for (String key : root.propertyNames()) {
      if (!key.equals("metadata") && !key.equals("weight_map")) {
        throw new InvalidInputException(file + ": unknown key '" + Excerpt.of(key) + "'");
      }
    }
    JsonNode weightMap = root.get("weight_map");
    if (!(weightMap instanceof ObjectNode) || weightMap.isEmpty()) {
      throw new InvalidInputException(
          file + ": weight_map: expected an object that names a shard for each tensor");
    }
    Map<String, String> shardOf = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : weightMap.properties()) {
      shardOf.put(entry.getKey(), shardName(file, entry.getKey(), entry.getValue()));
    }
    return new ShardIndex(file, shardOf);
  }

  private static String shardName(Path file, String tensor, JsonNode value) {
    String where = file + ": weight_map: '" + Excerpt.of(tensor) + "': ";
    if (!value.isString()) {
      throw new InvalidInputException(
          where + "found " + JsonFiles.kind(value) + ", expected the name of a shard");
    }
    String name = value.stringValue();
    boolean plain =
        name.endsWith(".safetensors")
            && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
    if (!plain) {
      throw new InvalidInputException(
          where
              + "'"
              + Excerpt.of(name)
              + "' is not the name of a .safetensors file in the same directory");
    }
    return name;
  }
}
