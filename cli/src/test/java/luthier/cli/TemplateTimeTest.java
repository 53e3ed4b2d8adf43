package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import luthier.recipe.Recipe;
import luthier.run.FineTune;
import luthier.runlog.RunEvent;
import luthier.runlog.RunListener;
import luthier.training.Training;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A template that tells the model the date says the day on which the run was started, also when
/// the run goes on another day.
class TemplateTimeTest {

  @Test
  void aResumedRunHasTheDayOfItsStart(@TempDir Path folder) throws IOException {
    Path base = TinyBase.write(folder.resolve("base"));
    Path template = base.resolve("chat_template.jinja");
    Files.writeString(
        template,
        "{% if strftime_now('%d %b %Y') == '03 Feb 2001' %}the quick brown fox jumps{% endif %}"
            + Files.readString(template));
    TinyBase.recipe(folder, "");
    Path run = folder.resolve("run");
    assertThat(tune(folder, run, false, 1)).isEqualTo(Training.End.INTERRUPTED);
    TinyBase.edit(
        run.resolve("manifest.json"), json -> json.put("started_time", "2001-02-03T12:00:00Z"));
    assertThat(tune(folder, run, true, Integer.MAX_VALUE)).isEqualTo(Training.End.DONE);
    List<String> steps = Files.readAllLines(run.resolve("metrics.jsonl"));
    assertThat(tokens(steps.get(1))).isGreaterThan(tokens(steps.get(0)) + 8);
  }

  private static int tokens(String step) {
    return TinyBase.JSON.readTree(step).get("tokens").asInt();
  }

  private static Training.End tune(Path folder, Path out, boolean resume, int steps)
      throws IOException {
    AtomicInteger left = new AtomicInteger(steps);
    RunListener counting =
        event -> {
          if (event instanceof RunEvent.StepDone) {
            left.decrementAndGet();
          }
        };
    Recipe recipe = Recipe.read(folder.resolve("recipe.yaml"), List.of());
    return new FineTune(recipe, folder, counting, () -> left.get() <= 0).run(out, resume).end();
  }
}
