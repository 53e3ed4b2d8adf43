package luthier.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import luthier.example.Example;
import luthier.example.Origin;
import luthier.recipe.Data;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongTextTest {

  private static final String TEXT =
      "The luthier sets the bridge.\nThen the post.\n\nA string, and one more string 🌍🌍🌍.\n\n\n"
          + "Wordwithoutanyblankinitthatgoesonforlongerthanapartmaybe and more words here.";

  @Test
  void cutsWhereALineBeginsElseAtABlankElseAnywhere() {
    assertThat(LongText.cuts("abc\n\ndef\nghi", 10)).containsExactly(5);
    assertThat(LongText.cuts("abc def\nghi", 10)).containsExactly(8);
    assertThat(LongText.cuts("abcdef ghijk", 10)).containsExactly(6);
    assertThat(LongText.cuts("abcdefghijk", 10)).containsExactly(10);
    assertThat(LongText.cuts("abcdefghi🌍k", 10)).containsExactly(9);
    assertThat(LongText.cuts("abcdefghij", 10)).isEmpty();
    assertThat(LongText.cuts("", 10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"byte_level", "sentencepiece_bpe"})
  void thePartsAreTheText(String name) {
    try (Tokenizer tokenizer = Fixtures.tokenizer(name)) {
      int[] whole = tokenizer.encode(TEXT, true);
      for (int most : List.of(11, 20, 33, 50, 100, 1000)) {
        int[] ids = LongText.encode(tokenizer, TEXT, most);
        assertThat(tokenizer.decode(ids, false)).isEqualTo(tokenizer.decode(whole, false));
        assertThat(ids[0]).isEqualTo(whole[0]);
        if (most >= 33 && name.equals("byte_level")) {
          assertThat(ids.length).isBetween(whole.length, whole.length + 8);
        }
      }
    }
  }

  @Test
  void whatTheTokenizerAddsStandsAroundTheWhole() {
    try (Tokenizer tokenizer = Fixtures.tokenizer("unigram")) {
      int[] ids = LongText.encode(tokenizer, "the note of the string and the note", 12);
      int end = tokenizer.id("</s>").orElseThrow();
      assertThat(ids).endsWith(end).containsOnlyOnce(end);
    }
  }

  @Test
  void aBookIsOnePassage() {
    String book = "It was a dark and stormy night.\n".repeat(140_000);
    try (Tokenizer tokenizer = Fixtures.tokenizer("byte_level")) {
      ExampleEncoder encoder =
          new ExampleEncoder(tokenizer, OptionalInt.of(503), Data.TrainOn.ALL, Optional.empty());
      int[] ids = encoder.encode("x", new Example.Passage(new Origin("book.txt", 1), book)).ids();
      assertThat(book.length()).isGreaterThan(Tokenizer.MAX_TEXT);
      int line = tokenizer.encode("It was a dark and stormy night.\n", false).length;
      assertThat(ids).hasSize(140_000 * line + 2);
    }
  }
}
