package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The run that the other tests break is itself good.
class GoodRunTest {

  @Test
  void theTinyBaseCanBeTuned(@TempDir Path folder) throws IOException {
    TinyBase.write(folder.resolve("base"));
    TinyBase.recipe(folder, "");
    Path run = folder.resolve("run");
    Shell.Result result =
        Shell.run("tune", folder.resolve("recipe.yaml").toString(), "--out", run.toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).as("plain lines, as this is no terminal").doesNotContain("\r");
    assertThat(run.resolve("adapter").resolve("adapter_model.safetensors")).exists();
    assertThat(Shell.run("check", folder.resolve("recipe.yaml").toString()).out())
        .contains("holds on all 10 examples");
    assertThat(Shell.run("generate", run.toString(), "--prompt", "fox", "--max-tokens", "3").code())
        .isZero();
  }

  @Test
  void oneStepIsEnoughWithoutAWarmUp(@TempDir Path folder) throws IOException {
    TinyBase.write(folder.resolve("base"));
    TinyBase.recipe(folder, "");
    Shell.Result result =
        Shell.run(
            "tune",
            folder.resolve("recipe.yaml").toString(),
            "--out",
            folder.resolve("run").toString(),
            "--set",
            "training.max_steps=1",
            "--set",
            "training.warmup_steps=0");
    assertThat(result.code()).as(result.err()).isZero();
  }
}
