package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import luthier.InvalidInputException;
import luthier.adapter.Adapter;
import luthier.adapter.AdapterFiles;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.recipe.Dtype;
import luthier.runlog.Manifest;
import luthier.weights.JsonFiles;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A model for use, from what a user may name: a model directory, a run directory, an adapter
/// directory or a base's name.
///
/// @param files where tokenizer and generation settings are
public record OpenModel(LanguageModel model, Optional<Adapter> adapter, Path files)
    implements AutoCloseable {

  /// @throws InvalidInputException when there is no model of that name
  public static OpenModel open(String name, Dtype dtype) {
    return open(name, _ -> dtype);
  }

  /// Computes with the type that is the fastest here, as training does.
  ///
  /// @throws InvalidInputException when there is no model of that name
  public static OpenModel openFastest(String name) {
    Machine machine = Machine.detect();
    return open(name, base -> Decisions.fastestDtype(machine, Models.inspect(base, false)));
  }

  private static OpenModel open(String name, Function<Path, Dtype> type) {
    Path directory = Path.of(name);
    if (Files.isDirectory(directory.resolve("adapter"))) {
      return withAdapter(directory.resolve("adapter"), baseOfRun(directory), type);
    }
    if (Files.isDirectory(directory.resolve("model"))) {
      return plain(directory.resolve("model"), type);
    }
    if (AdapterFiles.isAdapter(directory)) {
      return withAdapter(directory, baseOfAdapter(directory), type);
    }
    if (Files.exists(directory.resolve("manifest.json"))) {
      throw new InvalidInputException(
          name + ": this run has no result yet; finish it with luthier tune … --resume");
    }
    return plain(Bases.resolve(name), type);
  }

  private static OpenModel plain(Path directory, Function<Path, Dtype> dtype) {
    ScalarType type = scalarType(dtype.apply(directory));
    return new OpenModel(Models.load(directory, type, false), Optional.empty(), directory);
  }

  private static ScalarType scalarType(Dtype dtype) {
    return dtype == Dtype.BFLOAT16 ? ScalarType.BFloat16 : ScalarType.Float;
  }

  private static OpenModel withAdapter(Path adapter, Path base, Function<Path, Dtype> dtype) {
    ScalarType type = scalarType(dtype.apply(base));
    LanguageModel model = Models.load(base, type, false);
    try {
      Adapter loaded = AdapterFiles.load(model, adapter, type);
      Path files = Files.exists(adapter.resolve("tokenizer.json")) ? adapter : base;
      return new OpenModel(model, Optional.of(loaded), files);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static Path baseOfRun(Path run) {
    try {
      return Bases.resolve(Manifest.read(run.resolve("manifest.json")).base().name());
    } catch (IOException e) {
      throw new InvalidInputException(run + ": its manifest.json cannot be read: " + e, e);
    }
  }

  /// PEFT's `base_model_name_or_path`: a directory, also relative to the adapter, or a base's name.
  private static Path baseOfAdapter(Path adapter) {
    String name =
        JsonFiles.readObject(adapter.resolve("adapter_config.json"))
            .path("base_model_name_or_path")
            .asString("");
    Path beside = adapter.resolve(name).normalize();
    return !name.isEmpty() && Files.isDirectory(beside) ? beside : Bases.resolve(name);
  }

  @Override
  public void close() {
    adapter.ifPresent(Adapter::close);
    model.close();
  }
}
