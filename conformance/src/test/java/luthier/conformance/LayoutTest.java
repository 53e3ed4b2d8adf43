package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import luthier.adapter.Adapter;
import luthier.batch.Layout;
import luthier.batch.MicroBatch;
import luthier.batch.StepPlan;
import luthier.kernel.Kernels;
import luthier.kernel.StockKernels;
import luthier.kernel.VectorKernels;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.objective.NextToken;
import luthier.objective.Objective;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Ops;
import luthier.operation.Perturbation;
import luthier.operation.Tape;
import luthier.recipe.Method;
import luthier.recipe.TargetModules;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How a step is cut changes neither its loss nor any gradient (I3).
class LayoutTest {

  private static final int TOKENS_PER_PASS = 16;
  private static final long SEED = 7;

  /// The twin: one example a pass, one worker.
  private static final Layout ONE_BY_ONE = new Layout(1, false, 0, 1);

  private static final List<Layout> OTHERS =
      List.of(
          new Layout(1, true, 1000, 1), // all in one pass
          new Layout(1, true, TOKENS_PER_PASS, 1), // packed, many passes
          new Layout(2, true, TOKENS_PER_PASS, 1),
          new Layout(3, true, TOKENS_PER_PASS, 1),
          new Layout(1, false, 0, 3), // by count; the last pass is smaller
          new Layout(2, false, 0, 3),
          new Layout(2, false, 0, 1));

  /// Decoders with other parts; each with one kernel for each type.
  private static final List<String> OTHER_KINDS =
      List.of(
          "gemma",
          "gemma2",
          "gemma3_text",
          "gpt2",
          "gpt_neox",
          "granite",
          "mixtral",
          "olmo2",
          "phi3",
          "qwen2_moe",
          "qwen3_moe",
          "smollm3",
          "stablelm",
          "starcoder2");

  @BeforeAll
  static void load() {
    LibTorch.load();
    torch.set_num_threads(1);
  }

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (boolean lora : List.of(false, true)) {
      for (Kernels kernels : List.of(new StockKernels(), new VectorKernels())) {
        for (ScalarType type : List.of(ScalarType.Float, ScalarType.BFloat16)) {
          for (String family : List.of("mistral", "llama_bias_headdim", "qwen3")) {
            cases.add(Arguments.of(family, type, lora, kernels));
          }
          if (lora) {
            cases.add(Arguments.of("llama_rope_dynamic", type, true, kernels));
          }
        }
      }
      for (String family : OTHER_KINDS) {
        cases.add(Arguments.of(family, ScalarType.Float, lora, new StockKernels()));
        cases.add(Arguments.of(family, ScalarType.BFloat16, lora, new VectorKernels()));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}, {1}, lora {2}, {3}")
  @MethodSource("cases")
  void lossAndGradientsAreTheSame(String family, ScalarType type, boolean lora, Kernels kernels) {
    // rounding to 8 bits happens at other places when a product has another shape
    boolean exact = type == ScalarType.Float;
    try (Subject subject = new Subject(family, type, lora, kernels)) {
      for (List<TokenizedExample> step : List.of(examples(), lastOfAnEpoch())) {
        Result expected = subject.compute(step, ONE_BY_ONE);
        for (Layout layout : OTHERS) {
          Result found = subject.compute(step, layout);
          assertThat(found.loss)
              .as("loss in %s", layout)
              .isCloseTo(expected.loss, within(expected.loss * (exact ? 1e-6 : 2e-3)));
          double worst = found.worstGradient(expected);
          Parity.record("layout", type + (lora ? " lora" : " full"), family + " " + layout, worst);
          assertThat(worst).as("gradients in %s", layout).isLessThan(exact ? 1e-5 : 3e-2);
        }
      }
    }
  }

  /// What fills a pass is no longer than its examples: the learned positions of GPT-2 end at 64.
  @Test
  void fillersFitTheModel() {
    List<TokenizedExample> examples = new ArrayList<>();
    for (int i = 0; i < 69; i++) {
      examples.add(example(i < 68 ? 60 : 44, i)); // 4,124 tokens, 100 short of a round number
    }
    MicroBatch pass = MicroBatch.of(examples);
    assertThat(pass.ids()).hasSize(4224);
    assertThat(Arrays.stream(pass.lengths()).skip(69)).containsExactly(60, 40);
    try (LanguageModel model = Models.load(Golden.family("gpt2"), ScalarType.Float, false)) {
      double alone = 0;
      for (TokenizedExample each : examples) {
        alone += new NextToken(model).sum(new StockKernels(), MicroBatch.of(List.of(each)));
      }
      double packed = new NextToken(model).sum(new StockKernels(), pass);
      assertThat(packed).isCloseTo(alone, within(1e-6 * alone));
    }
  }

  /// The same layout twice is the same to the last bit.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theSameLayoutIsTheSameBitForBit(boolean lora) {
    try (Subject subject = new Subject("mistral", ScalarType.Float, lora, new VectorKernels())) {
      for (Layout layout : OTHERS) {
        Result once = subject.compute(examples(), layout);
        Result again = subject.compute(examples(), layout);
        assertThat(again.loss).isEqualTo(once.loss);
        once.gradients.forEach(
            (name, values) -> assertThat(again.gradients.get(name)).as(name).isEqualTo(values));
      }
    }
  }

