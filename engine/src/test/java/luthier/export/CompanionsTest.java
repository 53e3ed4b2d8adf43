package luthier.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an adapter's directory takes from its base.
final class CompanionsTest {

  @TempDir Path folder;
  private Path base = Path.of("");
  private Path adapter = Path.of("");

  @BeforeEach
  void makeFolders() throws IOException {
    base = Files.createDirectory(folder.resolve("base"));
    adapter = Files.createDirectory(folder.resolve("adapter"));
    Files.writeString(base.resolve("tokenizer.json"), "{}");
    Files.writeString(base.resolve("config.json"), "{\"eos_token_id\": [2, 0], \"vocab_size\": 5}");
  }

  @Test
  void theStopTokensComeAlongWhereOnlyTheModelsConfigurationNamesThem() throws IOException {
    ModelFiles.copyTokenizer(base, adapter);
    assertThat(adapter.resolve("generation_config.json")).hasContent("{\"eos_token_id\": [2,0]}");
    assertThat(adapter.resolve("tokenizer.json")).exists();
    assertThat(adapter.resolve("config.json")).doesNotExist();
  }

  @Test
  void generationSettingsAreCopiedAsTheyAre() throws IOException {
    Files.writeString(base.resolve("generation_config.json"), "{\"eos_token_id\": 7}");
    ModelFiles.copyTokenizer(base, adapter);
    assertThat(adapter.resolve("generation_config.json")).hasContent("{\"eos_token_id\": 7}");
  }

  /// Wherever the base keeps its templates: an adapter without them would be talked to in another
  /// form than it was trained in.
  @Test
  void templatesComeAlongFromEveryPlace() throws IOException {
    Files.writeString(base.resolve("chat_template.json"), "{\"chat_template\": \"x\"}");
    Path more = Files.createDirectory(base.resolve("additional_chat_templates"));
    Files.writeString(more.resolve("tool_use.jinja"), "tools");
    ModelFiles.copyTokenizer(base, adapter);
    assertThat(adapter.resolve("chat_template.json")).hasContent("{\"chat_template\": \"x\"}");
    assertThat(adapter.resolve("additional_chat_templates/tool_use.jinja")).hasContent("tools");
  }
}
