package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Run directories that cannot take the run.
class BadRunTest {

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void base() throws IOException {
    TinyBase.write(folder.resolve("base"));
    TinyBase.recipe(folder, "");
  }

  @Test
  void outputThatExists() throws IOException {
    Path run = folder.resolve("run");
    Files.writeString(run, "mine");
    Shell.refuses(folder).refused(2, "run", "is a file");
    Files.delete(run);
    Files.createDirectory(run);
    Files.writeString(run.resolve("notes.txt"), "mine");
    Shell.refuses(folder).refused(2, "run", "not empty");
    Shell.refuses(folder, "--resume").refused(2, "run", "not a run directory");
    assertThat(run.resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void resumeWithSomethingChanged() throws IOException {
    Path run = folder.resolve("run");
    String recipe = folder.resolve("recipe.yaml").toString();
    assertThat(Shell.run("tune", recipe, "--out", run.toString()).code()).isZero();
    Shell.refuses(folder).refused(2, "holds a run", "--resume");
    Shell.refuses(folder, "--resume", "--set", "training.learning_rate=0.5")
        .refused(2, "cannot be resumed", "training.learning_rate: was", "0.5");
    String data = Files.readString(folder.resolve("chat.jsonl"));
    Files.writeString(folder.resolve("chat.jsonl"), data + data.lines().findFirst().orElseThrow());
    Shell.refuses(folder, "--resume").refused(2, "cannot be resumed", "data:");
    Files.writeString(folder.resolve("chat.jsonl"), data);
    Path config = folder.resolve("base").resolve("config.json");
    String good = Files.readString(config);
    TinyBase.edit(config, json -> json.put("rms_norm_eps", 1e-4));
    Shell.refuses(folder, "--resume").refused(2, "cannot be resumed", "base:");
    Files.writeString(config, good);
    Files.writeString(run.resolve("manifest.json"), "{\"format\":");
    Shell.refuses(folder, "--resume").refused(2, "manifest.json");
    Files.writeString(run.resolve("manifest.json"), "{\"format_version\": 99}");
    Shell.refuses(folder, "--resume").refused(3, "manifest.json", "version 99");
  }
}