  /// A layer that is run again on the way back gives the same gradients to the last bit: dropout
  /// draws the same masks, and nothing is added in another order.
  @ParameterizedTest(name = "{0}, {1}, lora {2}, {3}")
  @MethodSource("cases")
  void checkpointingIsTheSameBitForBit(
      String family, ScalarType type, boolean lora, Kernels kernels) {
    try (Subject subject = new Subject(family, type, lora, kernels)) {
      Layout packed = new Layout(2, true, 2 * TOKENS_PER_PASS, 1);
      Result kept = subject.compute(examples(), packed, 1, false);
      Result again = subject.compute(examples(), packed, 1, true);
      assertThat(again.loss).isEqualTo(kept.loss);
      assertThat(again.gradients.keySet()).isEqualTo(kept.gradients.keySet());
      kept.gradients.forEach(
          (name, values) -> assertThat(again.gradients.get(name)).as(name).isEqualTo(values));
    }
  }

  /// Dropout must matter, or the tests above say nothing about it.
  @Test
  void dropoutIsOn() {
    try (Subject subject = new Subject("mistral", ScalarType.Float, true, new StockKernels())) {
      Result one = subject.compute(examples(), ONE_BY_ONE);
      Result otherStep = subject.compute(examples(), ONE_BY_ONE, 2);
      assertThat(otherStep.worstGradient(one)).isGreaterThan(0.05);
    }
  }

