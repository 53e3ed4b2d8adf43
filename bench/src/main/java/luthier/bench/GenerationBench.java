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
import luthier.generation.Prompt;
import luthier.generation.Sampling;
import luthier.kernel.Kernels;
import luthier.kernel.Team;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.tensor.LibTorch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Greedy writing by the 135m shape in bfloat16: one text up to all of its positions, and many
/// short ones together against one of them.
///
/// @param longest context at which the time of a token is still measured
/// @param threads of libtorch
record GenerationBench(int longest, int threads, BenchBase bases) {

  private static final Shape SHAPE = Shape.M135;
  private static final int[] CONTEXTS = {64, 256, 512, 1024, 2048};
  private static final int PROMPT = 16;
  private static final int WINDOW = 32; // tokens whose median is the time at a context
  private static final int BYTES = 2; // of a bfloat16
  private static final int TEXTS = 16;
  private static final int SHORT = 128; // new tokens of each
  private static final int PAIRS = 3;

  static final List<String> COLUMNS =
      List.of(
          "model",
          "tokens/s over all",
          "tokens per CPU-second",
          "context: ms a token",
          "context: GB a token reads",
          "memory, GB/s",
          "context: share of memory",
          "16 short texts: tokens/s together",
          "one of them",
          "ratio",
          "together: share of memory",
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
    double together;
    double one;
    try (LanguageModel model = Models.load(bases.of(SHAPE), ScalarType.BFloat16, false);
        Team team = new Team(threads)) {
      Generator generator = new Generator(model, Kernels.fastest(team), Set.of());
      write(generator, WINDOW * 2); // warm-up
      Usage before = Usage.now();
      seconds = write(generator, longest);
      used = Usage.now().since(before);
      List<Double> rates = new ArrayList<>();
      List<Double> single = new ArrayList<>();
      rate(generator, TEXTS); // warm-up
      for (int i = 0; i < PAIRS; i++) {
        rates.add(rate(generator, TEXTS));
        single.add(rate(generator, 1));
      }
      together = Spread.of(rates).median();
      one = Spread.of(single).median();
    }
    double memory = new Ceiling(threads).memory();
    // of a step: the weights once, and the caches at the middle of the texts
    double step = bytes(0) + TEXTS * (bytes(PROMPT + SHORT / 2) - bytes(0));
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
        number(1, together),
        number(1, one),
        number(2, together / one),
        number(2, step * together / TEXTS / memory),
        String.valueOf(threads),
        number(2, used.others(Runtime.getRuntime().availableProcessors())),
        versions,
        date);
  }

  /// New tokens a second, the prompts included in the time.
  private static double rate(Generator generator, int texts) {
    List<Prompt> prompts =
        IntStream.range(0, texts)
            .mapToObj(i -> new Prompt(prompt(1000 + 100 * i), SHORT, new Sampling.Greedy()))
            .toList();
    long start = System.nanoTime();
    generator.generateAll(prompts, Integer.MAX_VALUE);
    return texts * SHORT / ((System.nanoTime() - start) / 1e9);
  }

  private static int[] prompt(int first) {
    return IntStream.range(0, PROMPT).map(i -> first + 17 * i).toArray();
  }

  /// Seconds of each token, by its place in the text; those of the prompt are 0.
  private static double[] write(Generator generator, int length) {
    double[] seconds = new double[length];
    List<Long> times = new ArrayList<>();
    times.add(System.nanoTime());
    IntConsumer each = _ -> times.add(System.nanoTime());
    generator.generate(prompt(1000), length - PROMPT, new Sampling.Greedy(), each);
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
