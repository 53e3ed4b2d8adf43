package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import luthier.evaluation.Scoring;
import luthier.generation.Generator;
import luthier.generation.Prompt;
import luthier.generation.Sampling;
import luthier.kernel.Kernels;
import luthier.kernel.StockKernels;
import luthier.kernel.VectorKernels;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Greedy generation token by token as transformers does it (I9).
class GenerationTest {

  @BeforeAll
  static void load() {
    LibTorch.load();
    torch.set_num_threads(1);
  }

  /// Every family that has a golden generation.
  static List<String> families() throws IOException {
    try (Stream<Path> all = Files.list(Golden.ROOT.resolve("families"))) {
      return all.map(path -> String.valueOf(path.getFileName()))
          .sorted()
          .filter(GenerationTest::hasGeneration)
          .toList();
    }
  }

  private static boolean hasGeneration(String family) {
    return Golden.json(Golden.family(family).resolve("golden.json")).has("greedy_generation");
  }

  @Test
  void coversEveryFamily() throws IOException {
    assertThat(families())
        .hasSizeGreaterThanOrEqualTo(10)
        .contains("llama", "mistral", "qwen2", "qwen3");
  }

  @ParameterizedTest
  @MethodSource("families")
  void writesTheTokensOfTransformers(String family) {
    Path directory = Golden.family(family);
    JsonNode golden = Golden.json(directory.resolve("golden.json")).get("greedy_generation");
    int[] prompt = Golden.ints(golden.get("prompt"), golden.get("prompt").size());
    int[] expected = Golden.ints(golden.get("new_tokens"), golden.get("new_tokens").size());
    try (LanguageModel model = Models.load(directory, ScalarType.Float, false)) {
      for (Kernels kernels : List.of(new StockKernels(), new VectorKernels())) {
        // the reference was made without a stop token
        Generator generator = new Generator(model, kernels, List.of());
        int[] found = generator.generate(prompt, expected.length, new Sampling.Greedy(), _ -> {});
        assertThat(found).as("%s", kernels).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void writesTheSameWithoutACache(String family) {
    Path directory = Golden.family(family);
    JsonNode golden = Golden.json(directory.resolve("golden.json")).get("greedy_generation");
    int[] ids = Golden.ints(golden.get("prompt"), golden.get("prompt").size());
    int[] expected = Golden.ints(golden.get("new_tokens"), golden.get("new_tokens").size());
    try (LanguageModel model = Models.load(directory, ScalarType.Float, false)) {
      for (int token : expected) {
        try (PointerScope _ = new PointerScope()) {
          Tensor logits = new Scoring(model, new StockKernels()).logits(ids);
          float[] last = Native.toFloats(logits.select(0, ids.length - 1L));
          assertThat(new Sampling.Greedy().choose(last, 0)).isEqualTo(token);
        }
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = token;
      }
    }
  }

  /// The same tokens among other texts, which are longer, shorter and wait for room.
  @ParameterizedTest
  @MethodSource("families")
  void writesTheSameTokensTogetherWithOtherTexts(String family) {
    Path directory = Golden.family(family);
    JsonNode golden = Golden.json(directory.resolve("golden.json")).get("greedy_generation");
    int[] prompt = Golden.ints(golden.get("prompt"), golden.get("prompt").size());
    int[] expected = Golden.ints(golden.get("new_tokens"), golden.get("new_tokens").size());
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int[] ids = i % 3 == 1 ? prompt : Arrays.copyOf(new int[] {7 + i, 40, 3, 99, 61}, 1 + i % 5);
      prompts.add(new Prompt(ids, expected.length, new Sampling.Greedy()));
    }
    try (LanguageModel model = Models.load(directory, ScalarType.Float, false)) {
      for (Kernels kernels : List.of(new StockKernels(), new VectorKernels())) {
        Generator generator = new Generator(model, kernels, List.of());
        List<int[]> found = generator.generateAll(prompts, 4 * (prompt.length + expected.length));
        for (int i = 0; i < found.size(); i++) {
          Prompt one = prompts.get(i);
          int[] alone =
              i % 3 == 1
                  ? expected
                  : generator.generate(one.tokens(), expected.length, one.sampling(), _ -> {});
          assertThat(found.get(i)).as("text %d, %s", i, kernels).isEqualTo(alone);
        }
      }
    }
  }

  @Test
  void endsBeforeAStopToken() {
    Path directory = Golden.family("qwen2_yarn");
    JsonNode golden = Golden.json(directory.resolve("golden.json")).get("greedy_generation");
    int[] prompt = Golden.ints(golden.get("prompt"), golden.get("prompt").size());
    try (LanguageModel model = Models.load(directory, ScalarType.Float, false)) {
      int[] found =
          new Generator(model, new StockKernels(), List.of(2))
              .generate(prompt, 20, new Sampling.Greedy(), _ -> {});
      assertThat(found).containsExactly(54, 78); // token 2 comes third
    }
  }
}