  /// Another text of the same length beside it leaves a document's hidden states as they are, to
  /// the last bit; one of another length moves them by rounding only.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "mistral",
        "qwen3",
        "llama_rope_dynamic",
        "gemma2",
        "gpt2",
        "gpt_neox",
        "smollm3",
        "qwen2_moe"
      })
  void packedNeighboursDoNotSeeEachOther(String family) {
    int[] first = ids(9, 1);
    int[] last = ids(14, 2);
    try (LanguageModel model = Models.load(Golden.family(family), ScalarType.Float, false)) {
      for (Kernels kernels : List.of(new StockKernels(), new VectorKernels())) {
        List<float[]> before = hidden(model, kernels, first, ids(11, 3), last);
        List<float[]> changed = hidden(model, kernels, first, ids(11, 4), last);
        assertThat(changed.get(1)).isNotEqualTo(before.get(1));
        assertThat(changed.get(0)).isEqualTo(before.get(0));
        assertThat(changed.get(2)).isEqualTo(before.get(2));
        List<float[]> shorter = hidden(model, kernels, first, ids(3, 5), last);
        requireClose(shorter.get(0), before.get(0));
        requireClose(shorter.get(2), before.get(2));
        requireClose(hidden(model, kernels, last).getFirst(), before.get(2));
      }
    }
  }

  private static void requireClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(2e-5f));
    }
  }

  private static List<float[]> hidden(LanguageModel model, Kernels kernels, int[]... documents) {
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      Documents lengths = Documents.of(Arrays.stream(documents).mapToInt(d -> d.length).toArray());
      long[] ids = Arrays.stream(documents).flatMapToInt(Arrays::stream).asLongStream().toArray();
      Ops ops = new Ops(kernels, tape, 0, Dropout.none(lengths), GradientSink.ACCUMULATE);
      Tensor all = model.hidden(ops, Native.longs(ids), lengths, false).data();
      List<float[]> parts = new ArrayList<>();
      int at = 0;
      for (int[] document : documents) {
        parts.add(Native.toFloats(all.narrow(0, at, document.length)));
        at += document.length;
      }
      return parts;
    }
  }

  /// One token only, one that fills a pass exactly, and everything between; some of it
  /// unsupervised.
  private static List<TokenizedExample> examples() {
    return IntStream.of(7, 1, TOKENS_PER_PASS, 12, 2, 5, TOKENS_PER_PASS, 9)
        .mapToObj(length -> example(length, length * 3))
        .toList();
  }

  /// The last step of an epoch, which has fewer examples.
  private static List<TokenizedExample> lastOfAnEpoch() {
    StepPlan plan = new StepPlan(examples(), 5, true, false, SEED);
    List<TokenizedExample> last = plan.examplesOf(plan.stepsPerEpoch() - 1);
    assertThat(last).hasSize(3);
    return last;
  }

  private static TokenizedExample example(int length, int salt) {
    int[] ids = ids(length, salt);
    int[] labels = ids.clone();
    Arrays.fill(labels, 0, Math.min(length, 3), MicroBatch.IGNORED);
    if (length < 4) {
      labels[length - 1] = ids[length - 1];
    }
    return new TokenizedExample("example-" + length + "-" + salt, ids, labels);
  }

  private static int[] ids(int length, int salt) {
    return IntStream.range(0, length).map(i -> (i * 31 + salt * 17) % 120 + 3).toArray();
  }

  /// Loss in nats per token, and every gradient.
  private record Result(double loss, Map<String, float[]> gradients) {

    /// The largest difference of a gradient's element, over that gradient's norm.
    double worstGradient(Result expected) {
      assertThat(gradients.keySet()).isEqualTo(expected.gradients.keySet());
      double worst = 0;
      for (Map.Entry<String, float[]> each : expected.gradients.entrySet()) {
        float[] wanted = each.getValue();
        float[] found = Objects.requireNonNull(gradients.get(each.getKey()));
        double norm = 0;
        double difference = 0;
        for (int i = 0; i < wanted.length; i++) {
          norm += (double) wanted[i] * wanted[i];
          difference = Math.max(difference, Math.abs(wanted[i] - found[i]));
        }
        assertThat(norm).as("gradient of %s", each.getKey()).isPositive();
        worst = Math.max(worst, difference / Math.sqrt(norm));
      }
      return worst;
    }
  }

  /// A model with what is trained of it.
  private static final class Subject implements AutoCloseable {
    private final LanguageModel model;
    private final Optional<Adapter> adapter;
    private final List<Parameter> trained;
    private final Kernels kernels;

    Subject(String family, ScalarType type, boolean lora, Kernels kernels) {
      this.model = Models.load(Golden.family(family), type, !lora);
      this.adapter = lora ? Optional.of(adapter(model, type)) : Optional.empty();
      this.trained = adapter.map(Adapter::parameters).orElseGet(model::parameters);
      this.kernels = kernels;
    }

    /// B is not zero, as after some training: A has a gradient only then.
    private static Adapter adapter(LanguageModel model, ScalarType type) {
      Method.Lora settings =
          new Method.Lora(
              4,
              8,
              0.3,
              new TargetModules.AllLinear(),
              Method.Bias.NONE,
              false,
              Map.of(),
              Map.of(),
              Optional.empty(),
              List.of(),
              Method.Init.DEFAULT);
      Adapter adapter = Adapter.fresh(model, settings, SEED, type);
      try (NoGradGuard _ = new NoGradGuard();
          PointerScope _ = new PointerScope()) {
        for (Parameter each : adapter.parameters()) {
          if (each.name().contains("lora_B")) {
            Tensor values = each.master();
            Tensor count = torch.arange(Native.scalar((double) values.numel()));
            values.copy_(torch.sin(count.mul(Native.scalar(1.7))).view(values.shape()));
            values.mul_(Native.scalar(0.1));
            each.masterChanged();
          }
        }
      }
      return adapter;
    }

    Result compute(List<TokenizedExample> examples, Layout layout) {
      return compute(examples, layout, 1);
    }

    Result compute(List<TokenizedExample> examples, Layout layout, long step) {
      return compute(examples, layout, step, false);
    }

    Result compute(
        List<TokenizedExample> examples, Layout layout, long step, boolean checkpointed) {
      trained.forEach(p -> p.train(layout.workers()));
      long supervised = examples.stream().mapToLong(TokenizedExample::supervised).sum();
      List<List<MicroBatch>> hands = layout.cut(examples);
      NextToken objective = new NextToken(model, 0, checkpointed);
      Objective.DropoutSource dropout = new Objective.DropoutSource(SEED, step, Perturbation.NONE);
      double loss;
      try (Workers workers = new Workers(layout.workers(), 1)) {
        loss =
            workers.sum(worker ->
                hands.get(worker).stream()
                    .mapToDouble(batch ->
                        objective.lossAndGradients(
                            kernels(worker),
                            worker,
                            GradientSink.ACCUMULATE,
                            batch,
                            supervised,
                            dropout))
                    .sum());
      }
      Map<String, float[]> gradients = new LinkedHashMap<>();
      try (PointerScope _ = new PointerScope()) {
        for (Parameter parameter : trained) {
          gradients.put(parameter.name(), Native.toFloats(parameter.totalGradient()));
        }
      }
      return new Result(loss, gradients);
    }

    /// A worker's kernels are its own.
    private Kernels kernels(int worker) {
      if (worker == 0) {
        return kernels;
      }
      return kernels instanceof VectorKernels ? new VectorKernels() : new StockKernels();
    }

    @Override
    public void close() {
      adapter.ifPresent(Adapter::close);
      model.close();
    }
  }
}
