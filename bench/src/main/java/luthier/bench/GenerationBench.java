package luthier.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import luthier.generation.Generator;
import luthier.generation.Sampling;
import luthier.kernel.Kernels;
import luthier.kernel.StockKernels;
import luthier.kernel.VectorKernels;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.tensor.LibTorch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Greedy writing of one text by the 135m shape in bfloat16, up to all of its positions.
///
/// @param longest context at which the time of a token is still measured
/// @param threads of libtorch
record GenerationBench(int longest, int threads, BenchBase bases) {

  private static final Shape SHAPE = Shape.M135;
  private static final int[] CONTEXTS = {64, 256, 512, 1024, 2048};
  private static final int PROMPT = 16;
  private static final int WINDOW = 32; // tokens whose median is the time at a context
  private static final int BYTES = 2; // of a bfloat16

  static final List<String> COLUMNS =
      List.of(
          "model",
          "tokens/s over all",
          "tokens per CPU-second",
          "context: ms a token",
          "context: GB a token reads",
          "memory, GB/s",
          "context: share of memory",
          "threads",
          "CPU used by others",
          "versions",
          "date");

  /// @return the cells of a row of the results
  List<String> row(String versions, String date) throws IOException {
    LibTorch.load();
    LibTorch.useThreads(threads);
    double[] seconds; // of each token, by its place in the text
    Usage used;
    try (LanguageModel model = Models.load(bases.of(SHAPE), ScalarType.BFloat16, false)) {
      Generator generator = new Generator(model, kernels(), Set.of());
      write(generator, WINDOW * 2); // warm-up
      Usage before = Usage.now();
      seconds = write(generator, longest);
      used = Usage.now().since(before);
    }
    double memory = new Ceiling(threads).memory();
    SortedMap<Integer, Double> times = new TreeMap<>();
    for (int context : CONTEXTS) {
      if (context <= longest) {
        times.put(context, median(seconds, context));
      }
    }
    double written = seconds.length - PROMPT - 1.0; // the first comes with the prompt
    double all = written / Arrays.stream(seconds).skip(PROMPT + 1L).sum();
    return List.of(
        SHAPE.label() + " bf16, one text",
        number(1, all),
        number(1, written / used.own()),
        at(times, (_, second) -> number(1, second * 1e3)),
        at(times, (context, _) -> number(3, bytes(context) / 1e9)),
        number(1, memory / 1e9),
        at(times, (context, second) -> number(2, bytes(context) / second / memory)),
        String.valueOf(threads),
        number(2, used.others(Runtime.getRuntime().availableProcessors())),
        versions,
        date);
  }

  private static Kernels kernels() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? new VectorKernels()
        : new StockKernels();
  }

  /// Seconds of each token, by its place in the text; those of the prompt are 0.
  private static double[] write(Generator generator, int length) {
    int[] prompt = IntStream.range(0, PROMPT).map(i -> 1000 + 17 * i).toArray();
    double[] seconds = new double[length];
    List<Long> times = new ArrayList<>();
    times.add(System.nanoTime());
    IntConsumer each = _ -> times.add(System.nanoTime());
    generator.generate(prompt, length - PROMPT, new Sampling.Greedy(), each);
    for (int i = 1; i < times.size(); i++) {
      seconds[PROMPT + i - 1] = (times.get(i) - times.get(i - 1)) / 1e9;
    }
    return seconds;
  }

  /// Of the tokens up to a context.
  private static double median(double[] seconds, int context) {
    return Spread.of(Arrays.stream(seconds, context - WINDOW, context).boxed().toList()).median();
  }

  /// What has to be read for one token: every weight once, and the keys and values of the context.
  private static double bytes(int context) {
    double weights = SHAPE.linearWeights() + SHAPE.headWeights();
    double cache = 2.0 * SHAPE.keyHeads * SHAPE.headSize() * SHAPE.layers * context;
    return BYTES * (weights + cache);
  }

  /// A figure at each context.
  private static String at(
      SortedMap<Integer, Double> times, BiFunction<Integer, Double, String> figure) {
    return times.entrySet().stream()
        .map(e -> e.getKey() + ": " + figure.apply(e.getKey(), e.getValue()))
        .collect(Collectors.joining(" · "));
  }

  private static String number(int digits, double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
