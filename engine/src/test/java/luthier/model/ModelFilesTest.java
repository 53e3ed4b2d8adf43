package luthier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.UnsupportedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole model directories whose configuration is wrong, and configurations in both spellings.
final class ModelFilesTest {

  @TempDir Path directory;
  private String config = "";

  static Path fixture(String name) throws URISyntaxException {
    return Path.of(ModelFilesTest.class.getResource("/luthier/weights/" + name).toURI());
  }

  @BeforeEach
  void copyGoodModel() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(fixture("sharded"))) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName().toString()));
      }
    }
    config = Files.readString(directory.resolve("config.json"));
  }

  @Test
  void theUnchangedModelIsGood() {
    assertThat(Models.inspect(directory, true).parameters()).isEqualTo(16544);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "cf01 zero hidden | \"hidden_size\": 32 | \"hidden_size\": 0 "
            + "| hidden_size: found 0, expected a whole number from 1 to 262144",
        "cf02 heads | \"num_key_value_heads\": 2 | \"num_key_value_heads\": 3 "
            + "| num_attention_heads: found 4, expected a multiple of num_key_value_heads = 3",
        "cf03 10^18 | \"hidden_size\": 32 | \"hidden_size\": 1000000000000000000 "
            + "| hidden_size: found 1000000000000000000, expected a whole number from 1 to 262144",
        "cf03 10^18 by layers | \"num_hidden_layers\": 2 | \"num_hidden_layers\": 1000000 "
            + "| num_hidden_layers: found 1000000, expected a whole number from 1 to 4096",
        "cf04 vocabulary | \"vocab_size\": 128 | \"vocab_size\": 2147483648 "
            + "| vocab_size: found 2147483648, expected a whole number from 1 to 16777216",
        "cf06 text | \"rms_norm_eps\": 1e-06 | \"rms_norm_eps\": \"small\" "
            + "| rms_norm_eps: found \"small\", expected a finite number",
        "cf06 list | \"num_hidden_layers\": 2 | \"num_hidden_layers\": [2] "
            + "| num_hidden_layers: found [2], expected a whole number from 1 to 4096",
        "cf06 number | \"mlp_bias\": false | \"mlp_bias\": 0 "
            + "| mlp_bias: found 0, expected true or false",
        "cf07 shapes | \"intermediate_size\": 32 | \"intermediate_size\": 48 "
            + "| model.layers.1.mlp.up_proj.weight: found [32, 32], expected [48, 32]",
        "cf07 layers | \"num_hidden_layers\": 2 | \"num_hidden_layers\": 3 "
            + "| model.layers.2.self_attn.q_proj.weight [32, 32]"
      })
  void badConfigurationsAreRefused(String name, String before, String after, String reason)
      throws IOException {
    assertThat(config).contains(before);
    Files.writeString(directory.resolve("config.json"), config.replace(before, after));
    assertThatThrownBy(() -> Models.inspect(directory, true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(directory.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void cf05RemoteCodeIsRefused() throws IOException {
    Files.writeString(
        directory.resolve("config.json"),
        config.replaceFirst("\\{", "{\"auto_map\": {\"AutoModelForCausalLM\": \"m.M\"},"));
    assertThatThrownBy(() -> Models.inspect(directory, true))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("Luthier runs no remote code");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"model_type\": 7}", "{\"model_type\": \"llama\"}", "[]"})
  void hardlyAnyConfigurationIsNoReasonToCrash(String json) throws IOException {
    Files.writeString(directory.resolve("config.json"), json);
    assertThatThrownBy(() -> Models.inspect(directory, true))
        .isInstanceOf(LuthierException.class)
        .hasMessageContaining("config.json: ");
  }

  static Stream<String> spellings() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(fixture("configs"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("-v5.json"))
          .map(name -> name.substring(0, name.length() - 8))
          .sorted()
          .toList()
          .stream();
    }
  }

  /// transformers 4 and 5 write the same model differently.
  @ParameterizedTest
  @MethodSource("spellings")
  void bothSpellingsMeanTheSameModel(String name) throws IOException, URISyntaxException {
    DecoderShape four = shape(name + ".json");
    DecoderShape five = shape(name + "-v5.json");
    assertThat(five).isEqualTo(four);
  }

  private DecoderShape shape(String name) throws IOException, URISyntaxException {
    Files.copy(
        fixture("configs").resolve(name),
        directory.resolve("config.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    return Models.shape(directory);
  }
}
