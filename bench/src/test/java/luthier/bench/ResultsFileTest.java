package luthier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {

  @TempDir Path folder;

  @Test
  void aRowIsAddedAndAllOthersStay() throws IOException {
    Path path = folder.resolve("RESULTS.md");
    Files.writeString(
        path,
        """
        # Results

        ## Training: one machine

        | cell | ratio |
        |---|---|
        | a | 1 |

        ## Training: another

        | cell | ratio |
        |---|---|
        | b | 2 |
        """);
    List<String> columns = List.of("cell", "ratio");
    ResultsFile results = new ResultsFile(path);
    results.add("Training: one machine", columns, List.of("a|c", "3"));
    results.add("Start-up", columns, List.of("d", "4"));
    results.add("Training: one machine", List.of("cell", "new"), List.of("e", "5"));
    assertThat(path)
        .hasContent(
            """
            # Results

            ## Training: one machine

            | cell | ratio |
            |---|---|
            | a | 1 |
            | a\\|c | 3 |

            | cell | new |
            |---|---|
            | e | 5 |

            ## Training: another

            | cell | ratio |
            |---|---|
            | b | 2 |

            ## Start-up

            | cell | ratio |
            |---|---|
            | d | 4 |
            """);
  }

  @Test
  void theMedianIsShownWithTheExtremes() {
    assertThat(Spread.of(List.of(3.0, 1.0, 2.5)).text(1)).isEqualTo("2.5 (1.0–3.0)");
    assertThat(Spread.of(List.of(1.0, 2.0)).median()).isEqualTo(1.5);
    assertThat(Spread.of(List.of(2.0)).text(0)).isEqualTo("2");
  }
}
