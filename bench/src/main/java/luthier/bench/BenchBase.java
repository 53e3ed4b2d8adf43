package luthier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import luthier.export.ModelFiles;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.tensor.LibTorch;
import luthier.weights.StoredType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Base models with random weights, made once and kept in a folder.
record BenchBase(Path folder) {

  private static final long SEED = 0;

  /// The directory of a shape's model, in Hugging Face layout without a tokenizer.
  Path of(Shape shape) throws IOException {
    Path directory = folder.resolve(shape.label());
    if (Files.exists(directory.resolve("model.safetensors"))) {
      return directory;
    }
    LibTorch.load();
    Path config = folder.resolve(shape.label() + "-config");
    Files.createDirectories(config);
    Files.writeString(config.resolve("config.json"), shape.config());
    try (LanguageModel model = Models.random(config, SEED, ScalarType.BFloat16, false)) {
      ModelFiles.write(model, Optional.empty(), config, directory, StoredType.BF16);
    }
    return directory;
  }
}
