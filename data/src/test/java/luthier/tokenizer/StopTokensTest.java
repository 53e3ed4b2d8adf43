package luthier.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import luthier.template.ChatTemplate;
import luthier.template.TemplateFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopTokensTest {

  private static final String CHATML =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}";

  @TempDir Path folder;

  @Test
  void areThoseOfTheFiles() {
    try (Tokenizer tokenizer = Fixtures.tokenizer("byte_level")) {
      assertThat(StopTokens.of(tokenizer, Optional.empty())).containsExactly(502, 503);
    }
  }

  /// A checkpoint whose files name no end of a turn, or only the end of a document.
  @Test
  void areTheTemplatesTerminatorToo() {
    Fixtures.write(folder, Fixtures.tokenizerFile("byte_level"));
    try (Tokenizer bare = Tokenizer.load(folder)) {
      assertThat(StopTokens.of(bare, template(CHATML))).containsExactly(502);
    }
    Fixtures.write(folder, "generation_config.json", "{\"eos_token_id\": 503}");
    try (Tokenizer document = Tokenizer.load(folder)) {
      assertThat(document.id("<|im_end|>")).hasValue(502);
      assertThat(StopTokens.of(document, template(CHATML))).containsExactly(502, 503);
    }
  }

  /// Ordinary text behind an answer must not end one.
  @Test
  void areNoOrdinaryText() {
    Fixtures.write(folder, Fixtures.tokenizerFile("byte_level"));
    try (Tokenizer bare = Tokenizer.load(folder)) {
      assertThat(
              StopTokens.of(
                  bare, template("{% for m in messages %}{{ m.content }} END{% endfor %}")))
          .isEmpty();
      assertThat(StopTokens.of(bare, template("{{ raise_exception('no plain chats') }}")))
          .isEmpty();
    }
  }

  private Optional<ChatTemplate> template(String source) {
    Fixtures.write(folder, "chat_template.jinja", source);
    return TemplateFiles.load(folder, Clock.systemUTC());
  }
}
