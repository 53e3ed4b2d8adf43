package luthier.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BpeTrainerTest {

  private static final List<String> SPECIAL =
      List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");

  @Test
  void learnsTheMergesThatHuggingFaceLearns() {
    JsonNode expected = Fixtures.json("trainer/expected.json");

    BpeVocabulary learned = BpeTrainer.train(texts(), 420, SPECIAL);

    assertThat(learned.merges())
        .extracting(merge -> merge.left() + " " + merge.right())
        .isEqualTo(
            expected.get("merges").valueStream().map(m -> text(m, 0) + " " + text(m, 1)).toList());
    assertThat(learned.tokens())
        .isEqualTo(expected.get("tokens").valueStream().map(JsonNode::stringValue).toList());
  }

  @Test
  void learnsNothingFromTheTextOfSpecialTokens() {
    List<String> texts = List.of("<|im_start|>", "x<|im_start|>y", "<|im_start|><|im_end|>");

    BpeVocabulary learned = BpeTrainer.train(texts, 300, SPECIAL);

    assertThat(learned.merges()).isEmpty();
    assertThat(learned.tokens()).hasSize(3 + 256).startsWith("<|endoftext|>");
  }

  @Test
  void theOrderOfTheTextsDoesNotMatter() {
    List<String> reversed = texts().reversed();

    assertThat(BpeTrainer.train(reversed, 400, SPECIAL))
        .isEqualTo(BpeTrainer.train(texts(), 400, SPECIAL));
  }

  @Test
  void stopsWhenNoPairIsLeft() {
    BpeVocabulary learned = BpeTrainer.train(List.of("abab", "cd"), 5000, List.of());

    assertThat(learned.merges())
        .containsExactly(
            new BpeVocabulary.Merge("a", "b"),
            new BpeVocabulary.Merge("c", "d"),
            new BpeVocabulary.Merge("ab", "ab"));
  }

  @Test
  void aLoneSurrogateOrAnEmptyTextIsNoReasonToFail() {
    BpeVocabulary learned = BpeTrainer.train(List.of("", "\uD83C", "\u0000"), 300, List.of());

    assertThat(learned.tokens()).hasSize(256);
  }

  @Test
  void refusesASizeWithoutRoomForTheBytes() {
    assertThatThrownBy(() -> BpeTrainer.train(texts(), 258, SPECIAL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "vocabulary size is 258, expected at least 259: 256 bytes and 3 special tokens");
  }

  @Test
  void refusesARepeatedOrEmptySpecialToken() {
    assertThatThrownBy(() -> BpeTrainer.train(texts(), 400, List.of("<s>", "<s>")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("special tokens: one is given twice: [<s>, <s>]");
    assertThatThrownBy(() -> BpeTrainer.train(texts(), 400, List.of("")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("special tokens: one is empty, expected text");
  }

  @Test
  void writesBothFiles(@TempDir Path folder) throws IOException {
    BpeVocabulary learned = BpeTrainer.train(texts(), 300, SPECIAL);

    learned.write(folder.resolve("new"), Map.of("eos_token", "<|im_end|>"));

    JsonMapper mapper = new JsonMapper();
    JsonNode tokenizer = mapper.readTree(folder.resolve("new/tokenizer.json").toFile());
    assertThat(tokenizer.at("/model/vocab/<|im_end|>").intValue()).isEqualTo(2);
    assertThat(tokenizer.at("/model/merges")).hasSize(300 - 259);
    assertThat(tokenizer.at("/added_tokens/1/content").stringValue()).isEqualTo("<|im_start|>");
    JsonNode config = mapper.readTree(folder.resolve("new/tokenizer_config.json").toFile());
    assertThat(config.at("/eos_token").stringValue()).isEqualTo("<|im_end|>");
    assertThat(Files.list(folder.resolve("new"))).hasSize(2);
  }

  private static String text(JsonNode pair, int index) {
    return pair.get(index).stringValue();
  }

  private static List<String> texts() {
    return new ArrayList<>(Arrays.asList(Fixtures.text("trainer/corpus.txt").split("\n---\n")));
  }
}
