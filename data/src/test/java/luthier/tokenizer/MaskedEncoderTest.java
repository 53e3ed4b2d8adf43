package luthier.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import luthier.InvalidInputException;
import luthier.batch.WordMask;
import luthier.example.Example;
import luthier.example.Origin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Texts as tokens with the numbers of their words, and the words that are hidden.
class MaskedEncoderTest {

  private static final String TOKENIZER =
      """
      {"version":"1.0","truncation":null,"padding":null,
       "added_tokens":[
        {"id":0,"content":"[PAD]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":1,"content":"[UNK]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":2,"content":"[CLS]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":3,"content":"[SEP]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":4,"content":"[MASK]","single_word":false,"lstrip":true,"rstrip":false,"normalized":false,"special":true}],
       "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
       "pre_tokenizer":{"type":"BertPreTokenizer"},
       "post_processor":{"type":"TemplateProcessing",
        "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}],
        "pair":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":1}},{"SpecialToken":{"id":"[SEP]","type_id":1}}],
        "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}},
       "decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
       "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
        "vocab":{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"[MASK]":4,"a":5,"##b":6,"##c":7,"d":8,"e":9,"f":10,"g":11,".":12}}}
      """;

  private final Tokenizer tokenizer;

  MaskedEncoderTest(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
    tokenizer = Tokenizer.load(folder);
  }

  @AfterEach
  void close() {
    tokenizer.close();
  }

  private MaskedEncoder.Text encode(String text) {
    return new MaskedEncoder(tokenizer)
        .encode("id", new Example.Passage(new Origin("t.jsonl", 3), text));
  }

  private WordMask mask(double share) {
    return WordMask.of(share, tokenizer, 13, 7);
  }

  @Test
  void wordsAreNumberedAndControlTokensAreNot() {
    TokenizedExample whole = encode("abc d. [SEP] e").whole();

    assertThat(whole.ids()).containsExactly(2, 5, 6, 7, 8, 12, 3, 9, 3);
    assertThat(whole.labels()[0]).isEqualTo(-100);
    assertThat(whole.labels()[6]).isEqualTo(-100);
    assertThat(whole.labels()[8]).isEqualTo(-100);
    int[] words = {1, 2, 3, 4, 5, 7};
    int[] numbers = Arrays.stream(words).map(t -> whole.labels()[t]).toArray();
    assertThat(numbers[0]).isEqualTo(numbers[1]).isEqualTo(numbers[2]);
    assertThat(Arrays.stream(numbers).distinct()).hasSize(4);
    assertThat(whole.supervised()).isEqualTo(6);
  }

  /// Every piece has the tokens around it, and no word is cut.
  @Test
  void longTextsAreCutBetweenWords() {
    List<TokenizedExample> pieces = encode("d e abc f abc g").split(6);

    assertThat(pieces)
        .extracting(TokenizedExample::ids)
        .containsExactly(
            new int[] {2, 8, 9, 3}, new int[] {2, 5, 6, 7, 10, 3}, new int[] {2, 5, 6, 7, 11, 3});
    assertThat(encode("d abcbcbcbc e").split(5))
        .extracting(piece -> piece.ids().length)
        .allMatch(length -> length <= 5);
    assertThat(encode("d e abc").cutTo(4).ids()).containsExactly(2, 8, 9, 3);
    assertThat(new MaskedEncoder(tokenizer).leastLength()).isEqualTo(3);
  }

  @Test
  void aTextWithoutAWordIsRefused() {
    assertThatThrownBy(() -> encode("[SEP] \u0000"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("t.jsonl:3: the tokenizer finds no word in this text");
  }

  @Test
  void allTokensOfAWordAreChosenTogetherAndNothingElse() {
    TokenizedExample whole = encode("abc d abc e abc f abc g").whole();
    WordMask mask = mask(0.4);
    for (int epoch = 0; epoch < 200; epoch++) {
      TokenizedExample hidden = mask.of(whole, epoch);
      assertThat(hidden.supervision()).isEqualTo(TokenizedExample.Supervision.TOKEN);
      assertThat(hidden.supervised()).isPositive();
      for (int t = 0; t < whole.ids().length; t++) {
        boolean chosen = hidden.labels()[t] != -100;
        assertThat(hidden.labels()[t]).isIn(-100, whole.ids()[t]);
        if (!chosen) {
          assertThat(hidden.ids()[t]).isEqualTo(whole.ids()[t]);
        }
        if (t > 0 && whole.labels()[t] == whole.labels()[t - 1]) {
          assertThat(chosen).isEqualTo(hidden.labels()[t - 1] != -100);
        }
      }
      assertThat(hidden.labels()[0]).isEqualTo(-100);
      assertThat(hidden.labels()[whole.ids().length - 1]).isEqualTo(-100);
    }
  }

  /// 15 % of the words; of them 80 % hidden, 10 % replaced, 10 % kept (bounds of four deviations).
  @Test
  void sharesAreAsTold() {
    String text = "d e f g d e f g d e f g d e f g d e f g d e f g d e f g";
    TokenizedExample whole = encode(text).whole();
    WordMask mask = mask(0.15);
    int epochs = 5000;
    double chosen = 0;
    double masked = 0;
    double kept = 0;
    int[] places = new int[whole.ids().length];
    for (int epoch = 0; epoch < epochs; epoch++) {
      TokenizedExample hidden = mask.of(whole, epoch);
      for (int t = 0; t < places.length; t++) {
        if (hidden.labels()[t] != -100) {
          chosen++;
          places[t]++;
          masked += hidden.ids()[t] == 4 ? 1 : 0;
          kept += hidden.ids()[t] == whole.ids()[t] ? 1 : 0;
          assertThat(hidden.ids()[t]).isIn(4, 5, 6, 7, 8, 9, 10, 11, 12); // no control token
        }
      }
    }
    double words = 28.0 * epochs;
    assertThat(chosen / words).isBetween(0.146, 0.154);
    assertThat(masked / chosen).isBetween(0.79, 0.81);
    // an eighth of the replacements hits the same token
    assertThat(kept / chosen).isBetween(0.1025, 0.1225);
    IntStream.range(1, places.length - 1)
        .forEach(t -> assertThat(places[t] / (double) epochs).isBetween(0.125, 0.175));
  }

  /// A function of seed, epoch, example and word.
  @Test
  void theSameIsHiddenAgainAndElsewhere() {
    TokenizedExample whole = encode("d e f g d e f g d e f g").whole();
    WordMask mask = mask(0.3);
    TokenizedExample first = mask.of(whole, 3);
    mask.of(whole, 9); // in whatever order
    assertThat(mask.of(whole, 3)).usingRecursiveComparison().isEqualTo(first);
    assertThat(mask.of(whole, 4).labels()).isNotEqualTo(first.labels());
    assertThat(WordMask.of(0.3, tokenizer, 13, 8).of(whole, 3).labels())
        .isNotEqualTo(first.labels());
    assertThat(WordMask.of(0.3, tokenizer, 13, 8).held(whole).labels())
        .isEqualTo(mask.held(whole).labels());
  }

  @Test
  void aTokenizerWithoutAMaskIsRefused(@TempDir Path other) throws IOException {
    Files.writeString(other.resolve("tokenizer.json"), TOKENIZER.replace("[MASK]", "[HIDE]"));
    try (Tokenizer without = Tokenizer.load(other)) {
      assertThatThrownBy(() -> WordMask.of(0.15, without, 13, 1))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("the base's tokenizer has no mask token");
    }
  }
}
