package luthier.pocket.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "one day, Tom came. he was glad! was he? yes. | One day, Tom came. He was glad! Was he?"
            + " Yes.",
        "Tom said, \"come in.\" they went. | Tom said, \"Come in.\" They went.",
        "\"where is it?\" he asked. | \"Where is it?\" he asked.",
        "\"where is it?\" asked the fox. | \"Where is it?\" asked the fox.",
        "\"no!\" the door fell shut. | \"No!\" The door fell shut.",
        "\"yes,\" said Tom, \"but not now.\" | \"Yes,\" said Tom, \"but not now.\"",
        "\"yes,\" said Tom. \"but not now.\" | \"Yes,\" said Tom. \"But not now.\"",
        "one, two, three ... at ten, she slept. | One, two, three ... at ten, she slept.",
        "¿dónde está? preguntó. | ¿Dónde está? Preguntó.",
        "\"wo ist er?\", fragte Lea. er lag da. | \"Wo ist er?\", fragte Lea. Er lag da."
      })
  void givesSentencesTheirCapitals(String written, String expected) {
    assertThat(Sentences.capitalised(written)).isEqualTo(expected);
  }

  @Test
  void startsEachLineWithACapital() {
    assertThat(Sentences.capitalised("dear Tom,\n\nthank you.\n\nlove,\nAnna"))
        .isEqualTo("Dear Tom,\n\nThank you.\n\nLove,\nAnna");
  }

  @Test
  void goesOnInLowerCaseAfterAGermanGreeting() {
    assertThat(Sentences.capitalised("guten Tag,\n\nich habe eine Frage. wo ist es?", true))
        .isEqualTo("Guten Tag,\n\nich habe eine Frage. Wo ist es?");
  }
}
