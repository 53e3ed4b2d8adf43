package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import luthier.generation.Generator;
import luthier.generation.Sampling;
import luthier.kernel.Kernels;
import luthier.kernel.Team;
import luthier.model.LanguageModel;
import luthier.run.OpenModel;
import luthier.run.Talk;
import luthier.template.ChatTemplate;
import luthier.template.TemplateFiles;
import luthier.tensor.LibTorch;
import luthier.tokenizer.Tokenizer;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `chat` writes, against the tokens that the model gives in the same type.
class TalkTest {

  private static final Path POCKET =
      Path.of(System.getProperty("luthier.home", "..")).resolve("bases/pocket");
  private static final Sampling GREEDY = new Sampling.Greedy();
  private static final int MOST = 60;

  @BeforeAll
  static void load() {
    LibTorch.load();
    torch.set_num_threads(1);
  }

  /// The files of this copy name the end of a document only: the end of a turn is known from the
  /// template.
  @Test
  void endsAtTheTemplatesTerminator(@TempDir Path copy) throws IOException {
    try (Stream<Path> files = Files.list(POCKET)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    rewrite(copy, "config.json", "\"eos_token_id\": 2", "\"eos_token_id\": 0");
    rewrite(copy, "generation_config.json", "(?s).*", "{\"eos_token_id\": 0}");
    rewrite(
        copy, "tokenizer_config.json", "(\"eos_token\" *: *)\"<.im_end.>\"", "$1\"<|endoftext|>\"");
    int terminator;
    try (Tokenizer tokenizer = Tokenizer.load(copy)) {
      terminator = tokenizer.id("<|im_end|>").orElseThrow();
      assertThat(tokenizer.specialTokens().stop()).doesNotContain(terminator);
    }
    int ended = 0;
    for (String question : List.of("Hello", "What is 2 plus 3?")) {
      int[] unstopped = unstopped(question);
      int length = 0;
      while (length < unstopped.length && unstopped[length] != terminator) {
        length++;
      }
      ended += length < unstopped.length ? 1 : 0;
      String expected;
      try (Tokenizer tokenizer = Tokenizer.load(POCKET)) {
        expected = tokenizer.decode(Arrays.copyOf(unstopped, length), false);
      }
      try (Talk talk = Talk.open(copy.toString())) {
        assertThat(talk.say("user", question, MOST, GREEDY, _ -> {}))
            .isEqualTo(expected)
            .doesNotContain("<|im_");
      }
    }
    assertThat(ended).as("answers that the model ended").isPositive();
  }

  private static int[] unstopped(String question) {
    ChatTemplate template = TemplateFiles.load(POCKET, Clock.systemUTC()).orElseThrow();
    String prompt =
        template.prompt(
            new ChatTemplate.Chat(
                List.of(Map.of("role", "user", "content", question)),
                List.of(false),
                List.of(),
                Map.of()));
    try (Tokenizer tokenizer = Tokenizer.load(POCKET);
        OpenModel<LanguageModel> open = OpenModel.openFastest(POCKET.toString());
        Team team = Team.alone()) {
      return new Generator(open.model(), Kernels.fastest(team), List.of())
          .generate(tokenizer.encode(prompt, false), MOST, GREEDY, _ -> {});
    }
  }

  private static void rewrite(Path folder, String file, String pattern, String replacement)
      throws IOException {
    String before = Files.readString(folder.resolve(file));
    String after = before.replaceFirst(pattern, replacement);
    assertThat(after).isNotEqualTo(before);
    Files.delete(folder.resolve(file));
    Files.writeString(folder.resolve(file), after);
  }

  /// Hot draws, so that characters come in pieces and broken.
  @Test
  void streamsExactlyWhatTheWholeDecodesTo() {
    for (int seed = 0; seed < 2; seed++) {
      Sampling hot = new Sampling.Random(3, Sampling.Random.ALL, 1, seed);
      List<String> pieces = new ArrayList<>();
      String prompt = "Größe: 😀 and";
      String answer;
      try (Talk talk = Talk.open(POCKET.toString())) {
        answer = talk.write(prompt, 60, hot, pieces::add);
      }
      try (Tokenizer tokenizer = Tokenizer.load(POCKET);
          OpenModel<LanguageModel> open = OpenModel.openFastest(POCKET.toString());
          Team team = Team.alone()) {
        int[] ids =
            new Generator(open.model(), Kernels.fastest(team), tokenizer.specialTokens().stop())
                .generate(tokenizer.encode(prompt, false), 60, hot, _ -> {});
        assertThat(String.join("", pieces))
            .isEqualTo(answer)
            .isEqualTo(tokenizer.decode(ids, false));
        assertThat(pieces).hasSizeGreaterThan(20);
      }
    }
  }
}
