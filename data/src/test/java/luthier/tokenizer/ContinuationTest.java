package luthier.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import luthier.example.Example;
import luthier.example.Message;
import luthier.example.Origin;
import luthier.example.Role;
import luthier.jinja.Template;
import luthier.recipe.Data;
import luthier.template.ChatTemplate;
import luthier.template.RenderedChat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Texts that are encoded in parts: no blank comes in between, nothing is lost.
class ContinuationTest {

  private static int[] join(int[] first, int[] second) {
    return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"byte_level", "sentencepiece_bpe"})
  void aContinuationHasNoBlankOfItsOwn(String name) {
    try (Tokenizer tokenizer = Fixtures.tokenizer(name)) {
      for (JsonNode expected : Fixtures.json(name + "/expected.json")) {
        String text = expected.get("text").stringValue();
        int cut = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
        if (cut == 0 || text.contains("<")) {
          continue; // the cut would fall into an added token
        }
        int[] first = tokenizer.encode(text.substring(0, cut), false);
        int[] second = tokenizer.encodeContinuation(text.substring(cut)).ids();
        String whole = tokenizer.decode(tokenizer.encode(text, false), false);
        assertThat(tokenizer.decode(join(first, second), false)).as(text).isEqualTo(whole);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"always", "first", "never"})
  void everySchemeOfMetaspace(String scheme, @TempDir Path folder) {
    ObjectNode file = Fixtures.tokenizerFile("unigram");
    ((ObjectNode) file.get("pre_tokenizer")).put("prepend_scheme", scheme);
    file.putNull("normalizer");
    try (Tokenizer tokenizer = Tokenizer.load(Fixtures.write(folder, file))) {
      int[] continued = tokenizer.encodeContinuation("the note").ids();
      assertThat(tokenizer.token(continued[0]).orElseThrow()).doesNotStartWith("▁");
      int[] first = tokenizer.encode("in ", false);
      String together = tokenizer.decode(join(first, continued), false);
      assertThat(together.strip()).isEqualTo("in the note");
    }
  }

  @Test
  void oldFilesSayItInAnotherWay(@TempDir Path folder) {
    ObjectNode file = Fixtures.tokenizerFile("unigram");
    file.putNull("normalizer");
    ObjectNode metaspace = (ObjectNode) file.get("pre_tokenizer");
    metaspace.remove("prepend_scheme");
    metaspace.put("add_prefix_space", true);
    try (Tokenizer tokenizer = Tokenizer.load(Fixtures.write(folder, file))) {
      int[] continued = tokenizer.encodeContinuation("the note").ids();
      assertThat(tokenizer.token(continued[0]).orElseThrow()).doesNotStartWith("▁");
    }
    ObjectNode bytes = Fixtures.tokenizerFile("byte_level");
    ((ObjectNode) bytes.get("pre_tokenizer").get("pretokenizers").get(1))
        .put("add_prefix_space", true);
    try (Tokenizer tokenizer = Tokenizer.load(Fixtures.write(folder, bytes))) {
      assertThat(tokenizer.decode(tokenizer.encode("note", false), false)).isEqualTo(" note");
      Encoding continued = tokenizer.encodeContinuation("note<|im_end|>note");
      assertThat(tokenizer.decode(continued.ids(), false)).isEqualTo("note<|im_end|> note");
      int control = tokenizer.id("<|im_end|>").orElseThrow();
      int at = IntStream.of(continued.ids()).boxed().toList().indexOf(control);
      assertThat(continued.start()[at]).isEqualTo(4);
      assertThat(continued.end()[at]).isEqualTo(14);
      assertThat(continued.end()[continued.length() - 1]).isEqualTo(18);
    }
  }

  /// The tokens of a conversation are those of its whole text, borders of answers being borders of
  /// words here.
  @Test
  void answersGetNoBlankInFront() {
    String template = "/luthier/template/templates/llama2.jinja";
    try (Tokenizer tokenizer = Fixtures.tokenizer("sentencepiece_bpe")) {
      ChatTemplate llama2 =
          new ChatTemplate(
              Template.compile(Fixtures.text(template), "llama2"),
              Map.of("bos_token", "<s>", "eos_token", "</s>"),
              Clock.systemUTC());
      ExampleEncoder encoder =
          new ExampleEncoder(
              tokenizer, OptionalInt.of(2), Data.TrainOn.ASSISTANT, Optional.of(llama2));
      Example.Conversation chat =
          new Example.Conversation(
              new Origin("t.jsonl", 1),
              List.of(
                  new Message(Role.USER, Map.of("role", "user", "content", "the bridge"), true),
                  new Message(
                      Role.ASSISTANT, Map.of("role", "assistant", "content", "the string"), true)),
              List.of(),
              Map.of());
      EncodedChat encoded = encoder.encode(chat);
      String text = encoded.rendered().text();
      assertThat(text).isEqualTo("<s>[INST] the bridge [/INST] the string </s>");
      assertThat(encoded.ids()).isEqualTo(tokenizer.encode(text, false));
      RenderedChat.Span answer = encoded.rendered().supervised().getFirst();
      String before = tokenizer.decode(encoded.idsUpTo(answer.start()), false);
      String after = tokenizer.decode(encoded.idsUpTo(answer.end()), false);
      assertThat(after).startsWith(before);
      assertThat(after.substring(before.length()))
          .isEqualTo(text.substring(answer.start(), answer.end()));
      TokenizedExample completion =
          encoder.encode("x", new Example.Completion(new Origin("t", 1), "the bridge ", "of it"));
      assertThat(completion.ids())
          .isEqualTo(join(tokenizer.encode("the bridge of it", true), new int[] {2}));
    }
  }
}
