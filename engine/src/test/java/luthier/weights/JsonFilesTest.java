package luthier.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Strict reading of JSON files.
final class JsonFilesTest {

  @TempDir Path directory;

  static Stream<Arguments> badTexts() {
    return Stream.of(
        arguments("empty", "", "expected a JSON object"),
        arguments("a list", "[1]", "found a list, expected a JSON object { … }"),
        arguments("null", "null", "found null, expected a JSON object { … }"),
        arguments("not JSON", "{\n  \"a\": nope}", "not valid JSON: line 2, column"),
        arguments("unfinished", "{\"a\": 1", "not valid JSON: line 1"),
        arguments("two values", "{} {}", "not valid JSON: line 1"),
        arguments("a comment", "{/* x */}", "not valid JSON: line 1"),
        arguments("duplicate key", "{\"a\": 1, \"b\": {}, \"a\": 2}", "duplicate key"),
        arguments("NaN", "{\"a\": NaN}", "not valid JSON: line 1"),
        arguments(
            "65 levels", "{\"a\": " + "[".repeat(64) + "]".repeat(64) + "}", "nested deeper than"),
        arguments("20,000 levels", "{\"a\": " + "[".repeat(20_000), "nested deeper than"),
        arguments(
            "100,000 digits", "{\"a\": " + "7".repeat(100_000) + "}", "a number of more than"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTexts")
  void isRefusedWithItsReason(String name, String json, String reason) throws IOException {
    Path file = Files.writeString(directory.resolve("a.json"), json);
    assertThatThrownBy(() -> JsonFiles.readObject(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(reason)
        .message()
        .hasSizeLessThan(400);
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws IOException {
    Path file = directory.resolve("a.json");
    Files.write(file, "{\"é\": 1}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> JsonFiles.readObject(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(file + ": not UTF-8 text");
    Files.write(file, "{\"a\": 1}".getBytes(StandardCharsets.UTF_16LE));
    assertThatThrownBy(() -> JsonFiles.readObject(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not valid JSON");
  }

  @Test
  void largeMissingAndOddFilesAreRefused() throws IOException {
    Path large = directory.resolve("large.json");
    try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
      sparse.setLength(20_000_000);
    }
    assertThatThrownBy(() -> JsonFiles.readObject(large))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(large + ": 20 MB, expected at most 17 MB");
    assertThatThrownBy(() -> JsonFiles.readObject(directory.resolve("none.json")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("none.json: no such file");
    assertThatThrownBy(() -> JsonFiles.readObject(directory))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(": not a regular file");
  }

  @Test
  void readsAnObject() throws IOException {
    Path file = Files.writeString(directory.resolve("a.json"), "{\"ä\": [1, 2.5, null]}\n");
    assertThat(JsonFiles.readObject(file).toString()).isEqualTo("{\"ä\":[1,2.5,null]}");
  }
}
