package luthier.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TokenStreamTest {

  @ParameterizedTest
  @ValueSource(strings = {"byte_level", "sentencepiece_bpe", "unigram", "word_piece"})
  void piecesOfTextsAddUpToTheirDecoding(String name) {
    try (Tokenizer tokenizer = Fixtures.tokenizer(name)) {
      for (JsonNode expected : Fixtures.json(name + "/expected.json")) {
        int[] ids = Fixtures.ints(expected.get("full_ids"));
        check(tokenizer, ids);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"byte_level", "sentencepiece_bpe", "unigram", "word_piece"})
  void piecesOfRandomTokensAddUpToTheirDecoding(String name) {
    long seed = 11;
    Random random = new Random(seed);
    try (Tokenizer tokenizer = Fixtures.tokenizer(name)) {
      for (int round = 0; round < 2000; round++) {
        // A low bound favours byte tokens and with them broken characters; past the end are unknown
        // ids, as a model with a padded vocabulary may produce.
        int bound = random.nextBoolean() ? 259 : tokenizer.vocabularySize() + 5;
        int[] ids = random.ints(random.nextInt(1, 14), 0, bound).toArray();
        check(tokenizer, ids);
      }
    }
  }

  private static void check(Tokenizer tokenizer, int[] ids) {
    for (boolean skip : List.of(true, false)) {
      TokenStream stream = tokenizer.stream(skip);
      StringBuilder all = new StringBuilder();
      for (int id : ids) {
        all.append(stream.push(id));
      }
      all.append(stream.finish());
      assertThat(all.toString()).as("%s", ids).isEqualTo(tokenizer.decode(ids, skip));
    }
  }

  @Test
  void holdsBackAnIncompleteCharacterAndNothingElse() {
    try (Tokenizer tokenizer = Fixtures.tokenizer("byte_level")) {
      TokenStream stream = tokenizer.stream(true);
      int[] ids = tokenizer.encode("a\uD83D\uDE00b", false);
      assertThat(ids).hasSize(5);
      List<String> pieces = Arrays.stream(ids).mapToObj(stream::push).toList();
      assertThat(pieces).containsExactly("a", "", "", "\uD83D\uDE00", "b");
      assertThat(stream.finish()).isEmpty();
    }
  }

  @Test
  void holdsBackARunOfByteTokens() {
    try (Tokenizer tokenizer = Fixtures.tokenizer("sentencepiece_bpe")) {
      TokenStream stream = tokenizer.stream(true);
      int first = tokenizer.id("<0xE2>").orElseThrow();
      assertThat(stream.push(first)).isEmpty();
      assertThat(stream.push(tokenizer.id("<0x98>").orElseThrow())).isEmpty();
      assertThat(stream.push(tokenizer.id("<0x83>").orElseThrow())).isEmpty();
      assertThat(stream.push(tokenizer.id("\u2581string").orElseThrow()))
          .isEqualTo("\u2603 string");
    }
  }

  @Test
  void waitsForTheEndWhereADecoderLooksAhead(@TempDir Path folder) {
    ObjectNode file = Fixtures.tokenizerFile("word_piece");
    file.putObject("decoder").put("type", "BPEDecoder").put("suffix", "e");
    try (Tokenizer tokenizer = Tokenizer.load(Fixtures.write(folder, file))) {
      int[] ids = tokenizer.encode("the bridge", false);
      TokenStream stream = tokenizer.stream(true);
      for (int id : ids) {
        assertThat(stream.push(id)).isEmpty();
      }
      assertThat(stream.finish()).isEqualTo(tokenizer.decode(ids, true)).isNotEmpty();
    }
  }
}
