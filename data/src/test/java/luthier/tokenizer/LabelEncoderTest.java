package luthier.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.example.Example;
import luthier.example.Origin;
import luthier.example.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Labelled texts as tokens, with a WordPiece tokenizer of a few words.
class LabelEncoderTest {

  private static final String TOKENIZER =
      """
      {"version":"1.0","truncation":null,"padding":null,
       "added_tokens":[
        {"id":0,"content":"[PAD]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":1,"content":"[UNK]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":2,"content":"[CLS]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":3,"content":"[SEP]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
       "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
       "pre_tokenizer":{"type":"BertPreTokenizer"},
       "post_processor":{"type":"TemplateProcessing",
        "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}],
        "pair":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":1}},{"SpecialToken":{"id":"[SEP]","type_id":1}}],
        "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}},
       "decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
       "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
        "vocab":{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"order":4,"a":5,"##1":6,"##7":7,"now":8,"love":9,"##lace":10,"ada":11,"by":12,".":13}}}
      """;

  private final Tokenizer tokenizer;

  LabelEncoderTest(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
    tokenizer = Tokenizer.load(folder);
  }

  @AfterEach
  void close() {
    tokenizer.close();
  }

  private LabelEncoder.Encoded encode(String text, Target target, int most) {
    Example.Labelled example =
        new Example.Labelled(
            new Origin("t.jsonl", 3), new Example.Input.Text(text, Optional.empty()), target);
    return new LabelEncoder(Optional.of(tokenizer), List.of("ORDER", "PERSON"))
        .encode("id", example, most);
  }

  private static Target.Spans spans(Target.Span... spans) {
    return new Target.Spans(List.of(spans));
  }

  @Test
  void aTextHasWhatTheTokenizerAddsAroundIt() {
    TokenizedExample tokens = encode("Order A17", new Target.Label("PERSON"), 99).tokens();
    assertThat(tokens.ids()).containsExactly(2, 4, 5, 6, 7, 3);
    assertThat(tokens.targets()).containsExactly(1);
    assertThat(tokens.segments()).isEmpty();
    assertThat(tokens.supervised()).isEqualTo(1);
  }

  @Test
  void aPairHasSegments() {
    Example.Labelled example =
        new Example.Labelled(
            new Origin("t.jsonl", 3),
            new Example.Input.Text("order now", Optional.of("by ada")),
            new Target.Label("ORDER"));
    TokenizedExample tokens =
        new LabelEncoder(Optional.of(tokenizer), List.of("ORDER"))
            .encode("id", example, 99)
            .tokens();
    assertThat(tokens.ids()).containsExactly(2, 4, 8, 3, 12, 11, 3);
    assertThat(tokens.segments()).containsExactly(0, 0, 0, 0, 1, 1, 1);
  }

  @Test
  void aLongTextLosesItsEndAndKeepsTheLastAddedToken() {
    assertThat(encode("order now by ada", new Target.Label("ORDER"), 4).tokens().ids())
        .containsExactly(2, 4, 8, 3);
  }

  @Test
  void ofAPairTheLongerTextIsCutFirst() {
    InputEncoding whole = tokenizer.encodeInput("order now by ada", Optional.of("now ."));
    assertThat(whole.cutTo(8).ids()).containsExactly(2, 4, 8, 12, 3, 8, 13, 3);
    assertThat(whole.cutTo(7).ids()).containsExactly(2, 4, 8, 3, 8, 13, 3);
    assertThat(whole.cutTo(6).ids()).containsExactly(2, 4, 8, 3, 8, 3);
  }

  @Test
  void everyTokenOfAPassageIsTagged() {
    // tags: O 0, B-ORDER 1, I-ORDER 2, B-PERSON 3, I-PERSON 4
    TokenizedExample tokens =
        encode(
                "Order A17 by Ada Lovelace",
                spans(new Target.Span(6, 9, "ORDER"), new Target.Span(13, 25, "PERSON")),
                99)
            .tokens();
    assertThat(tokens.ids()).containsExactly(2, 4, 5, 6, 7, 12, 11, 9, 10, 3);
    assertThat(tokens.labels()).containsExactly(-100, 0, 1, 2, 2, 0, 3, 4, 4, -100);
    assertThat(tokens.supervised()).isEqualTo(8);
  }

  @Test
  void placesAreCodePoints() {
    TokenizedExample tokens =
        encode("😀 order A17", spans(new Target.Span(8, 11, "ORDER")), 99).tokens();
    assertThat(tokens.labels()).containsExactly(-100, 0, 0, 1, 2, 2, -100);
  }

  @Test
  void aPassageThatTheCutTakesAwayIsCounted() {
    LabelEncoder.Encoded encoded =
        encode("order now by ada", spans(new Target.Span(13, 16, "PERSON")), 4);
    assertThat(encoded.lostSpans()).isEqualTo(1);
    assertThat(encoded.tokens().labels()).containsExactly(-100, 0, 0, -100);
  }

  @Test
  void noPassageIsLostSilently() {
    assertThatThrownBy(() -> encode("order  now", spans(new Target.Span(5, 7, "ORDER")), 99))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "t.jsonl:3: the passage ORDER from 5 to 7 covers no token; it is blank, or the"
                + " tokenizer leaves its text out");
    assertThatThrownBy(() ->
            encode(
                "lovelace",
                spans(new Target.Span(0, 2, "ORDER"), new Target.Span(2, 4, "PERSON")),
                99))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("two passages share a token (PERSON from 2 to 4");
  }

  @Test
  void textsWithoutATokenizerAreRefused() {
    Example.Labelled example =
        new Example.Labelled(
            new Origin("t.jsonl", 3),
            new Example.Input.Text("a", Optional.empty()),
            new Target.Unknown());
    assertThatThrownBy(
            () -> new LabelEncoder(Optional.empty(), List.of("x")).encode("id", example, 9))
        .hasMessageContaining("t.jsonl:3: text needs a tokenizer");
  }
}
