package luthier.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import luthier.ResourceException;
import luthier.adapter.Adapter;
import luthier.model.Model;
import luthier.operation.Linear;
import luthier.tensor.Parameter;
import luthier.weights.JsonFiles;
import luthier.weights.SafetensorsWriter;
import luthier.weights.ShardedWriter;
import luthier.weights.StoredType;
import luthier.weights.TensorSource;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A whole model as a directory in Hugging Face layout.
public final class ModelFiles {

  private static final String CONFIG = "config.json";

  /// What a model directory holds besides weights and `config.json`.
  private static final List<String> COMPANIONS =
      List.of(
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "chat_template.jinja",
          "chat_template.json");

  /// A folder of templates beside the default one.
  private static final String MORE_TEMPLATES = "additional_chat_templates";

  private static final String STOP = "eos_token_id";

  private ModelFiles() {}

  /// Writes the weights, with an adapter merged into them if there is one (`W + scale B A`, added
  /// in float32), and copies tokenizer and configuration of the base; the latter then names the
  /// type of the weights, as readers go by it.
  ///
  /// @param type what the weights are stored as
  public static void write(
      Model model, Optional<Adapter> adapter, Path base, Path directory, StoredType type) {
    write(model, adapter, base, directory, type, _ -> {});
  }

  /// As above, with a `config.json` that differs from the base's.
  ///
  /// @param config changes it: the architecture and the labels of a task's head
  public static void write(
      Model model,
      Optional<Adapter> adapter,
      Path base,
      Path directory,
      StoredType type,
      Consumer<ObjectNode> config) {
    long most = ShardedWriter.DEFAULT_SHARD_BYTES;
    write(model, adapter, base, directory, type, config, most);
  }

  /// As above, in files of at most so many bytes.
  public static void write(
      Model model,
      Optional<Adapter> adapter,
      Path base,
      Path directory,
      StoredType type,
      long shardBytes) {
    write(model, adapter, base, directory, type, _ -> {}, shardBytes);
  }

  private static void write(
      Model model,
      Optional<Adapter> adapter,
      Path base,
      Path directory,
      StoredType type,
      Consumer<ObjectNode> config,
      long shardBytes) {
    try {
      Files.createDirectories(directory);
      copyTokenizer(base, directory);
      writeConfig(base, directory, type, config);
    } catch (IOException e) {
      throw new ResourceException(directory + ": could not be written: " + e, e);
    }
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope()) {
      List<TensorSource> sources = new ArrayList<>();
      for (Parameter parameter : model.parameters()) {
        for (Parameter.Slot slot : parameter.slots()) {
          Tensor stored = slot.of(parameter.master());
          sources.add(
              new TensorSource(
                  slot.name(),
                  type,
                  Arrays.stream(stored.shape()).boxed().toList(),
                  () -> stored.add(slot.asStored(delta(model, adapter, slot)))));
        }
      }
      new ShardedWriter(directory, shardBytes).write(sources, SafetensorsWriter.PYTORCH);
    }
  }

  /// The adapter's change of one tensor; zero where there is none.
  private static Tensor delta(Model model, Optional<Adapter> adapter, Parameter.Slot slot) {
    if (adapter.isPresent()) {
      for (Linear linear : model.linears()) {
        int module = linear.weight().slots().indexOf(slot);
        Tensor delta = module < 0 ? null : adapter.get().deltaOf(linear, module);
        if (delta != null) {
          return delta;
        }
      }
    }
    return torch.zeros(new long[] {1});
  }

  private static void writeConfig(
      Path base, Path directory, StoredType type, Consumer<ObjectNode> changes) throws IOException {
    ObjectNode config = JsonFiles.readObject(base.resolve(CONFIG));
    // transformers 4 says torch_dtype, transformers 5 dtype
    String key = config.has("dtype") ? "dtype" : "torch_dtype";
    config.put(key, type == StoredType.BF16 ? "bfloat16" : "float32");
    changes.accept(config);
    String text =
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(config);
    Files.writeString(directory.resolve(CONFIG), text + "\n");
  }

  /// Copies tokenizer, template and generation settings for use without the base's `config.json`:
  /// where only that names the stop tokens, they are written down.
  public static void copyTokenizer(Path base, Path directory) throws IOException {
    for (String name : COMPANIONS) {
      if (Files.exists(base.resolve(name))) {
        Files.copy(base.resolve(name), directory.resolve(name));
      }
    }
    if (Files.isDirectory(base.resolve(MORE_TEMPLATES))) {
      Path target = Files.createDirectories(directory.resolve(MORE_TEMPLATES));
      try (Stream<Path> templates = Files.list(base.resolve(MORE_TEMPLATES))) {
        for (Path template : templates.filter(Files::isRegularFile).toList()) {
          Files.copy(template, target.resolve(String.valueOf(template.getFileName())));
        }
      }
    }
    Path generation = directory.resolve("generation_config.json");
    Path config = base.resolve("config.json");
    if (!Files.exists(generation) && Files.exists(config)) {
      JsonNode stop = JsonFiles.readObject(config).path(STOP);
      if (!stop.isMissingNode() && !stop.isNull()) {
        Files.writeString(generation, "{\"" + STOP + "\": " + stop + "}\n");
      }
    }
  }
}
