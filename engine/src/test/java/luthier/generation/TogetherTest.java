package luthier.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import luthier.InvalidInputException;
import luthier.kernel.Kernels;
import luthier.kernel.StockKernels;
import luthier.kernel.Team;
import luthier.kernel.VectorKernels;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.tensor.LibTorch;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Texts written together against the same texts written one at a time.
final class TogetherTest {

  private static final int[] LENGTHS = {3, 1, 20, 7, 1, 2, 33, 5};

  @TempDir Path directory;

  @BeforeAll
  static void load() {
    LibTorch.load();
    torch.set_num_threads(1);
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("luthier.generation.CacheTwinTest#models")
  void neighboursChangeNothing(String name, String extra, Kernels kernels) throws IOException {
    try (LanguageModel model = CacheTwinTest.model(directory, name, extra)) {
      int longest = Math.min(33, model.maxPositions() - 4);
      List<Prompt> prompts = prompts(longest, 128);
      List<int[]> alone = alone(new Generator(model, kernels, List.of(5, 9)), prompts);
      assertThat(alone.stream().map(ids -> ids.length).distinct().count())
          .as("texts end at different times")
          .isGreaterThan(2);
      Generator generator = new Generator(model, kernels, List.of(5, 9));
      // all at once; a few at a time; each alone
      for (int cachedTokens : List.of(100_000, 70, 1)) {
        assertThat(generator.generateAll(prompts, cachedTokens)).containsExactlyElementsOf(alone);
      }
    }
  }

  private static List<int[]> alone(Generator generator, List<Prompt> prompts) {
    return prompts.stream()
        .map(p -> generator.generate(p.tokens(), p.maxNewTokens(), p.sampling(), _ -> {}))
        .toList();
  }

  /// Greedy and drawn ones, of different lengths.
  private static List<Prompt> prompts(int longest, int vocabulary) {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < LENGTHS.length; i++) {
      int number = i;
      int[] ids =
          IntStream.range(0, Math.min(longest, LENGTHS[i]))
              .map(j -> (j * 37 + number * 11 + 1) % vocabulary)
              .toArray();
      Sampling sampling =
          i % 2 == 0 ? new Sampling.Greedy() : new Sampling.Random(1.2, 40, 0.95, 100 + i);
      prompts.add(new Prompt(ids, 4 + 3 * i, sampling));
    }
    return prompts;
  }

  /// The kernels that read each weight once, against the stock twin.
  @Test
  void theVectorKernelsAgreeInBfloat16() throws IOException {
    try (LanguageModel model = wideModel();
        Team team = new Team(2)) {
      List<Prompt> prompts = prompts(33, 96);
      List<Text> vectors = new ArrayList<>();
      List<Text> stock = new ArrayList<>();
      for (Prompt prompt : prompts) {
        vectors.add(new Text(model, prompt.tokens(), 40));
        stock.add(new Text(model, prompt.tokens(), 40));
      }
      Passes fast = new Passes(model, new VectorKernels(team));
      Passes slow = new Passes(model, new StockKernels());
      for (int step = 0; step < 36; step++) {
        int live = step < 18 ? prompts.size() : 2; // few enough rows for the kernel
        List<float[]> found = fast.logits(vectors.subList(0, live));
        List<float[]> expected = slow.logits(stock.subList(0, live));
        for (int i = 0; i < live; i++) {
          requireClose(found.get(i), expected.get(i));
          int next = new Sampling.Greedy().choose(expected.get(i), step);
          vectors.get(i).add(next);
          stock.get(i).add(next);
        }
      }
      vectors.forEach(Text::close);
      stock.forEach(Text::close);
    }
  }

  private static void requireClose(float[] found, float[] expected) {
    double square = 0;
    for (float each : expected) {
      square += each * each;
    }
    float size = (float) Math.sqrt(square / expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(0.08f * size));
    }
  }

  /// Wide enough for the vector kernels; grouped queries, a window, and biases.
  private LanguageModel wideModel() throws IOException {
    Files.writeString(
        directory.resolve("config.json"),
        """
        {"model_type": "qwen2", "hidden_size": 128, "num_hidden_layers": 2,
         "num_attention_heads": 4, "num_key_value_heads": 2,
         "intermediate_size": 160, "vocab_size": 96, "max_position_embeddings": 128,
         "rms_norm_eps": 1e-6, "initializer_range": 0.08, "tie_word_embeddings": true,
         "layer_types": ["sliding_attention", "full_attention"],
         "use_sliding_window": true, "sliding_window": 20}
        """);
    return Models.random(directory, 5, ScalarType.BFloat16, false);
  }

  @Test
  void aPromptWithoutRoomIsRefusedBeforeAnythingIsWritten() throws IOException {
    try (LanguageModel model = CacheTwinTest.model(directory, "llama", "")) {
      Generator generator = new Generator(model, new StockKernels(), List.of());
      Prompt good = new Prompt(new int[] {1}, 2, new Sampling.Greedy());
      for (int length : List.of(0, 64)) {
        Prompt bad = new Prompt(new int[length], 2, new Sampling.Greedy());
        assertThatThrownBy(() -> generator.generateAll(List.of(good, bad), 100))
            .isInstanceOf(InvalidInputException.class)
            .hasMessage(
                "the prompt has %d tokens, expected 1 to 63 (the model's positions)", length);
      }
      assertThat(generator.generateAll(List.of(), 100)).isEmpty();
      Prompt last = new Prompt(new int[63], 50, new Sampling.Greedy());
      assertThat(generator.generateAll(List.of(last), 100).getFirst()).hasSize(1);
    }
  }
}
