package luthier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import luthier.weights.ConfigSection;
import luthier.weights.ModelConfigFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Frequencies against numbers that transformers computed (`rope.json`), and what is refused.
final class RopeTest {

  @TempDir Path directory;

  static Stream<JsonNode> cases() throws IOException {
    String text =
        new String(
            RopeTest.class.getResourceAsStream("rope.json").readAllBytes(), StandardCharsets.UTF_8);
    return StreamSupport.stream(new JsonMapper().readTree(text).spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsTransformers(JsonNode expected) throws IOException {
    JsonNode config = expected.get("config");
    int headSize = config.get("head_dim").intValue();
    Rope rope = read(config.toString());
    for (JsonNode result : expected.get("results")) {
      long length = result.get("length").longValue();
      double[] found = rope.inverseFrequencies(headSize, length);
      assertThat(found).hasSize(headSize / 2);
      for (int i = 0; i < found.length; i++) {
        double wanted = result.get("frequencies").get(i).doubleValue();
        assertThat(found[i])
            .as("%s, length %d, pair %d", expected.get("name"), length, i)
            .isCloseTo(wanted, within(1e-6 * wanted));
      }
      assertThat(rope.attentionScaling())
          .isCloseTo(result.get("attention_scaling").doubleValue(), within(1e-12));
    }
  }

  @Test
  void onlyDynamicRopesDependOnLengthAndOnlyBeyondTheirPositions() throws IOException {
    Rope dynamic = read("{\"rope_scaling\": {\"type\": \"dynamic\", \"factor\": 2}}");
    assertThat(dynamic.dependsOnLength(128)).isFalse();
    assertThat(dynamic.dependsOnLength(129)).isTrue();
    assertThat(dynamic.inverseFrequencies(8, 129)[1])
        .isLessThan(dynamic.inverseFrequencies(8, 128)[1]);
    Rope linear = read("{\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2}}");
    assertThat(linear.dependsOnLength(1_000_000)).isFalse();
  }

  @Test
  void absentKeysGiveTheFamilysBase() throws IOException {
    assertThat(read("{}")).isEqualTo(new Rope.Default(5000));
    assertThat(read("{\"rope_scaling\": null, \"rope_theta\": 7}")).isEqualTo(new Rope.Default(7));
    assertThat(read("{\"rope_parameters\": {\"rope_type\": \"default\"}}"))
        .isEqualTo(new Rope.Default(5000));
  }

  @Test
  void yarnTakesTheFactorFromTheLengthsWhereNoneIsGiven() throws IOException {
    String config =
        "{\"rope_scaling\": {\"type\": \"yarn\", \"factor\": null,"
            + " \"original_max_position_embeddings\": 32}}";
    assertThat(read(config))
        .isEqualTo(new Rope.Yarn(5000, 4, 32, 0.1 * Math.log(4) + 1, 32, 1, true));
  }

  @Test
  void theOriginalLengthMayStandOutside() throws IOException {
    String scaling = "\"rope_scaling\": {\"type\": \"yarn\", \"factor\": 2}";
    assertThat(read("{\"original_max_position_embeddings\": 64, " + scaling + "}"))
        .isInstanceOfSatisfying(
            Rope.Yarn.class, yarn -> assertThat(yarn.originalPositions()).isEqualTo(64));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mrope", "ntk"})
  void unknownKindsAreRefusedByName(String type) {
    String config =
        "{\"rope_scaling\": {\"rope_type\": \"" + type + "\", \"long_factor\": [1.0, 2.0]}}";
    assertThatThrownBy(() -> read(config))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageEndingWith(
            "rope_scaling.rope_type: found '"
                + type
                + "', supported are default, linear, dynamic, llama3, yarn and longrope");
  }

  @Test
  void keysOfAnotherKindAreRefused() {
    assertThatThrownBy(
            () -> read("{\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2, \"mscale\": 1}}"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("rope_scaling.mscale: Luthier does not know this setting (1)");
    assertThatThrownBy(() -> read("{\"original_max_position_embeddings\": 64}"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("original_max_position_embeddings");
  }

  @Test
  void longFactorsMustBeOneForEachPair() {
    assertThatThrownBy(() ->
            read(
                "{\"rope_scaling\": {\"type\": \"longrope\", \"short_factor\": [1.0],"
                    + " \"long_factor\": [1.0, 2.0, 3.0, -4.0]}}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("rope_scaling.original_max_position_embeddings: missing")
        .hasMessageContaining("rope_scaling.short_factor: found 1 numbers, expected 4 above 0")
        .hasMessageContaining("rope_scaling.long_factor: found 4 numbers, expected 4 above 0");
  }

  @Test
  void partOfAHeadIsRefused() {
    assertThatThrownBy(() -> read("{\"rope_parameters\": {\"partial_rotary_factor\": 0.5}}"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining(
            "rope_parameters.partial_rotary_factor: found 0.5, supported is only 1");
  }

  @Test
  void allProblemsAreReportedTogether() {
    String config =
        "{\"rope_theta\": -1, \"head_dim\": 7, \"rope_scaling\": {\"rope_type\": \"llama3\","
            + " \"factor\": 0.5, \"high_freq_factor\": 1, \"low_freq_factor\": 4,"
            + " \"original_max_position_embeddings\": \"many\"}}";
    assertThatThrownBy(() -> read(config))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("5 problems")
        .hasMessageContaining("rope_theta: found -1.0, expected a number above 0")
        .hasMessageContaining("head_dim: found 7, expected an even number")
        .hasMessageContaining("rope_scaling.factor: found 0.5, expected at least 1")
        .hasMessageContaining("rope_scaling.high_freq_factor: found 1.0, expected more than 4.0")
        .hasMessageContaining("rope_scaling.original_max_position_embeddings: found \"many\"");
  }

  @Test
  void missingAndContradictingKeysAreReported() {
    assertThatThrownBy(() -> read("{\"rope_scaling\": {\"type\": \"llama3\"}}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("rope_scaling.low_freq_factor: missing")
        .hasMessageContaining("rope_scaling.high_freq_factor: missing")
        .hasMessageContaining("rope_scaling.factor: missing");
    assertThatThrownBy(() -> read("{\"rope_scaling\": {\"type\": \"yarn\"}}"))
        .hasMessageContaining("rope_scaling.factor: missing");
    assertThatThrownBy(
            () -> read("{\"rope_theta\": 10, \"rope_parameters\": {\"rope_theta\": 11}}"))
        .hasMessageContaining("rope_parameters.rope_theta: found 11.0 here and 10.0 outside");
    assertThatThrownBy(
            () -> read("{\"rope_scaling\": {\"type\": \"linear\", \"rope_type\": \"default\"}}"))
        .hasMessageContaining("rope_scaling.type: found 'linear' beside rope_type 'default'");
    assertThatThrownBy(() ->
            read(
                "{\"rope_parameters\": {\"rope_type\": \"default\"},"
                    + " \"rope_scaling\": {\"type\": \"default\"}}"))
        .hasMessageContaining("rope_scaling: given beside rope_parameters");
  }

  @Test
  void negativeMagnitudesCannotReachTheComputation() {
    String config =
        "{\"rope_scaling\": {\"type\": \"yarn\", \"factor\": 4, \"mscale\": -30,"
            + " \"mscale_all_dim\": 1, \"attention_factor\": 0, \"beta_fast\": 1, \"beta_slow\":"
            + " 2}}";
    assertThatThrownBy(() -> read(config))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("mscale: found -30.0, expected a number above 0")
        .hasMessageContaining("attention_factor: found 0.0")
        .hasMessageContaining("beta_fast: found 1.0, expected at least beta_slow = 2.0");
  }

  private Rope read(String json) throws IOException {
    Files.writeString(directory.resolve("config.json"), json);
    ConfigSection config = ModelConfigFile.open(directory);
    int positions = config.integer("max_position_embeddings", 128);
    Rope rope = RopeConfig.read(config, config.integer("head_dim", 8), positions, 5000);
    config.refuseUnread();
    return rope;
  }
}
