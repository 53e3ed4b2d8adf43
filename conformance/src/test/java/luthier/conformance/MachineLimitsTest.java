package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import luthier.LuthierException;
import luthier.ResourceException;
import luthier.estimate.MemoryLimit;
import luthier.estimate.SpeedRecord;
import luthier.recipe.Recipe;
import luthier.run.FineTune;
import luthier.run.Machine;
import luthier.runlog.RunListener;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a run does on machines of other sizes: nothing is loaded, so that the model may be large.
class MachineLimitsTest {

  private static final long PLENTY = 64L << 30;

  @TempDir private Path folder = Path.of("");

  /// A model of 135 million parameters and 16 examples of 512 tokens.
  @BeforeEach
  void base() throws IOException {
    Path base = Files.createDirectory(folder.resolve("base"));
    Files.writeString(
        base.resolve("config.json"),
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 576,
         "intermediate_size": 1536, "num_hidden_layers": 30, "num_attention_heads": 9,
         "num_key_value_heads": 3, "vocab_size": 49152, "max_position_embeddings": 2048,
         "tie_word_embeddings": true}
        """);
    weights(base.resolve("model.safetensors"));
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      rows.append("{\"input_ids\":[").append(i);
      rows.append(",7".repeat(511)).append("]}\n");
    }
    Files.writeString(folder.resolve("rows.jsonl"), rows);
  }

  /// A header with a hole behind it: nobody reads the numbers before a run starts.
  private static void weights(Path file) throws IOException {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("model.embed_tokens.weight", new long[] {49152, 576});
    shapes.put("model.norm.weight", new long[] {576});
    for (int i = 0; i < 30; i++) {
      String layer = "model.layers." + i + ".";
      shapes.put(layer + "input_layernorm.weight", new long[] {576});
      shapes.put(layer + "post_attention_layernorm.weight", new long[] {576});
      shapes.put(layer + "self_attn.q_proj.weight", new long[] {576, 576});
      shapes.put(layer + "self_attn.k_proj.weight", new long[] {192, 576});
      shapes.put(layer + "self_attn.v_proj.weight", new long[] {192, 576});
      shapes.put(layer + "self_attn.o_proj.weight", new long[] {576, 576});
      shapes.put(layer + "mlp.gate_proj.weight", new long[] {1536, 576});
      shapes.put(layer + "mlp.up_proj.weight", new long[] {1536, 576});
      shapes.put(layer + "mlp.down_proj.weight", new long[] {576, 1536});
    }
    StringBuilder header = new StringBuilder("{");
    long end = 0;
    for (Map.Entry<String, long[]> each : shapes.entrySet()) {
      long start = end;
      end += 2 * Arrays.stream(each.getValue()).reduce(1, (a, b) -> a * b);
      header
          .append(header.length() > 1 ? "," : "")
          .append("\"" + each.getKey() + "\":{\"dtype\":\"BF16\",\"shape\":")
          .append(Arrays.toString(each.getValue()))
          .append(",\"data_offsets\":[" + start + "," + end + "]}");
    }
    byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.writeLong(Long.reverseBytes(json.length));
      out.write(json);
      out.setLength(8 + json.length + end);
    }
  }

  @Test
  void whatFitsIsTrainedInLargePasses() {
    String text = check(machine(PLENTY));
    assertThat(text).contains("micro_batch_size: 4").contains("activation_checkpointing: false");
    assertThat(text).contains("memory: needs about ").contains("time: about ");
  }

  @Test
  void lessMemoryMakesSmallerPasses() {
    String text = check(machine(needed(PLENTY) * 9 / 10));
    assertThat(text).contains("micro_batch_size: 2").contains("activation_checkpointing: false");
  }

  @Test
  void stillLessComputesActivationsAgain() {
    String auto = "training.activation_checkpointing=auto";
    String workers = "threads=8"; // each keeps a pass of its own
    long smallest = needed(PLENTY, "training.micro_batch_size=1", workers);
    String text = check(machine(smallest), auto, workers);
    assertThat(text).contains("activation_checkpointing: true");
    assertThat(text).contains("activations would not fit");
    // the answer depends on nothing but the machine's size
    assertThat(check(machine(smallest), auto, workers)).isEqualTo(text);
  }

  @Test
  void whatCannotFitIsRefused() {
    assertThatThrownBy(() -> check(machine(400L << 20)))
        .isInstanceOf(ResourceException.class)
        .asInstanceOf(InstanceOfAssertFactories.type(LuthierException.class))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(4))
        .satisfies(e ->
            assertThat(e.getMessage())
                .contains("not enough memory", "needs about", "there are 400 MB, a test's")
                .contains("training.activation_checkpointing: true", "training.max_length")
                .contains("fewer threads")
                .doesNotContain("method.kind: lora"));
  }

  @Test
  void tuneRefusesBeforeItWritesAnything() {
    Path run = folder.resolve("run");
    assertThatThrownBy(() -> fineTune(machine(400L << 20)).run(run, false))
        .isInstanceOf(ResourceException.class);
    assertThat(run).doesNotExist();
  }

  @Test
  void moreThreadsThanProcessorsAreTold() {
    assertThat(check(machine(PLENTY), "threads=5"))
        .contains("threads = 5: as asked, but this process may use 2 processors");
    assertThat(check(machine(PLENTY), "threads=2")).doesNotContain("threads = 2: as asked");
  }

  @Test
  void bfloat16OnAProcessorWithoutItFallsBack() {
    Machine old =
        new Machine("an old one", false, 2, new MemoryLimit(PLENTY, "a test's"), 0, speeds());
    assertThat(check(old, "training.dtype=bfloat16"))
        .contains("training.dtype = float32: bfloat16 was asked for", "an old one", "twice")
        .contains("dtype: float32");
  }

  @Test
  void aDeviceThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> check(machine(PLENTY), "device=cuda"))
        .isInstanceOf(LuthierException.class)
        .hasMessageContaining("device: cuda");
  }

  private long needed(long memory, String... overrides) {
    Matcher found =
        Pattern.compile("memory: needs about ([0-9.]+) GB")
            .matcher(check(machine(memory), overrides));
    assertThat(found.find()).isTrue();
    return (long) (Double.parseDouble(Objects.requireNonNull(found.group(1))) * (1L << 30));
  }

  private String check(Machine machine, String... overrides) {
    return fineTune(machine, overrides).check();
  }

  private FineTune fineTune(Machine machine, String... overrides) {
    Recipe recipe =
        Recipe.parse(
            "test",
            """
            task: text
            base: ./base
            data: {train: rows.jsonl, format: tokens, validation: none}
            method: {kind: lora, r: 8}
            training: {max_steps: 3, batch_size: 16, max_length: 512, dtype: auto}
            """,
            folder,
            List.of(overrides));
    return new FineTune(recipe, folder, RunListener.silent(), () -> false, machine, 0);
  }

  private SpeedRecord speeds() {
    return new SpeedRecord(folder.resolve("speed.json"));
  }

  private Machine machine(long memory) {
    return new Machine("a processor", true, 2, new MemoryLimit(memory, "a test's"), 0, speeds());
  }
}
