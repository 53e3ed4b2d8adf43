package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The examples' data are, to the byte, what the programs beside them write.
class ExampleDataTest {

  private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

  /// `Make….java` of every example that has one.
  static List<Path> programs() throws IOException {
    try (Stream<Path> all = Files.walk(EXAMPLES, 2)) {
      return all.filter(f -> String.valueOf(f.getFileName()).matches("Make.*\\.java"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void isWhatItsProgramWrites(Path program) throws IOException, InterruptedException {
    check(program, 0);
  }

  /// The check itself notices a changed byte.
  @Test
  void aChangedByteIsNoticed(@TempDir Path copy) throws IOException, InterruptedException {
    Path example = EXAMPLES.resolve("completion");
    try (Stream<Path> all = Files.walk(example)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(example.relativize(file));
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Files.copy(file, target);
      }
    }
    Files.writeString(copy.resolve("notes.jsonl"), " ", StandardOpenOption.APPEND);
    check(copy.resolve("MakeNotes.java"), 1);
  }

  private static void check(Path program, int code) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                String.valueOf(program.getFileName()),
                "--check")
            .directory(Objects.requireNonNull(program.getParent()).toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(code);
  }
}
