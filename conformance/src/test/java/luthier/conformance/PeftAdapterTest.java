package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import luthier.adapter.Adapter;
import luthier.adapter.AdapterFiles;
import luthier.export.Comparison;
import luthier.kernel.StockKernels;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.tensor.LibTorch;
import luthier.weights.SafetensorsFile;
import luthier.weights.SafetensorsWriter;
import luthier.weights.TensorSource;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// An adapter that PEFT made and trained, with the logits that it computes: the part of
/// [InteropTest] that needs no Python.
class PeftAdapterTest {

  private static final Path MADE = Golden.ROOT.resolve("peft").resolve("mixed");

  @BeforeAll
  static void load() {
    LibTorch.load();
    torch.set_num_threads(1);
  }

  /// Ranks and scales of single modules, root scaling, trained biases.
  @Test
  void computesWhatPeftComputes() {
    JsonNode golden = Golden.json(MADE.resolve("golden.json"));
    List<int[]> sequences = new ArrayList<>();
    golden.get("job").get("ids").forEach(ids -> sequences.add(Golden.ints(ids, ids.size())));
    Comparison theirs = Golden.logits(golden.get("logits"));
    try (LanguageModel model = Models.load(base(), ScalarType.Float, false)) {
      Comparison without = Comparison.of(model, new StockKernels(), sequences);
      assertThat(without.largestDifference(theirs)).isGreaterThan(0.1);
      try (Adapter _ = AdapterFiles.load(model, MADE, ScalarType.Float)) {
        Comparison ours = Comparison.of(model, new StockKernels(), sequences);
        double difference = ours.largestDifference(theirs);
        Parity.record("interoperability", "PEFT's adapter in Luthier", "committed", difference);
        assertThat(difference).isLessThan(1e-4);
      }
    }
  }

  /// As `chat` does: the same function without low-rank products. In bfloat16 the changed weights
  /// are rounded once more, which may not count for more than the rounding that is there anyway.
  @ParameterizedTest
  @CsvSource({"float32, 1e-4", "bfloat16, 0"})
  void computesTheSameWhenMerged(String dtype, double least) {
    JsonNode golden = Golden.json(MADE.resolve("golden.json"));
    List<int[]> sequences = new ArrayList<>();
    golden.get("job").get("ids").forEach(ids -> sequences.add(Golden.ints(ids, ids.size())));
    Comparison theirs = Golden.logits(golden.get("logits"));
    ScalarType type = dtype.equals("float32") ? ScalarType.Float : ScalarType.BFloat16;
    try (LanguageModel model = Models.load(base(), type, false);
        Adapter adapter = AdapterFiles.load(model, MADE, type)) {
      double apart = Comparison.of(model, new StockKernels(), sequences).largestDifference(theirs);
      adapter.merge();
      assertThat(model.linears()).allMatch(linear -> linear.lowRank() == null);
      double merged = Comparison.of(model, new StockKernels(), sequences).largestDifference(theirs);
      assertThat(merged).isLessThan(Math.max(least, 2 * apart));
    }
  }

  /// These first values change the base's weights whenever PEFT loads the adapter: read as if they
  /// did not, the adapter would give other answers without a word.
  @ParameterizedTest
  @CsvSource({
    "'\"init_lora_weights\": true', '\"init_lora_weights\": \"pissa\"',"
        + " init_lora_weights=\"pissa\"",
    "'\"init_lora_weights\": true', '\"init_lora_weights\": \"olora\"',"
        + " init_lora_weights=\"olora\"",
    "'\"layers_pattern\": null', '\"layers_pattern\": \"blocks\"', layers_pattern=\"blocks\"",
    "'\"use_dora\": false', '\"use_dora\": true', use_dora=true"
  })
  void whatItCannotDoIsRefusedByName(String before, String after, String reason, @TempDir Path copy)
      throws IOException {
    String config = Files.readString(MADE.resolve("adapter_config.json"));
    assertThat(config).contains(before);
    Files.writeString(copy.resolve("adapter_config.json"), config.replace(before, after));
    Files.copy(
        MADE.resolve("adapter_model.safetensors"), copy.resolve("adapter_model.safetensors"));
    try (LanguageModel model = Models.load(base(), ScalarType.Float, false)) {
      assertThatThrownBy(() -> AdapterFiles.load(model, copy, ScalarType.Float))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("adapter_config.json: not supported: {" + reason);
    }
  }

  /// An adapter that says that biases were trained, and has none of them, would silently answer
  /// with the base's.
  @Test
  void biasesThatAreMissingAreNamed(@TempDir Path copy) throws IOException {
    Files.copy(MADE.resolve("adapter_config.json"), copy.resolve("adapter_config.json"));
    String missing = "base_model.model.model.layers.0.self_attn.q_proj.base_layer.bias";
    try (SafetensorsFile whole = SafetensorsFile.open(MADE.resolve("adapter_model.safetensors"));
        PointerScope _ = new PointerScope()) {
      assertThat(whole.tensors()).containsKey(missing);
      SafetensorsWriter.write(
          copy.resolve("adapter_model.safetensors"),
          whole.tensors().keySet().stream()
              .filter(name -> !name.equals(missing))
              .map(name -> TensorSource.of(name, whole.read(name)))
              .toList(),
          SafetensorsWriter.PYTORCH);
    }
    String message = missing + ": missing";
    assertThatThrownBy(() ->
            AdapterFiles.check(
                copy, Models.linears(base()), Models.biased(base()), Models.tensors(base())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
    AdapterFiles.check(MADE, Models.linears(base()), Models.biased(base()), Models.tensors(base()));
    try (LanguageModel model = Models.load(base(), ScalarType.Float, false)) {
      assertThatThrownBy(() -> AdapterFiles.load(model, copy, ScalarType.Float))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(message);
    }
  }

  private static Path base() {
    return Golden.family("qwen2");
  }
}
