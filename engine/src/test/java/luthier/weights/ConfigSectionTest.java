package luthier.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A configuration whose every key is used, known to be harmless, or refused by name.
final class ConfigSectionTest {

  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = directory.resolve("config.json");
  }

  @Test
  void givesTypedValuesAndTreatsNullAsAbsent() throws IOException {
    ConfigSection config =
        open(
            """
            {"size": 7, "zero": 0, "eps": 1e-5, "whole": 3, "flag": true, "name": "silu",
             "none": null, "kinds": ["a", "b"], "factors": [1, 2.5], "id": 2, "ids": [3, 4],
             "inner": {"x": 1}}\
            """);
    assertThat(config.integer("size")).isEqualTo(7);
    assertThat(config.integer("none", 5)).isEqualTo(5);
    assertThat(config.optionalInteger("none")).isEmpty();
    assertThat(config.count("zero", 9)).isZero();
    assertThat(config.number("eps")).isEqualTo(1e-5);
    assertThat(config.number("whole", 1)).isEqualTo(3);
    assertThat(config.number("none", 2)).isEqualTo(2);
    assertThat(config.positive("absent", 0)).isZero();
    assertThat(config.probability("absent")).isZero();
    assertThat(config.bool("flag")).isTrue();
    assertThat(config.bool("none", true)).isTrue();
    assertThat(config.text("name")).isEqualTo("silu");
    assertThat(config.optionalText("none")).isEmpty();
    assertThat(config.texts("kinds")).containsExactly("a", "b");
    assertThat(config.texts("none")).isEmpty();
    assertThat(config.numbers("factors")).containsExactly(1.0, 2.5);
    assertThat(config.tokenIds("id")).containsExactly(2);
    assertThat(config.tokenIds("ids")).containsExactly(3, 4);
    assertThat(config.tokenIds("none")).isEmpty();
    assertThat(config.has("none")).isFalse();
    assertThat(config.optionalSection("none")).isEmpty();
    assertThat(config.optionalSection("inner").orElseThrow().integer("x")).isEqualTo(1);
    assertThatCode(config::refuseUnread).doesNotThrowAnyException();
  }

  @Test
  void keysThatNobodyReadAreRefusedByName() throws IOException {
    ConfigSection config =
        open("{\"a\": 1, \"b\": 2, \"c\": {\"d\": 3, \"e\": 4}, \"f\": null, \"g\": {\"h\": 5}}");
    config.integer("a");
    config.optionalSection("c").orElseThrow().integer("d");
    assertThatThrownBy(config::refuseUnread)
        .isInstanceOf(UnsupportedException.class)
        .hasMessage(
            file
                + """
                : 3 problems:
                  b: Luthier does not know this setting (2)
                  g: Luthier does not know this setting ({"h":5})
                  c.e: Luthier does not know this setting (4)\
                """);
  }

  @Test
  void irrelevantKeysAndAcceptedValuesPass() throws IOException {
    ConfigSection config =
        open("{\"a\": [], \"b\": \"silu\", \"c\": 1.0, \"d\": false, \"e\": {\"x\": 1}}");
    config.irrelevant("a", "not there");
    config.only("b", "gelu", "silu");
    config.only("c", 1);
    config.only("d", false);
    config.optionalSection("e").orElseThrow().irrelevantRest();
    assertThatCode(config::refuseUnread).doesNotThrowAnyException();
  }

  @Test
  void otherValuesThanTheAcceptedAreUnsupported() throws IOException {
    ConfigSection config = open("{\"a\": \"relu\", \"b\": 2, \"c\": {}, \"d\": \"true\"}");
    config.only("a", "gelu", "silu");
    config.only("b", 1);
    config.only("c", 1);
    config.only("absent", 1);
    config.irrelevant("d");
    assertThatThrownBy(config::refuseUnread)
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("a: found \"relu\", supported is only gelu or silu")
        .hasMessageContaining("b: found 2, supported is only 1")
        .hasMessageContaining("c: found {}, supported is only 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.0", "\"7\"", "true", "[]", "1e3", "1000000000000000000"})
  void wrongSizesAreRefused(String value) throws IOException {
    ConfigSection config = open("{\"hidden_size\": " + value + "}");
    assertThat(config.integer("hidden_size")).isEqualTo(1);
    assertThatThrownBy(config::refuseUnread)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("hidden_size: found ")
        .hasMessageEndingWith(", expected a whole number from 1 to 262144");
  }

  @ParameterizedTest
  @CsvSource({
    "vocab_size, 2147483648",
    "vocab_size, 2147483647",
    "num_hidden_layers, 1000000",
    "num_attention_heads, 100000",
    "intermediate_size, 1000000000",
    "max_position_embeddings, 1000000000000"
  })
  void absurdSizesAreRefused(String key, String value) throws IOException {
    ConfigSection config = open("{\"" + key + "\": " + value + "}");
    config.integer(key);
    assertThatThrownBy(config::refuseUnread)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            file + ": " + key + ": found " + value + ", expected a whole number from 1 to ");
  }

  @Test
  void allWrongValuesAreReportedTogetherWithUnknownKeys() throws IOException {
    ConfigSection config =
        open(
            "{\"a\": \"x\", \"b\": 1e999999999, \"c\": 0, \"d\": 1.5, \"e\": [1], \"f\": [\"x\"],"
                + " \"g\": -3, \"h\": 7, \"i\": 1, \"j\": 5}");
    config.integer("missing");
    config.bool("a");
    config.number("b");
    config.positive("c", 1);
    config.probability("d");
    config.texts("e");
    config.numbers("f");
    config.tokenIds("g");
    config.text("h");
    config.optionalSection("i");
    assertThatThrownBy(config::refuseUnread)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(file + ": 11 problems:\n")
        .hasMessageContaining("missing: missing")
        .hasMessageContaining("a: found \"x\", expected true or false")
        .hasMessageContaining("b: found ")
        .hasMessageContaining("c: found 0.0, expected a number above 0")
        .hasMessageContaining("d: found 1.5, expected a number from 0 to below 1")
        .hasMessageContaining("e: found [1], expected a list of texts")
        .hasMessageContaining("f: found [\"x\"], expected a list of finite numbers")
        .hasMessageContaining("g: found -3, expected token ids from 0")
        .hasMessageContaining("h: found 7, expected a text")
        .hasMessageContaining("i: found 1, expected an object")
        .hasMessageContaining("j: Luthier does not know this setting (5)");
  }

  @Test
  void multiplesAreOnlyAskedOfValuesThatAreRight() throws IOException {
    ConfigSection config = open("{\"a\": 10, \"b\": 3, \"c\": 0}");
    int a = config.integer("a");
    config.requireMultiple("a", a, "b", config.integer("b"));
    config.requireMultiple("c", config.integer("c"), "a", a);
    assertThatThrownBy(config::refuseUnread)
        .hasMessageContaining("2 problems")
        .hasMessageContaining("a: found 10, expected a multiple of b = 3")
        .hasMessageContaining("c: found 0, expected a whole number");
  }

  @Test
  void longValuesAreCut() throws IOException {
    ConfigSection config = open("{\"a\": \"" + "x\\n".repeat(5000) + "\"}");
    assertThatThrownBy(config::refuseUnread)
        .hasMessageContaining("a: Luthier does not know this setting (\"x\\nx\\n")
        .message()
        .hasSizeLessThan(300);
  }

  private ConfigSection open(String json) throws IOException {
    return ConfigSection.ofFile(Files.writeString(file, json));
  }
}
