package luthier.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import luthier.tokenizer.BpeTrainer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A Llama of a few thousand weights with a tokenizer and a chat template, all made here: small
/// enough to be written for every test and changed by it.
final class TinyBase {

  static final JsonMapper JSON = JsonMapper.builder().build();
  static final int WIDTH = 16;
  private static final int INNER = 24;
  private static final int LAYERS = 2;

  private TinyBase() {}

  /// The tensors of the model with their shapes.
  static Map<String, int[]> shapes(int vocabulary) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("model.embed_tokens.weight", new int[] {vocabulary, WIDTH});
    for (int i = 0; i < LAYERS; i++) {
      String layer = "model.layers." + i + ".";
      for (String name : List.of("q", "k", "v", "o")) {
        shapes.put(layer + "self_attn." + name + "_proj.weight", new int[] {WIDTH, WIDTH});
      }
      shapes.put(layer + "mlp.gate_proj.weight", new int[] {INNER, WIDTH});
      shapes.put(layer + "mlp.up_proj.weight", new int[] {INNER, WIDTH});
      shapes.put(layer + "mlp.down_proj.weight", new int[] {WIDTH, INNER});
      shapes.put(layer + "input_layernorm.weight", new int[] {WIDTH});
      shapes.put(layer + "post_attention_layernorm.weight", new int[] {WIDTH});
    }
    shapes.put("model.norm.weight", new int[] {WIDTH});
    return shapes;
  }

  /// Writes the base and returns its folder.
  static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> texts = List.of("the quick brown fox jumps over the lazy dog ".repeat(20));
    BpeTrainer.train(texts, 300, List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>"))
        .write(folder, Map.of("eos_token", "<|im_end|>"));
    int vocabulary =
        JSON.readTree(Files.readString(folder.resolve("tokenizer.json")))
                .path("model")
                .path("vocab")
                .size()
            + 3;
    Files.writeString(
        folder.resolve("chat_template.jinja"),
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
            + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}");
    ObjectNode config = JSON.createObjectNode();
    config.put("model_type", "llama");
    config.putArray("architectures").add("LlamaForCausalLM");
    config.put("hidden_size", WIDTH).put("intermediate_size", INNER);
    config.put("num_hidden_layers", LAYERS).put("num_attention_heads", 2);
    config.put("vocab_size", vocabulary).put("max_position_embeddings", 256);
    config.put("tie_word_embeddings", true).put("rms_norm_eps", 1e-5);
    config.put("eos_token_id", 2);
    Files.writeString(folder.resolve("config.json"), config.toString());
    safetensors(folder.resolve("model.safetensors"), shapes(vocabulary));
    return folder;
  }

  /// Changes a JSON file of the base.
  static void edit(Path file, java.util.function.Consumer<ObjectNode> change) throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(Files.readString(file));
    change.accept(json);
    Files.writeString(file, json.toString());
  }

  /// Writes small random tensors.
  static void safetensors(Path file, Map<String, int[]> shapes) throws IOException {
    Random random = new Random(1);
    ObjectNode header = JSON.createObjectNode();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (Map.Entry<String, int[]> entry : shapes.entrySet()) {
      int size = 1;
      ObjectNode tensor = header.putObject(entry.getKey());
      tensor.put("dtype", "F32");
      for (int n : entry.getValue()) {
        size *= n;
        tensor.withArray("shape").add(n);
      }
      String name = entry.getKey().toLowerCase(Locale.ROOT);
      boolean norm = name.contains("norm") && name.endsWith("weight");
      ByteBuffer values = ByteBuffer.allocate(4 * size).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < size; i++) {
        values.putFloat(norm ? 1 : (float) random.nextGaussian() * 0.1f);
      }
      tensor.withArray("data_offsets").add(data.size()).add(data.size() + 4 * size);
      data.writeBytes(values.array());
    }
    safetensors(file, header.toString(), data.toByteArray());
  }

  static void safetensors(Path file, String header, byte[] data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, all.putLong(json.length).put(json).put(data).array());
  }

  /// A recipe for it with `chat.jsonl` of ten conversations beside it; a run takes a moment.
  static void recipe(Path folder, String more) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      rows.append(
          "{\"messages\":[{\"role\":\"user\",\"content\":\"fox %d\"},{\"role\":\"assistant\",\"content\":\"dog %d\"}]}\n"
              .formatted(i, i));
    }
    Files.writeString(folder.resolve("chat.jsonl"), rows);
    Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        task: chat
        base: ./base
        data: {train: chat.jsonl, validation: none}
        training: {max_steps: 2, batch_size: 4, dtype: float32}
        evaluation: {samples: 0}
        """
            + more);
  }

  /// A recipe on the base with a data file of that content.
  static void data(Path folder, String name, String content, String task) throws IOException {
    Files.writeString(folder.resolve(name), content);
    Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        task: %s
        base: ./base
        data: {train: %s, validation: none}
        training: {max_steps: 2, batch_size: 4, dtype: float32}
        evaluation: {samples: 0}
        """
            .formatted(task, name));
  }
}
