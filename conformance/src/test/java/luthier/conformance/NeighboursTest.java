package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import luthier.generation.Generator;
import luthier.generation.Prompt;
import luthier.generation.Sampling;
import luthier.kernel.Kernels;
import luthier.kernel.Team;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.template.ChatTemplate;
import luthier.template.TemplateFiles;
import luthier.tensor.LibTorch;
import luthier.tokenizer.StopTokens;
import luthier.tokenizer.Tokenizer;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Sixteen answers of a real model, written together and each alone.
class NeighboursTest {

  private static final Path POCKET =
      Path.of(System.getProperty("luthier.home", "..")).resolve("bases/pocket");
  private static final int MOST = 60;
  private static final List<String> QUESTIONS =
      List.of(
          "Hello",
          "What is 2 plus 3?",
          "Who are you?",
          "Write a short story about a violin, a storm and an old man who repairs clocks.",
          "Was ist die Hauptstadt von Frankreich?",
          "Name three colours.",
          "Bonjour, comment allez-vous aujourd'hui ?",
          "Thank you!",
          "Translate to German: The children play in the garden behind the house.",
          "How do I cook rice? I have a pot, water, salt and very little time before my guests"
              + " come.",
          "¿Dónde está la biblioteca?",
          "Say yes.",
          "List the days of the week.",
          "What is larger, 17 or 71?",
          "I am sad.",
          "Explain in one sentence why the sky is blue.");

  @BeforeAll
  static void load() {
    LibTorch.load();
    LibTorch.useThreads(1);
  }

  @Test
  void float32GivesTheTokensThatEachHasAlone() {
    List<List<Integer>> alone = write(ScalarType.Float, 1, 1);
    assertThat(alone.stream().map(List::size).distinct().count())
        .as("answers of different lengths")
        .isGreaterThan(3);
    assertThat(write(ScalarType.Float, 1, 100_000)).isEqualTo(alone);
    assertThat(write(ScalarType.Float, 1, 400)).as("few at a time").isEqualTo(alone);
  }

  /// Rounding depends on what is written together, and on nothing else.
  @Test
  void bfloat16GivesTheSameTokensWithTheSameNeighbours() {
    List<List<Integer>> together = write(ScalarType.BFloat16, 1, 100_000);
    assertThat(write(ScalarType.BFloat16, 1, 100_000)).isEqualTo(together);
    assertThat(write(ScalarType.BFloat16, 3, 100_000)).as("more threads").isEqualTo(together);
    List<List<Integer>> alone = write(ScalarType.BFloat16, 1, 1);
    assertThat(write(ScalarType.BFloat16, 2, 1)).as("more threads").isEqualTo(alone);
    int same = 0;
    for (int i = 0; i < alone.size(); i++) {
      same += alone.get(i).equals(together.get(i)) ? 1 : 0;
    }
    // a neighbour's cache or position would change nearly all of them, and from the start
    assertThat(same).isGreaterThanOrEqualTo(QUESTIONS.size() / 2);
  }

  /// @param cachedTokens 1 writes each alone
  private static List<List<Integer>> write(ScalarType type, int threads, int cachedTokens) {
    ChatTemplate template = TemplateFiles.load(POCKET, Clock.systemUTC()).orElseThrow();
    try (Tokenizer tokenizer = Tokenizer.load(POCKET);
        LanguageModel model = Models.load(POCKET, type, false);
        Team team = new Team(threads)) {
      List<Prompt> prompts = new ArrayList<>();
      for (String question : QUESTIONS) {
        ChatTemplate.Chat chat =
            new ChatTemplate.Chat(
                List.of(Map.of("role", "user", "content", question)),
                List.of(false),
                List.of(),
                Map.of());
        int[] ids = tokenizer.encode(template.prompt(chat), false);
        prompts.add(new Prompt(ids, MOST, new Sampling.Greedy()));
      }
      Set<Integer> stop = StopTokens.of(tokenizer, TemplateFiles.load(POCKET, Clock.systemUTC()));
      return new Generator(model, Kernels.fastest(team), stop)
          .generateAll(prompts, cachedTokens).stream()
              .map(ids -> Arrays.stream(ids).boxed().toList())
              .toList();
    }
  }
}
