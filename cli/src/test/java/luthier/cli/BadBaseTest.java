package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Bases that cannot be loaded, or must not be.
class BadBaseTest {

  @TempDir private Path folder = Path.of("");
  private Path base = Path.of("");

  @BeforeEach
  void base() throws IOException {
    base = TinyBase.write(folder.resolve("base"));
    TinyBase.recipe(folder, "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hidden_size              | 0        | 2 | hidden_size
          hidden_size              | 20       | 2 | model.norm.weight: found [16], expected [20]
          num_attention_heads      | 3        | 2 | num_attention_heads
          num_hidden_layers        | 1000000000000000000 | 2 | num_hidden_layers
          num_hidden_layers        | 3        | 2 | model.layers.2
          num_hidden_layers        | -1       | 2 | num_hidden_layers
          vocab_size               | 2147483648 | 2 | vocab_size
          vocab_size               | 299      | 2 | embed_tokens
          vocab_size               | "many"   | 2 | vocab_size
          rms_norm_eps             | "small"  | 2 | rms_norm_eps
          tie_word_embeddings      | 1        | 2 | tie_word_embeddings
          model_type               | "gpt9"   | 3 | gpt9
          model_type               | 7        | 2 | model_type
          hidden_act               | "wavy"   | 3 | hidden_act
          auto_map                 | {"AutoModel":"evil.Model"} | 3 | auto_map
          quantization_config      | {"bits":4} | 3 | quantization_config
          rope_scaling             | {"rope_type":"spiral","factor":2.0} | 3 | spiral
          rope_scaling             | {"rope_type":"linear","factor":0}   | 2 | factor
          rope_theta               | -1       | 2 | rope_theta
          brand_new_setting        | true     | 3 | brand_new_setting
          """)
  void config(String key, String value, int code, String part) throws IOException {
    JsonNode json = TinyBase.JSON.readTree(value);
    TinyBase.edit(base.resolve("config.json"), config -> config.set(key, json));
    Shell.refuses(folder).refused(code, "base", part);
  }

  @Test
  void configFiles() throws IOException {
    Path config = base.resolve("config.json");
    Files.writeString(config, "{\"model_type\":");
    Shell.refuses(folder).refused(2, "config.json", "not valid JSON");
    Files.writeString(config, "[]");
    Shell.refuses(folder).refused(2, "config.json", "expected a JSON object");
    Files.writeString(config, "{\"a\":1,\"a\":2}");
    Shell.refuses(folder).refused(2, "config.json", "duplicate key", "\"a\"");
    Files.writeString(config, "{\"a\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}");
    Shell.refuses(folder).refused(2, "config.json", "64 levels");
    Files.writeString(config, "{}");
    Shell.refuses(folder).refused(2, "config.json", "model_type");
    Files.delete(config);
    Shell.refuses(folder).refused(2, "base: has no config.json");
  }

  @Test
  void noWeights() throws IOException {
    Path weights = base.resolve("model.safetensors");
    Files.delete(weights);
    Shell.refuses(folder).refused(2, "base", "no weights", "model.safetensors");
    Files.write(base.resolve("pytorch_model.bin"), new byte[] {(byte) 0x80, 2, 'c', 'o', 's'});
    Shell.refuses(folder).refused(3, "pytorch_model.bin", "pickle");
    Files.write(weights, new byte[0]);
    Shell.refuses(folder).refused(2, "model.safetensors");
    Files.write(weights, new byte[] {1, 2, 3, 4, 5, 6, 7});
    Shell.refuses(folder).refused(2, "model.safetensors");
    Files.write(weights, new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 's', 'r', 0, 0, 0, 0});
    Shell.refuses(folder).refused(2, "model.safetensors", "Java object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          length beyond the file    | 1000000 | {}
          a negative length         | -1 | {}
          a length above 100 MB     | 200000000 | {}
          not JSON                  | 0 | {"a":
          a list                    | 0 | []
          a key twice               | 0 | {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}
          one range for two         | 0 | {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}
          a hole                    | 0 | {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}
          bytes behind the last     | 0 | {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}
          an end before its start   | 0 | {"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}
          a size that is another    | 0 | {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}
          an overflow               | 0 | {"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}
          an unknown type           | 0 | {"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}
          metadata of another type  | 0 | {"__metadata__":{"a":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}
          a negative size           | 0 | {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}
          a broken size             | 0 | {"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}
          a size in words           | 0 | {"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}
          """)
  void headers(String name, long length, String header) throws IOException {
    Path weights = base.resolve("model.safetensors");
    TinyBase.safetensors(weights, header, new byte[8]);
    if (length != 0) {
      byte[] bytes = Files.readAllBytes(weights);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
      Files.write(weights, bytes);
    }
    Shell.refuses(folder).refused(2, "model.safetensors");
  }

  @Test
  void tensorsOfOtherShapesAreListedAtOnce() throws IOException {
    int vocabulary =
        TinyBase.JSON
            .readTree(Files.readString(base.resolve("config.json")))
            .get("vocab_size")
            .asInt();
    Map<String, int[]> shapes = new LinkedHashMap<>(TinyBase.shapes(vocabulary));
    shapes.put("model.norm.weight", new int[] {TinyBase.WIDTH + 1});
    shapes.put("model.layers.0.mlp.up_proj.weight", new int[] {3, 3});
    shapes.remove("model.layers.1.mlp.up_proj.weight");
    shapes.put("model.layers.1.mlp.extra.weight", new int[] {1});
    TinyBase.safetensors(base.resolve("model.safetensors"), shapes);
    Shell.refuses(folder)
        .refused(
            2,
            "model.norm.weight: found [17], expected [16]",
            "model.layers.0.mlp.up_proj.weight: found [3, 3], expected [24, 16]",
            "1 missing",
            "1 unexpected");
  }

  @Test
  void indexThatLeadsOutside() throws IOException {
    Path weights = base.resolve("model.safetensors");
    Files.move(weights, folder.resolve("elsewhere.safetensors"));
    Files.writeString(
        base.resolve("model.safetensors.index.json"),
        "{\"metadata\":{},\"weight_map\":{\"model.norm.weight\":\"../elsewhere.safetensors\"}}");
    Shell.refuses(folder).refused(2, "model.safetensors.index.json", "elsewhere");
  }

  @Test
  void weightsThatAreNoNumbers() throws IOException {
    Path weights = base.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 8, Float.NaN);
    Files.write(weights, bytes);
    Shell.Result result =
        Shell.run(
            "tune",
            folder.resolve("recipe.yaml").toString(),
            "--out",
            folder.resolve("run").toString());
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.err())
        .contains("base: weights", "model.norm.weight: 1 NaN, 0 infinite, of 16", "another copy")
        .doesNotContain("\tat ", "step 1");
    assertThat(folder.resolve("run").resolve("adapter")).doesNotExist();
  }

  /// The tokenizer of another model may know more tokens than this one has.
  @Test
  void tokensBeyondTheVocabulary() throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    Files.writeString(rows, "{\"input_ids\":[1,2]}\n{\"input_ids\":[1,4000]}\n");
    Shell.Result score = Shell.run("score", base.toString(), "--ids", rows.toString());
    assertThat(score.code()).isEqualTo(2);
    assertThat(score.err()).contains("rows.jsonl:2: token 1 has id 4000", "the model's vocabulary");
  }

  @Test
  void tokenizers() throws IOException {
    Path file = base.resolve("tokenizer.json");
    String good = Files.readString(file);
    TinyBase.edit(
        file,
        json -> {
          ObjectNode split = TinyBase.JSON.createObjectNode();
          split.put("type", "Split").put("behavior", "Isolated").put("invert", false);
          split.putObject("pattern").put("Regex", "(a+)+$");
          json.set("pre_tokenizer", split);
        });
    Shell.refuses(folder).refused(2, "tokenizer.json", "pre_tokenizer");
    Files.writeString(file, good);
    TinyBase.edit(
        file,
        json -> {
          ObjectNode vocab = (ObjectNode) json.get("model").get("vocab");
          vocab.put("zzz", 5);
        });
    Shell.refuses(folder).refused(2, "tokenizer.json", "both have id 5");
    Files.writeString(file, good);
    TinyBase.edit(file, json -> ((ObjectNode) json.get("model").get("vocab")).put("zzz", -1));
    Shell.refuses(folder).refused(2, "tokenizer.json", "-1");
    Files.writeString(file, good);
    TinyBase.edit(file, json -> ((ArrayNode) json.get("model").get("merges")).add("q w"));
    Shell.refuses(folder).refused(2, "tokenizer.json", "merges");
    Files.writeString(file, good);
    TinyBase.edit(file, json -> ((ObjectNode) json.get("added_tokens").get(0)).put("content", ""));
    Shell.refuses(folder).refused(2, "tokenizer.json", "added_tokens[0]");
    Files.writeString(file, "{\"model\":" + "[".repeat(50_000));
    Shell.refuses(folder).refused(2, "tokenizer.json");
    Files.writeString(file, "");
    Shell.refuses(folder).refused(2, "tokenizer.json");
    Files.delete(file);
    Shell.refuses(folder).refused(2, "tokenizer.json", "chat.jsonl:1");
    for (String name : List.of("merges.txt", "vocab.txt", "spiece.model", "tokenizer.model")) {
      Files.writeString(base.resolve(name), "old");
      Shell.refuses(folder).refused(3, "base", name, "supported is tokenizer.json", "with Python");
    }
    // tokens need no tokenizer
    Files.writeString(folder.resolve("rows.jsonl"), "{\"input_ids\":[1,2]}\n");
    assertThat(
            Shell.run("score", base.toString(), "--ids", folder.resolve("rows.jsonl").toString())
                .code())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {{ raise_exception('only on Sundays') }}                  | only on Sundays
          {% for i in range(1000000000) %}x{% endfor %}             | chat_template.jinja:1
          {% macro m() %}{{ m() }}{% endmacro %}{{ m() }}           | chat_template.jinja
          {{ ''.__class__.__mro__[1].__subclasses__() }}            | chat_template.jinja:1
          {% for m in messages %}                                   | chat_template.jinja:1
          '{{ messages | nosuchfilter }}'                           | nosuchfilter
          {% include 'x' %}                                         | include
          {{ 'x' * 1000000000 }}                                    | chat_template.jinja:1
          {{ messages[0].content }}                                 | no token of any example is supervised
          """)
  void templates(String source, String part) throws IOException {
    Files.writeString(base.resolve("chat_template.jinja"), source);
    Shell.refuses(folder).refused(2, part);
  }

  @Test
  void noTemplate() throws IOException {
    Files.delete(base.resolve("chat_template.jinja"));
    Shell.refuses(folder).refused(2, "chat.jsonl:1", "chat template");
  }

  @Test
  void adapters() throws IOException {
    Path run = folder.resolve("first");
    assertThat(
            Shell.run("tune", folder.resolve("recipe.yaml").toString(), "--out", run.toString())
                .code())
        .isZero();
    Path adapter = run.resolve("adapter");
    TinyBase.recipe(folder, "method: {adapter: " + adapter + "}\n");
    Path config = adapter.resolve("adapter_config.json");
    String good = Files.readString(config);
    for (Map.Entry<String, String> bad :
        Map.of("r", "-1", "lora_alpha", "\"x\"", "peft_type", "\"IA3\"", "use_dora", "true")
            .entrySet()) {
      JsonNode value = TinyBase.JSON.readTree(bad.getValue());
      TinyBase.edit(config, json -> json.set(bad.getKey(), value));
      Shell.Result result = Shell.refuses(folder);
      result.refused(result.code() == 3 ? 3 : 2, "adapter_config.json", bad.getKey());
      Files.writeString(config, good);
    }
    TinyBase.edit(base.resolve("config.json"), json -> json.put("num_hidden_layers", 1));
    Map<String, int[]> fewer =
        new LinkedHashMap<>(
            TinyBase.shapes(
                TinyBase.JSON
                    .readTree(Files.readString(base.resolve("config.json")))
                    .get("vocab_size")
                    .asInt()));
    fewer.keySet().removeIf(name -> name.contains("layers.1."));
    TinyBase.safetensors(base.resolve("model.safetensors"), fewer);
    Shell.refuses(folder)
        .refused(2, "adapter_config.json: target_modules", "model.layers.1.", "in layers 0 to 0");
  }
}
