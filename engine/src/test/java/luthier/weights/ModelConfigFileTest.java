package luthier.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys that any `config.json` may carry, and those that change what is computed.
final class ModelConfigFileTest {

  @TempDir Path directory;

  @Test
  void keysOfEveryModelNeedNotBeRead() throws IOException {
    ConfigSection config =
        open(
            """
            {"architectures": ["LlamaForCausalLM"], "torch_dtype": "bfloat16", "dtype": "float32",
             "transformers_version": "4.57.6", "_name_or_path": "x/y", "use_cache": true,
             "bos_token_id": 1, "eos_token_id": [2, 3], "pad_token_id": null,
             "id2label": {"0": "a"}, "label2id": {"a": 0}, "problem_type": "regression",
             "initializer_range": 0.02, "temperature": 0.7, "is_encoder_decoder": false,
             "is_decoder": false, "add_cross_attention": false, "pruned_heads": {},
             "tie_encoder_decoder": false, "auto_map": {}, "return_dict": true}\
            """);
    assertThat(config.number("initializer_range", 1)).isEqualTo(0.02);
    assertThatCode(config::refuseUnread).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"is_encoder_decoder\": true",
        "\"is_decoder\": true",
        "\"add_cross_attention\": true",
        "\"pruned_heads\": {\"0\": [1]}",
        "\"logit_scale\": 0.5"
      })
  void keysThatChangeTheComputationAreRefused(String entry) throws IOException {
    ConfigSection config = open("{" + entry + "}");
    assertThatThrownBy(config::refuseUnread)
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining(
            entry.substring(1, entry.indexOf('"', 1)) + ": Luthier does not know");
  }

  @Test
  void quantizedCheckpointsAreRefusedWithTheReason() throws IOException {
    ConfigSection config = open("{\"quantization_config\": {\"quant_method\": \"gptq\"}}");
    assertThatThrownBy(config::refuseUnread)
        .isInstanceOf(UnsupportedException.class)
        .hasMessageEndingWith(
            "quantization_config: the checkpoint is quantized; take the one with F32, F16 or BF16"
                + " weights");
  }

  @Test
  void cf05RemoteCodeIsRefusedAtOnce() {
    assertThatThrownBy(
            () -> open("{\"auto_map\": {\"AutoModel\": \"evil--repo.Model\"}, \"hidden_size\": 0}"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("auto_map: asks for Python code of the checkpoint")
        .hasMessageContaining("evil--repo.Model")
        .hasMessageContaining("Luthier runs no remote code");
  }

  @Test
  void aDirectoryWithoutConfigurationIsRefused() {
    assertThatThrownBy(() -> ModelConfigFile.open(directory))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(directory + ": has no config.json, expected a model directory");
  }

  private ConfigSection open(String json) throws IOException {
    Files.writeString(directory.resolve("config.json"), json);
    return ModelConfigFile.open(directory);
  }
}
