package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Runs commands in this process, as a user would type them.
final class Shell {

  private Shell() {}

  /// What a command left behind.
  record Result(int code, String out, String err) {

    /// Refused with one message for people, which says all of this.
    Result refused(int expectedCode, String... parts) {
      assertThat(err).as("the message").contains(parts);
      assertThat(code).as(err).isEqualTo(expectedCode);
      assertThat(err).as("one message").startsWith("luthier: ").containsOnlyOnce("luthier: ");
      assertThat(err)
          .as("no trace of the program's inside")
          .doesNotContain("\tat ", "Exception", "Error:", "unexpected error", "null");
      assertThat(err.length()).as("a message, not a dump").isLessThan(6000);
      assertThat(out).as("nothing on stdout").isEmpty();
      return this;
    }
  }

  static Result run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    int code;
    try {
      code = Main.run(arguments);
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// Runs a recipe that must be refused, and checks that nothing changed on the disk.
  static Result refuses(Path folder, String... moreArguments) throws IOException {
    TreeSet<String> before = listing(folder);
    String[] all =
        Stream.concat(
                Stream.of(
                    "tune",
                    folder.resolve("recipe.yaml").toString(),
                    "--out",
                    folder.resolve("run").toString()),
                Stream.of(moreArguments))
            .toArray(String[]::new);
    Result result = run(all);
    assertThat(listing(folder)).as("nothing is left behind; " + result.err()).isEqualTo(before);
    return result;
  }

  private static TreeSet<String> listing(Path folder) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> paths = all.toList();
      for (Path path : paths) {
        names.add(path + " " + (Files.isRegularFile(path) ? Files.size(path) : ""));
      }
    }
    return names;
  }
}
