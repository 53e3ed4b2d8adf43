package luthier.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import luthier.kernel.Kernels;
import luthier.kernel.StockKernels;
import luthier.kernel.VectorKernels;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Ops;
import luthier.operation.Tape;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Generation with a cache against its slow twin, which computes the whole sequence for every
/// token.
final class CacheTwinTest {

  @TempDir Path directory;

  @BeforeAll
  static void load() {
    LibTorch.load();
    torch.set_num_threads(1);
  }

  /// Each architecture and kind of rope: model type, further keys of `config.json`, kernels.
  static Stream<Arguments> models() {
    String original = "\"original_max_position_embeddings\": 16";
    return Stream.of(
            List.of("llama", ""),
            List.of("mistral, window of 6", "\"sliding_window\": 6"),
            List.of(
                "qwen2, window in every other layer",
                "\"layer_types\": [\"sliding_attention\", \"full_attention\"],"
                    + " \"use_sliding_window\": true, \"sliding_window\": 5"),
            List.of("qwen3", "\"attention_bias\": false"),
            List.of("gemma2", "\"sliding_window\": 5, \"attn_logit_softcapping\": 2.0"),
            List.of("gemma3_text", "\"sliding_window\": 5, \"sliding_window_pattern\": 2"),
            List.of("smollm3", "\"no_rope_layers\": [1, 0]"),
            List.of("stablelm", "\"partial_rotary_factor\": 0.5"),
            List.of("starcoder2", "\"sliding_window\": 5"),
            List.of("mixtral", "\"num_local_experts\": 4"),
            List.of(
                "phi3, long",
                scaling(
                    "\"type\": \"longrope\", \"short_factor\": [1.0, 1.1, 1.2, 1.3],"
                        + " \"long_factor\": [1.0, 2.0, 3.0, 4.0], "
                        + original)),
            List.of("llama, linear", scaling("\"rope_type\": \"linear\", \"factor\": 4.0")),
            List.of("llama, dynamic", scaling("\"rope_type\": \"dynamic\", \"factor\": 3.0")),
            List.of(
                "llama, yarn", scaling("\"rope_type\": \"yarn\", \"factor\": 4.0, " + original)),
            List.of(
                "llama, llama3",
                scaling(
                    "\"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0,"
                        + " \"high_freq_factor\": 4.0, "
                        + original)))
        .flatMap(m ->
            Stream.of(new StockKernels(), new VectorKernels())
                .map(kernels -> Arguments.of(m.get(0), m.get(1), kernels)));
  }

  private static String scaling(String rope) {
    return "\"rope_scaling\": {" + rope + "}";
  }

  /// The prompt is shorter than a window and than the original length; the sequence gets longer
  /// than both.
  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("models")
  void theCacheChangesNothing(String name, String extra, Kernels kernels) throws IOException {
    int[] prompt = {17, 3, 88, 41};
    try (LanguageModel model = model(directory, name, extra)) {
      requireEqual(model, kernels, prompt, 30);
    }
  }

  /// A prompt that already is longer than window and original length, fed in one piece.
  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("models")
  void theCacheChangesNothingAfterALongPrompt(String name, String extra, Kernels kernels)
      throws IOException {
    int[] prompt = IntStream.range(0, 21).map(i -> (i * 37 + 11) % 128).toArray();
    try (LanguageModel model = model(directory, name, extra)) {
      requireEqual(model, kernels, prompt, 12);
    }
  }

  private static void requireEqual(
      LanguageModel model, Kernels kernels, int[] prompt, int newTokens) {
    int[] ids = prompt;
    Sampling.Greedy greedy = new Sampling.Greedy();
    Passes passes = new Passes(model, kernels);
    try (Text text = new Text(model, prompt, newTokens)) {
      for (int i = 0; i < newTokens; i++) {
        float[] cached = passes.logits(List.of(text)).getFirst();
        float[] whole = whole(model, kernels, ids);
        for (int v = 0; v < whole.length; v++) {
          assertThat(cached[v])
              .as("logit %d after %d tokens", v, ids.length)
              .isCloseTo(whole[v], within(2e-5f));
        }
        int next = greedy.choose(whole, i);
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = next;
        text.add(next);
      }
    }
    int[] generated =
        new Generator(model, kernels, List.of()).generate(prompt, newTokens, greedy, _ -> {});
    assertThat(generated).isEqualTo(Arrays.copyOfRange(ids, prompt.length, ids.length));
  }

  private static float[] whole(LanguageModel model, Kernels kernels, int[] ids) {
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      Documents one = Documents.of(ids.length);
      Ops ops = new Ops(kernels, tape, 0, Dropout.none(one), GradientSink.ACCUMULATE);
      long[] wide = Arrays.stream(ids).asLongStream().toArray();
      Tensor hidden = model.hidden(ops, Native.longs(wide), one, false).data();
      return Native.toFloats(model.head().logits(hidden.narrow(0, ids.length - 1L, 1)));
    }
  }

  /// Random weights that are large enough for attention to matter.
  static LanguageModel model(Path directory, String name, String extra) throws IOException {
    int comma = name.indexOf(',');
    String type = comma < 0 ? name : name.substring(0, comma);
    int positions = name.endsWith("dynamic") ? 16 : 64;
    Files.writeString(
        directory.resolve("config.json"),
        """
        {"model_type": "%s", "hidden_size": 32, "num_hidden_layers": 2,
         "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8,
         "intermediate_size": 48, "vocab_size": 128, "max_position_embeddings": %d,
         "initializer_range": 0.25, "tie_word_embeddings": false%s}
        """
            .formatted(type, positions, extra.isEmpty() ? "" : ", " + extra));
    return Models.random(directory, 5, ScalarType.Float, false);
  }
}
