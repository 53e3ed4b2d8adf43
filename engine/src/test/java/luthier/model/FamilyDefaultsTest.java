package luthier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import luthier.InvalidInputException;
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
    assertThat(shape.maxPositions()).isEqualTo(positions);
    assertThat(shape.keyHeads()).isEqualTo(keyHeads);
    assertThat(shape.headSize()).isEqualTo(headSize);
    assertThat(Arrays.stream(shape.windows()).boxed())
        .hasSize(4)
        .containsOnly(window == 0 ? NONE : window);
    assertThat(shape.normEpsilon()).isEqualTo(1e-6);
    assertThat(shape.initializerRange()).isEqualTo(0.02);
    assertThat(shape.tied()).isFalse();
    assertThat(shape.outputBias()).isFalse();
    assertThat(shape.feedForwardBias()).isFalse();
    assertThat(shape.queryKeyValueBias()).isEqualTo(family.equals("qwen2"));
    assertThat(shape.headNorm()).isEqualTo(family.equals("qwen3"));
    assertThat(shape.rope()).isEqualTo(new Rope.Default(10_000));
  }

  @ParameterizedTest
  @CsvSource({"llama", "mistral", "qwen2", "qwen3"})
  void nullFollowsFromTheOtherKeys(String family) throws IOException {
    DecoderShape shape =
        shape(family, ",\"num_key_value_heads\":null,\"head_dim\":null,\"sliding_window\":null");
    assertThat(shape.keyHeads()).isEqualTo(32);
    assertThat(shape.headSize()).isEqualTo(8);
    assertThat(Arrays.stream(shape.windows()).boxed()).containsOnly(NONE);
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
      assertThat(shape(family, "," + keys).windows())
          .isEqualTo(
              Arrays.stream(expected.split(" "))
                  .mapToInt(Integer::parseInt)
                  .map(window -> window == 0 ? NONE : window)
                  .toArray());
    }
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
