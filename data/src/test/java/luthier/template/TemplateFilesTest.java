package luthier.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every place where transformers looks for a chat template.
class TemplateFilesTest {

  @TempDir private Path folder = Path.of("");

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, content);
  }

  private String prompt(List<Object> tools) {
    ChatTemplate template = TemplateFiles.load(folder, Fixtures.CLOCK).orElseThrow();
    return template.prompt(
        new ChatTemplate.Chat(
            List.of(Map.of("role", "user", "content", "hi")), List.of(false), tools, Map.of()));
  }

  private String prompt() {
    return prompt(List.of());
  }

  @Test
  void nothingIsNoTemplate() throws IOException {
    assertThat(TemplateFiles.load(folder, Fixtures.CLOCK)).isEmpty();
    write("tokenizer_config.json", "{\"chat_template\":null,\"bos_token\":null}");
    assertThat(TemplateFiles.load(folder, Fixtures.CLOCK)).isEmpty();
    write("tokenizer_config.json", "{\"chat_template\":[]}");
    assertThat(TemplateFiles.load(folder, Fixtures.CLOCK)).isEmpty();
  }

  @Test
  void filesGoBeforeTheConfiguration() throws IOException {
    write("chat_template.json", "{\"chat_template\":\"processor\"}");
    assertThat(prompt()).isEqualTo("processor");
    write("tokenizer_config.json", "{\"chat_template\":\"config\"}");
    assertThat(prompt()).isEqualTo("config");
    write("chat_template.jinja", "file");
    assertThat(prompt()).isEqualTo("file");
  }

  @Test
  void ofSeveralTheDefaultAndToolUse() throws IOException {
    write(
        "tokenizer_config.json",
        """
        {"chat_template":[{"name":"rag","template":"rag"},{"name":"default","template":"plain"},
          {"name":"tool_use","template":"tools: {{ tools[0].name }}"}]}
        """);
    assertThat(prompt()).isEqualTo("plain");
    assertThat(prompt(List.of(Map.of("name", "look")))).isEqualTo("tools: look");
  }

  @Test
  void additionalTemplatesAsNewTransformersSavesThem() throws IOException {
    write("chat_template.jinja", "plain {{ tools is none }}");
    assertThat(prompt(List.of(Map.of()))).isEqualTo("plain False");
    write("additional_chat_templates/tool_use.jinja", "with tools");
    write("additional_chat_templates/README.md", "no template");
    assertThat(prompt()).isEqualTo("plain True");
    assertThat(prompt(List.of(Map.of()))).isEqualTo("with tools");
  }

  @Test
  void severalWithoutADefaultAreAnError() throws IOException {
    write(
        "tokenizer_config.json",
        "{\"chat_template\":[{\"name\":\"rag\",\"template\":\"\"},{\"name\":\"tool_use\",\"template\":\"\"}]}");
    assertThatThrownBy(this::prompt)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            folder
                + ": has chat templates named rag, tool_use, but none named default, so it is not"
                + " known which to use; name one of them so");
  }

  @Test
  void malformedFilesAreErrors() throws IOException {
    for (String bad : List.of("7", "[7]", "[{\"name\":\"default\"}]", "[{\"template\":\"x\"}]")) {
      write("tokenizer_config.json", "{\"chat_template\":" + bad + "}");
      assertThatThrownBy(this::prompt)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("tokenizer_config.json: chat_template: expected a text");
    }
    write("tokenizer_config.json", "{\"a\":1,\"a\":2}");
    assertThatThrownBy(this::prompt)
        .hasMessage(folder.resolve("tokenizer_config.json") + ": duplicate key 'a'");
    write("tokenizer_config.json", "{\"a\":" + "[".repeat(50_000));
    assertThatThrownBy(this::prompt)
        .hasMessageContaining("tokenizer_config.json: JSON nested deeper than 100 levels");
    write("tokenizer_config.json", "[]");
    assertThatThrownBy(this::prompt).hasMessageContaining("expected a JSON object");
  }

  @Test
  void specialTokensOfBothFiles() throws IOException {
    write("chat_template.jinja", "{{ bos_token }}{{ eos_token }}{{ pad_token }}");
    write("tokenizer_config.json", "{\"bos_token\":{\"content\":\"<b>\"},\"pad_token\":null}");
    write("special_tokens_map.json", "{\"bos_token\":\"<old>\",\"eos_token\":\"<e>\"}");
    assertThat(prompt()).isEqualTo("<b><e>");
  }
}
