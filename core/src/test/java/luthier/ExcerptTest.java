package luthier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {

  @Test
  void shortTextIsQuoted() {
    assertThat(Excerpt.of("assitant")).isEqualTo("'assitant'");
  }

  @Test
  void longTextIsCutBetweenCharacters() {
    assertThat(Excerpt.of("a".repeat(100_000))).isEqualTo("'" + "a".repeat(80) + "…'");
    String emojiAtTheCut = "a".repeat(79) + "😀 and more";
    assertThat(Excerpt.of(emojiAtTheCut)).isEqualTo("'" + "a".repeat(79) + "…'");
  }

  @Test
  void whatCouldForgeALogLineIsEscaped() {
    assertThat(Excerpt.of("x\n2026 ERROR\r\u001b[31m\u0000\u202e\ud800"))
        .isEqualTo("'x\\n2026 ERROR\\u000d\\u001b[31m\\u0000\\u202e\\ud800'");
  }
}
