package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.adapter.AdapterFiles;
import luthier.runlog.Manifest;
import luthier.weights.JsonFiles;
import tools.jackson.databind.JsonNode;

/// Where a model is that a user names: a model directory, a run directory, an adapter directory or
/// a base's name.
///
/// @param model directory of the whole model
/// @param adapter directory of the adapter on it
record ModelPlace(Path model, Optional<Path> adapter) {

  /// @throws InvalidInputException when there is no model of that name
  static ModelPlace find(String name) {
    Path directory = Path.of(name);
    if (Files.isDirectory(directory.resolve("adapter"))) {
      return new ModelPlace(baseOfRun(directory), Optional.of(directory.resolve("adapter")));
    }
    if (Files.isDirectory(directory.resolve("model"))) {
      return new ModelPlace(directory.resolve("model"), Optional.empty());
    }
    if (AdapterFiles.isAdapter(directory)) {
      return new ModelPlace(baseOfAdapter(directory), Optional.of(directory));
    }
    if (Files.exists(directory.resolve("manifest.json"))) {
      throw new InvalidInputException(
          name + ": this run has no result yet; finish it with luthier tune … --resume");
    }
    return new ModelPlace(Bases.resolve(name), Optional.empty());
  }

  private static Path baseOfRun(Path run) {
    try {
      return Bases.resolve(Manifest.read(run.resolve("manifest.json")).base().name());
    } catch (IOException e) {
      throw new InvalidInputException(run + ": its manifest.json cannot be read: " + e, e);
    }
  }

  /// PEFT's `base_model_name_or_path`: a directory, also relative to the adapter, or a base's name;
  /// of a hub in the state that `revision` names.
  private static Path baseOfAdapter(Path adapter) {
    JsonNode config = JsonFiles.readObject(adapter.resolve("adapter_config.json"));
    String name = config.path("base_model_name_or_path").asString("");
    Path beside = adapter.resolve(name).normalize();
    if (!name.isEmpty() && Files.isDirectory(beside)) {
      return beside;
    }
    String revision = config.path("revision").asString("");
    boolean ofHub = name.matches("[^/:@]+/[^/:@]+") && !Files.isDirectory(Path.of(name));
    return Bases.resolve(ofHub && !revision.isEmpty() ? name + "@" + revision : name);
  }

  /// Where tokenizer and generation settings are.
  Path files() {
    return adapter.filter(a -> Files.exists(a.resolve("tokenizer.json"))).orElse(model);
  }

  /// What the model predicts; empty for a language model.
  Optional<Labelling> labelling() {
    return adapter.flatMap(LabelFiles::read).or(() -> LabelFiles.read(model));
  }
}
