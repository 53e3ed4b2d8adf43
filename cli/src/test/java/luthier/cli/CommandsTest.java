package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a user meets first: help and the answers to mistakes.
class CommandsTest {

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tune",
        "check",
        "chat",
        "generate",
        "score",
        "render",
        "export",
        "compare",
        "verdict",
        "search"
      })
  void everyCommandHelpsWithAnExample(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString())
        .contains("Usage: luthier " + command)
        .contains("\n  luthier " + command + " ");
  }

  /// The launcher's short cut says what the commands say of themselves.
  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void theShortCutOfHelpSaysTheSame(String option) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stdout = System.out;
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      Start.main(new String[] {option});
    } finally {
      System.setOut(stdout);
    }
    assertThat(run(option)).isZero();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .as("cli/src/main/resources/luthier/cli/help.txt")
        .isEqualTo(out.toString());
  }

  @Test
  void oneRunIsNoComparison() {
    assertThat(run("compare", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is not a run directory");
    assertThat(run("compare")).isEqualTo(2);
  }

  @Test
  void exportsSayWhatTheyExpect() {
    String to = folder.resolve("out").toString();
    assertThat(run("export", folder.toString(), "--as", "onnx", "--out", to)).isEqualTo(2);
    assertThat(err.toString())
        .contains("--as: found 'onnx', expected merged, adapter, jar or gguf");
    assertThat(run("export", folder.toString(), "--as", "gguf", "--out", to)).isEqualTo(3);
    assertThat(err.toString()).contains("not supported yet");
    assertThat(run("export", folder.toString(), "--as", "merged", "--out", to)).isEqualTo(2);
  }
}
