package luthier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a key means that `config.json` does not name, and what null means: as the configuration
/// classes of transformers 5.18 have it.
class FamilyDefaultsTest {

  private static final int NONE = Integer.MAX_VALUE;

  @TempDir private Path folder = Path.of("");

  private DecoderShape shape(String family, String more) throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type":"%s","vocab_size":100,"hidden_size":256,"intermediate_size":64,
         "num_hidden_layers":4,"num_attention_heads":32%s}
        """
            .formatted(family, more));
    return Models.shape(folder);
  }

  private static int[] windows(DecoderShape shape) {
    return shape.layers().stream()
        .mapToInt(l -> {
          int before = l.attention().attention().reach().before();
          return before == Integer.MAX_VALUE ? before : before + 1;
        })
        .toArray();
  }

  private static boolean biases(LinearShape linear) {
    return linear.projections().stream().anyMatch(LinearShape.Projection::bias);
  }

  @ParameterizedTest
  @CsvSource({
    // family, positions, heads of keys, size of a head, window
    "llama, 2048, 32, 8, 0",
    "mistral, 131072, 8, 8, 4096",
    "qwen2, 32768, 32, 8, 0",
    "qwen3, 32768, 32, 128, 0",
  })
  void absentKeys(String family, int positions, int keyHeads, int headSize, int window)
      throws IOException {
    DecoderShape shape = shape(family, "");
    assertThat(shape.sizes().maxPositions()).isEqualTo(positions);
    assertThat(shape.sizes().keyHeads()).isEqualTo(keyHeads);
    assertThat(shape.sizes().headSize()).isEqualTo(headSize);
    assertThat(Arrays.stream(windows(shape)).boxed())
        .hasSize(4)
        .containsOnly(window == 0 ? NONE : window);
    assertThat(shape.finalNorm().epsilon()).isEqualTo(1e-6);
    assertThat(shape.initializerRange()).isEqualTo(0.02);
    assertThat(shape.head().tied()).isFalse();
    LayerShape layer = shape.layers().getFirst();
    assertThat(biases(layer.attention().output())).isFalse();
    assertThat(layer.feedForward().linears().anyMatch(FamilyDefaultsTest::biases)).isFalse();
    assertThat(biases(layer.attention().queryKeyValue())).isEqualTo(family.equals("qwen2"));
    assertThat(layer.attention().queryNorm().isPresent()).isEqualTo(family.equals("qwen3"));
    assertThat(layer.attention().rope()).contains(new Rope.Default(10_000));
  }

  @ParameterizedTest
  @CsvSource({"llama", "mistral", "qwen2", "qwen3"})
  void nullFollowsFromTheOtherKeys(String family) throws IOException {
    DecoderShape shape =
        shape(family, ",\"num_key_value_heads\":null,\"head_dim\":null,\"sliding_window\":null");
    assertThat(shape.sizes().keyHeads()).isEqualTo(32);
    assertThat(shape.sizes().headSize()).isEqualTo(8);
    assertThat(Arrays.stream(windows(shape)).boxed()).containsOnly(NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "use_sliding_window":true                                          | 0 0 0 0
          "use_sliding_window":true,"max_window_layers":2                    | 0 0 4096 4096
          "use_sliding_window":true,"max_window_layers":2,"sliding_window":7 | 0 0 7 7
          "use_sliding_window":true,"max_window_layers":2,"sliding_window":null | 0 0 0 0
          "max_window_layers":2,"sliding_window":7                           | 0 0 0 0
          "use_sliding_window":true,"sliding_window":7,"layer_types":["full_attention","sliding_attention","full_attention","sliding_attention"] | 0 7 0 7
          """)
  void windowsOfQwen(String keys, String expected) throws IOException {
    for (String family : new String[] {"qwen2", "qwen3"}) {
      assertThat(windows(shape(family, "," + keys)))
          .isEqualTo(
              Arrays.stream(expected.split(" "))
                  .mapToInt(Integer::parseInt)
                  .map(window -> window == 0 ? NONE : window)
                  .toArray());
    }
  }

  /// Which layers have a window, which turn, which have experts, where the file does not say it.
  @Test
  void layersOfDifferentKinds() throws IOException {
    assertThat(windows(shape("gemma2", ""))).containsExactly(4096, NONE, 4096, NONE);
    assertThat(windows(shape("gemma3_text", ",\"sliding_window_pattern\":2")))
        .containsExactly(4096, NONE, 4096, NONE);
    assertThat(shape("smollm3", "").layers().stream().map(l -> l.attention().rope().isPresent()))
        .containsExactly(true, true, true, false);
    assertThat(
            shape("qwen3_moe", ",\"decoder_sparse_step\":2,\"mlp_only_layers\":[3]")
                .layers()
                .stream()
                .map(l -> l.feedForward() instanceof FeedForwardShape.Routed))
        .containsExactly(false, true, false, false);
  }

  /// What would change the computation and is not done is refused by its name.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stablelm  | "qk_layernorm":true                | qk_layernorm: found true
          qwen2_moe | "use_sliding_window":true          | use_sliding_window: found true
          mixtral   | "output_router_logits":true        | output_router_logits: found true
          gemma     | "use_bidirectional_attention":true | use_bidirectional_attention: found true
          phi3      | "rope_scaling":{"type":"linear","factor":2} | rope_scaling: this architecture
          granite   | "hidden_act":"mish"                | hidden_act: found 'mish', supported are silu
          olmo2     | "clip_qkv":8.0                     | clip_qkv: Luthier does not know this setting
          """)
  void refusesByName(String family, String keys, String message) {
    assertThatThrownBy(() -> shape(family, "," + keys))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining(message);
  }

  @Test
  void slidingLayersWithoutAWindowAreAContradiction() {
    String types =
        ",\"layer_types\":[\"full_attention\",\"sliding_attention\",\"full_attention\","
            + "\"full_attention\"]";
    assertThatThrownBy(() -> shape("qwen2", types))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layer_types: found sliding_attention, expected sliding_window");
  }
}
