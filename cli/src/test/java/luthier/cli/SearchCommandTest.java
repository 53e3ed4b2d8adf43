package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Searches with real trainings, each a process of its own.
class SearchCommandTest {

  private static final String SEARCH =
      """
      search:
        trials: 2
        space:
          training.learning_rate: {log_uniform: [1e-4, 1e-1]}
      """;

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void write() throws IOException {
    TinyBase.write(folder.resolve("base"));
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      rows.append(
          """
          {"messages":[{"role":"user","content":"fox %d"},{"role":"assistant","content":"dog %d"}]}
          """
              .formatted(i * i, i));
    }
    Files.writeString(folder.resolve("chat.jsonl"), rows);
    Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        task: chat
        base: ./base
        data: {train: chat.jsonl, validation: 0.25, test: 0.25}
        training: {max_steps: 4, batch_size: 4, dtype: float32, validate_every: 2}
        evaluation: {samples: 0}
        threads: 1
        """
            + SEARCH);
  }

  private String[] search(String... more) {
    List<String> all = new ArrayList<>(List.of("search", folder.resolve("recipe.yaml").toString()));
    all.addAll(List.of("--out", folder.resolve("study").toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void trialsNeverSeeTheTestSetAndTheWinnerIsMeasuredOnIt() throws IOException {
    Shell.Result result = Shell.run(search());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("The best of 2 trials", "on the test set: loss", "study.html");
    for (String trial : List.of("0001", "0002")) {
      Path run = folder.resolve("study/trials/" + trial);
      assertThat(Files.readString(run.resolve("evaluation.json")))
          .containsPattern("\"split\": \"validation\"");
      assertThat(Files.readString(run.resolve("recipe.yaml"))).contains("withhold_test: true");
      assertThat(Files.readString(run.resolve("data.json")))
          .containsPattern("\"name\": \"test\",\\s+\"examples\": 0,");
    }
    try (Stream<Path> finals = Files.list(folder.resolve("study/final"))) {
      Path run = finals.filter(Files::isDirectory).findFirst().orElseThrow();
      assertThat(Files.readString(run.resolve("evaluation.json")))
          .containsPattern("\"split\": \"test\"");
      Path trial = folder.resolve("study/trials/0001");
      assertThat(sets(run)).as("the same train and validation").isEqualTo(sets(trial));
      assertThat(sets(run)).hasSize(2);
    }
    Shell.Result again = Shell.run(search("--resume"));
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).isEqualTo(result.out());
  }

  /// How many examples and tokens train and validation hold.
  private static List<String> sets(Path run) throws IOException {
    Pattern set = Pattern.compile("\"name\": \"(train|validation)\",[^}]*");
    return set.matcher(Files.readString(run.resolve("data.json")))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void whatCannotBeSearchedIsRefused() {
    Shell.run(search("--trials", "0")).refused(2, "search.trials: found 0");
    Shell.run(search("--set", "search.space={training.lerning_rate: {uniform: [1, 2]}}"))
        .refused(2, "did you mean 'training.learning_rate'");
    Shell.run("search", "nowhere.yaml").refused(2, "nowhere.yaml: no such file");
    assertThat(folder.resolve("study")).doesNotExist();
  }

  @Test
  void tuneListsTheSection() {
    Shell.Result result = Shell.run("check", folder.resolve("recipe.yaml").toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).contains("search: this section is for `luthier search`");
  }

  /// `kill -9` at ten moments: no finished trial is lost, none runs twice.
  @Test
  @Tag("long")
  void aStudyThatIsKilledLosesNothing() throws IOException, InterruptedException {
    Path finished = folder.resolve("study/trials");
    for (int kill = 0; kill < 10; kill++) {
      List<String> command = new ArrayList<>(ThisCommand.words());
      command.addAll(List.of(search("--resume", "--trials", "8")));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("said-" + kill + ".txt").toFile())
              .start();
      process.waitFor(1500 + 700L * kill, TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
    }
    List<String> before = certificates(finished);
    Shell.Result result = Shell.run(search("--resume", "--trials", "8"));
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(certificates(finished)).hasSize(8).containsAll(before);
    assertThat(result.out()).contains("The best of 8 trials");
  }

  /// The certificates with the times at which they were written: a trial that ran again would have
  /// written another.
  private static List<String> certificates(Path trials) throws IOException {
    try (Stream<Path> all = Files.walk(trials, 2)) {
      List<String> found = new ArrayList<>();
      for (Path file : all.filter(f -> f.endsWith("certificate.json")).sorted().toList()) {
        found.add(file + " " + Files.getLastModifiedTime(file));
      }
      return found;
    }
  }
}
