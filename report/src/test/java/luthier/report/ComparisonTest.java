package luthier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import luthier.runlog.Json;
import luthier.runlog.JsonView;
import luthier.runlog.RunFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ComparisonTest {

  @TempDir Path directory;
  private Path slow;
  private Path fast;

  @BeforeEach
  void writeRuns() throws IOException {
    slow = directory.resolve("slow");
    fast = directory.resolve("fast");
    FakeRun.support().write(slow);
    new FakeRun("support-fast", 42, 120, 6e-4, 16).write(fast);
  }

  @Test
  void showsResultsAndOnlyTheDifferences() throws IOException {
    assertThat(Comparison.of(List.of(slow, fast)).table())
        .isEqualTo(
            """
            Results                              support                    support-fast
            ───────────────────────────────────  ─────────────────────────  ─────────────────────────
            Steps                                120                        120
            Training loss, smoothed, at the end  1.129                      1.108 *
            Best validation loss                 1.356                      1.286 *
            … at step                            100                        80
            Accuracy, base model                 7.1 %                      7.1 %
            Accuracy, tuned                      85.7 % (72.2 % to 93.3 %)  85.7 % (72.2 % to 93.3 %)
            Loss, base model                     2.876                      2.876
            Loss, tuned                          1.187 (1.122 to 1.248)     1.187 (1.122 to 1.248)
            Perplexity, base model               17.74                      17.74
            Perplexity, tuned                    3.279 (3.070 to 3.483)     3.279 (3.070 to 3.483)
            Time                                 2 min 41 s                 2 min 41 s
            Tokens per second, median            5,155                      5,155
            Peak memory                          1.33 GB                    1.33 GB

            Settings that differ    support  support-fast
            ──────────────────────  ───────  ────────────
            training.learning_rate  2.0E-4   6.0E-4

            * the best of its row
            """);
  }

  @Test
  void warnsWhenTheTestExamplesDiffer() throws IOException {
    Path other = directory.resolve("other");
    new FakeRun("other-seed", 7, 120, 2e-4, 16).write(other);
    Comparison comparison = Comparison.of(List.of(slow, other));
    assertThat(comparison.table())
        .contains("The runs were not measured on the same held-out examples")
        .contains("seed                  42       7")
        .doesNotContain("to 1.248) *")
        .doesNotContain("to 1.246) *");
  }

  @Test
  void thePageOverlaysTheCurves() throws IOException {
    Comparison comparison = Comparison.of(List.of(slow, fast));
    String html = comparison.html();
    Document page = ReportPageTest.parse(html);
    assertThat(page.getElementsByTagName("polyline").getLength()).isEqualTo(6);
    assertThat(ReportPageTest.text(html))
        .contains("Comparison of 2 runs")
        .contains("1.286 ★")
        .contains("training.learning_rate")
        .doesNotContain("training.epochs");
    assertThat(html).isEqualTo(Comparison.of(List.of(slow, fast)).html());
  }

  @Test
  void programsReadNumbers() throws IOException {
    JsonView json = Json.parse("comparison", Comparison.of(List.of(slow, fast)).json());
    List<JsonView> runs = json.list("runs", run -> run);
    assertThat(runs).hasSize(2);
    assertThat(runs.get(1).text("name")).isEqualTo("support-fast");
    assertThat(runs.get(1).text("status")).isEqualTo("finished");
    assertThat(runs.get(1).object("results").number("best_step")).isEqualTo(80);
    assertThat(runs.get(1).textMap("settings"))
        .containsOnly(Map.entry("training.learning_rate", "6.0E-4"));
  }

  @Test
  void runsOfOneNameAreToldApart() throws IOException {
    Path again = directory.resolve("again");
    FakeRun.support().write(again);
    Comparison comparison = Comparison.of(List.of(slow, again));
    assertThat(comparison.labels()).containsExactly("slow", "again");
    assertThat(comparison.table()).contains("The settings do not differ.");
  }

  @Test
  void onlyFinishedRunsAreCompared() throws IOException {
    Path events = new RunFiles(fast).events();
    List<String> lines = Files.readAllLines(events);
    Files.write(events, lines.subList(0, lines.size() - 1));
    assertThatThrownBy(() -> Comparison.of(List.of(slow, fast)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(fast + ": this run is not finished");
  }

  @Test
  void needsTwoDifferentRuns() {
    assertThatThrownBy(() -> Comparison.of(List.of(slow)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("a comparison needs at least two run directories, found 1");
    assertThatThrownBy(() -> Comparison.of(List.of(slow, slow.resolve("../slow"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is named twice; expected different runs");
    assertThatThrownBy(() -> Comparison.of(List.of(slow, directory)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(directory + ": is not a run directory");
  }
}
