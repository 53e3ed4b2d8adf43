package luthier.hub;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.UnsupportedException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Which files of a repository make the model. Repositories hold the same weights in several
/// formats; one is enough, and pickles are none.
final class WantedFiles {

  static final String CONFIG = "config.json";
  static final String WEIGHTS = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  private static final Pattern COMPANION =
      Pattern.compile(
          "config\\.json|generation_config\\.json|tokenizer\\.json|tokenizer_config\\.json"
              + "|special_tokens_map\\.json|added_tokens\\.json|vocab\\.json|merges\\.txt|vocab\\.txt"
              + "|tokenizer\\.model|spiece\\.model|sentencepiece\\.bpe\\.model"
              + "|chat_template\\.(jinja|json)|additional_chat_templates/[A-Za-z0-9_.-]+\\.jinja"
              + "|(LICENSE|NOTICE|README)[A-Za-z0-9_.-]*");

  private static final Pattern PICKLE = Pattern.compile(".*\\.(bin|pt|pth|ckpt|h5|msgpack)");

  private WantedFiles() {}

  /// Everything but the shards of the weights, which the index names.
  ///
  /// @throws InvalidInputException when it is no model
  /// @throws UnsupportedException when its weights are in another format only
  static List<String> of(String what, Collection<String> names) {
    if (!names.contains(CONFIG)) {
      throw new InvalidInputException(
          what
              + ": is not a model: it has no config.json"
              + (names.contains("adapter_config.json")
                  ? "; it is an adapter, whose base is named in its adapter_config.json"
                  : ""));
    }
    List<String> wanted = new ArrayList<>();
    names.stream().filter(name -> COMPANION.matcher(name).matches()).sorted().forEach(wanted::add);
    if (names.contains(WEIGHTS)) {
      wanted.add(WEIGHTS);
    } else if (names.contains(INDEX)) {
      wanted.add(INDEX);
    } else {
      throw noWeights(what, names);
    }
    return wanted;
  }

  private static LuthierException noWeights(String what, Collection<String> names) {
    List<String> others = names.stream().filter(n -> PICKLE.matcher(n).matches()).sorted().toList();
    if (others.isEmpty()) {
      return new InvalidInputException(what + ": has no weights: expected " + WEIGHTS);
    }
    return new UnsupportedException(
        what
            + ": has its weights only as "
            + others.getFirst()
            + ", which is not opened, as it could run code; look for a revision with"
            + " model.safetensors, or convert it where you trust it");
  }

  /// The shards that an index names.
  static List<String> shards(String what, Path index) {
    TreeSet<String> shards = new TreeSet<>();
    try {
      JsonNode map = JsonMapper.builder().build().readTree(index.toFile()).path("weight_map");
      map.forEach(shard -> shards.add(shard.asString("")));
    } catch (JacksonException e) {
      throw new InvalidInputException(what + ": " + INDEX + " is not valid JSON", e);
    }
    if (shards.isEmpty()
        || !shards.stream().allMatch(name -> name.matches("[A-Za-z0-9_.-]+\\.safetensors"))) {
      throw new InvalidInputException(
          what + ": " + INDEX + ": expected a weight_map with names of .safetensors files");
    }
    return List.copyOf(shards);
  }

  /// Whether a directory has a model's configuration and all of its weights.
  static boolean areIn(String what, Path directory) {
    if (!Files.isRegularFile(directory.resolve(CONFIG))) {
      return false;
    }
    Path index = directory.resolve(INDEX);
    return Files.isRegularFile(directory.resolve(WEIGHTS))
        || (Files.isRegularFile(index)
            && shards(what, index).stream()
                .allMatch(shard -> Files.isRegularFile(directory.resolve(shard))));
  }
}
