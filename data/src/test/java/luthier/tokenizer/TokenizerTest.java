package luthier.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TokenizerTest {

  @ParameterizedTest
  @ValueSource(strings = {"byte_level", "sentencepiece_bpe", "unigram", "word_piece"})
  void encodesAndDecodesAsHuggingFaceDoes(String name) {
    JsonNode cases = Fixtures.json(name + "/expected.json");
    assertThat(cases).hasSizeGreaterThan(150);
    try (Tokenizer tokenizer = Fixtures.tokenizer(name)) {
      for (JsonNode expected : cases) {
        String text = expected.get("text").stringValue();
        Encoding encoding = tokenizer.encodeWithPlaces(text, false);
        assertThat(encoding.ids()).as(text).isEqualTo(Fixtures.ints(expected.get("ids")));
        assertThat(encoding.start()).as(text).isEqualTo(Fixtures.ints(expected.get("start")));
        assertThat(encoding.end()).as(text).isEqualTo(Fixtures.ints(expected.get("end")));
        assertThat(tokenizer.encode(text, false)).as(text).isEqualTo(encoding.ids());
        int[] full = tokenizer.encode(text, true);
        assertThat(full).as(text).isEqualTo(Fixtures.ints(expected.get("full_ids")));
        assertThat(tokenizer.decode(full, false)).isEqualTo(expected.get("decoded").stringValue());
        assertThat(tokenizer.decode(full, true))
            .isEqualTo(expected.get("decoded_skipping").stringValue());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"byte_level", "sentencepiece_bpe", "unigram", "word_piece"})
  void knowsTheWholeVocabulary(String name) {
    JsonNode file = Fixtures.json(name + "/tokenizer.json");
    try (Tokenizer tokenizer = Fixtures.tokenizer(name)) {
      for (int id = 0; id < tokenizer.vocabularySize(); id++) {
        String token = tokenizer.token(id).orElseThrow();
        assertThat(tokenizer.id(token)).hasValue(id);
      }
      assertThat(tokenizer.token(tokenizer.vocabularySize())).isEmpty();
      assertThat(tokenizer.token(-1)).isEmpty();
      assertThat(tokenizer.id("no such token")).isEmpty();
      for (JsonNode added : file.get("added_tokens")) {
        int id = added.get("id").intValue();
        String content = added.get("content").stringValue();
        assertThat(tokenizer.encode(content, false)).as(content).contains(id);
        assertThat(tokenizer.addedTokens())
            .contains(new AddedToken(id, content, added.get("special").booleanValue()));
      }
    }
  }

  @Test
  void findsBeginningEndAndStopTokens() {
    try (Tokenizer tokenizer = Fixtures.tokenizer("byte_level")) {
      SpecialTokens special = tokenizer.specialTokens();
      assertThat(special.bos()).isEqualTo(tokenizer.id("<|begin_of_text|>"));
      assertThat(special.eos()).isEqualTo(tokenizer.id("<|im_end|>"));
      assertThat(special.pad()).isEqualTo(tokenizer.id("<|endoftext|>"));
      assertThat(special.stop())
          .containsExactly(
              tokenizer.id("<|im_end|>").orElseThrow(),
              tokenizer.id("<|endoftext|>").orElseThrow());
      assertThat(special.stops(tokenizer.id("<|im_end|>").orElseThrow())).isTrue();
      assertThat(special.stops(0)).isFalse();
    }
  }

  @Test
  void tellsWhereItAddsBlanks(@TempDir Path folder) {
    for (String scheme : List.of("always", "first", "never")) {
      ObjectNode file = Fixtures.tokenizerFile("unigram");
      ((ObjectNode) file.get("pre_tokenizer")).put("prepend_scheme", scheme);
      try (Tokenizer tokenizer = Tokenizer.load(Fixtures.write(folder, file))) {
        assertThat(tokenizer.prefixSpace().name()).isEqualToIgnoringCase(scheme);
      }
    }
    try (Tokenizer bytes = Fixtures.tokenizer("byte_level");
        Tokenizer pieces = Fixtures.tokenizer("sentencepiece_bpe");
        Tokenizer words = Fixtures.tokenizer("word_piece")) {
      assertThat(bytes.prefixSpace()).isEqualTo(PrefixSpace.NEVER);
      assertThat(pieces.prefixSpace()).isEqualTo(PrefixSpace.ALWAYS);
      assertThat(words.prefixSpace()).isEqualTo(PrefixSpace.NEVER);
    }
  }

  @Test
  void needsNothingButTokenizerJson(@TempDir Path folder) {
    Fixtures.write(folder, Fixtures.tokenizerFile("byte_level"));
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertThat(tokenizer.specialTokens().eos()).isEmpty();
      assertThat(tokenizer.specialTokens().stop()).isEmpty();
      assertThat(tokenizer.decode(tokenizer.encode("wörd", false), true)).isEqualTo("wörd");
    }
  }

  @Test
  void neverCutsOrPads(@TempDir Path folder) {
    ObjectNode file = Fixtures.tokenizerFile("byte_level");
    file.putObject("truncation")
        .put("direction", "Right")
        .put("max_length", 3)
        .put("strategy", "LongestFirst")
        .put("stride", 0);
    ObjectNode padding = file.putObject("padding");
    padding.putObject("strategy").put("Fixed", 100);
    padding
        .put("direction", "Right")
        .putNull("pad_to_multiple_of")
        .put("pad_id", 0)
        .put("pad_type_id", 0)
        .put("pad_token", "!");
    try (Tokenizer tokenizer = Tokenizer.load(Fixtures.write(folder, file));
        Tokenizer plain = Fixtures.tokenizer("byte_level")) {
      String text = "The luthier sets the bridge between the notches.";
      assertThat(tokenizer.encode(text, true))
          .isEqualTo(plain.encode(text, true))
          .hasSizeBetween(5, 60);
    }
  }

  @Test
  void isSafeForManyThreads() throws Exception {
    JsonNode cases = Fixtures.json("byte_level/expected.json");
    try (Tokenizer tokenizer = Fixtures.tokenizer("byte_level");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<int[]>> results = new ArrayList<>();
      for (JsonNode expected : cases) {
        results.add(
            threads.submit(
                () -> tokenizer.encodeWithPlaces(expected.get("text").stringValue(), true).ids()));
      }
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).isEqualTo(Fixtures.ints(cases.get(i).get("full_ids")));
      }
    }
  }

  @Test
  void refusesHalfCharacters() {
    try (Tokenizer tokenizer = Fixtures.tokenizer("byte_level")) {
      assertThatThrownBy(() -> tokenizer.encode("ab\uD83C", false))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("a text has half of a character (\\ud83c) at index 2, expected whole ones");
      assertThatThrownBy(() -> tokenizer.encodeWithPlaces("\uDE00x", false))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("a text has half of a character (\\ude00) at index 0");
    }
  }

  @Test
  void refusesMoreThanTheLibrarySurvives() {
    try (Tokenizer tokenizer = Fixtures.tokenizer("byte_level")) {
      assertThatThrownBy(() -> tokenizer.encode(" ".repeat(Tokenizer.MAX_TEXT + 1), false))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "a text of 4000001 characters is to be encoded at once, expected at most 4000000;"
                  + " split it");
    }
  }

  @Test
  void idsWithoutATokenHaveNoText() {
    try (Tokenizer tokenizer = Fixtures.tokenizer("byte_level")) {
      assertThat(tokenizer.decode(new int[] {99_999, -1}, false)).isEmpty();
      assertThat(tokenizer.decode(new int[0], false)).isEmpty();
    }
  }

  @Test
  void isNotUsedAfterClosing() {
    Tokenizer tokenizer = Fixtures.tokenizer("byte_level");
    tokenizer.close();
    tokenizer.close();
    assertThatThrownBy(() -> tokenizer.encode("a", false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void loadsWhatTheTrainerWrote(@TempDir Path folder) throws Exception {
    JsonNode expected = Fixtures.json("trainer/expected.json");
    List<String> texts = List.of(Fixtures.text("trainer/corpus.txt").split("\n---\n"));
    BpeVocabulary learned =
        BpeTrainer.train(texts, 420, List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>"));
    learned.write(folder, Map.of("eos_token", "<|im_end|>"));
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      for (JsonNode sample : expected.get("samples")) {
        String text = sample.get("text").stringValue();
        int[] ids = tokenizer.encode(text, true);
        assertThat(ids).as(text).isEqualTo(Fixtures.ints(sample.get("ids")));
        assertThat(tokenizer.decode(ids, false)).isEqualTo(text);
      }
      assertThat(tokenizer.specialTokens().stop()).containsExactly(2);
    }
  }
}
