package luthier.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import luthier.ResourceException;
import luthier.adapter.Adapter;
import luthier.batch.Layout;
import luthier.batch.StepPlan;
import luthier.estimate.MemoryEstimate;
import luthier.estimate.MemoryModel;
import luthier.estimate.ModelSize;
import luthier.estimate.Setup;
import luthier.recipe.Dtype;
import luthier.recipe.Method;
import luthier.recipe.Recipe;
import luthier.recipe.Training;
import luthier.tokenizer.TokenizedExample;

/// Which layout of a step fits into the machine's memory. A layout never changes what a step
/// computes; larger passes are faster up to some thousand tokens.
///
/// @param model sizes of the base
/// @param besides parameters that are trained beside an adapter's additions
/// @param data the examples as tokens
/// @param plan which of them each step sees
record Planning(ModelSize model, long besides, PreparedData data, StepPlan plan, Machine machine) {

  /// Tokens of a held-out pass.
  static final int EVALUATED_TOKENS = 4096;

  private static final int MOST_STEPS = 2000; // that are looked at for the largest pass
  private static final int MOST_UNPACKED = 16; // examples of a pass
  private static final int UNPACKED_TOKENS = 4096;
  private static final List<Integer> PACKED_TOKENS = List.of(2048, 1024, 512);

  /// What the estimate may be short of.
  private static final double MARGIN = 1.1;

  /// A layout that fits.
  ///
  /// @param recipe with it
  /// @param memory what it needs
  record Chosen(Recipe recipe, MemoryEstimate memory, Machine machine) {

    boolean checkpointed() {
      return recipe.training().activationCheckpointing().orElse(false);
    }

    int microBatch() {
      return recipe.training().microBatchSize().orElse(1);
    }

    String why() {
      Layout layout = layoutOf(recipe);
      String passes =
          layout.packing()
              ? String.format(Locale.ROOT, "passes of up to %,d tokens", layout.tokensPerPass())
              : "so many examples a pass";
      return passes
          + ": about "
          + MemoryEstimate.gigabytes(memory.bytes())
          + " at the most, of "
          + MemoryEstimate.gigabytes(machine.memory().bytes());
    }
  }

  /// How a recipe's steps are cut: with packing into passes of as many tokens as `micro_batch_size`
  /// examples of the greatest length have, else into passes of so many examples.
  static Layout layoutOf(Recipe recipe) {
    Training settings = recipe.training();
    int examples = settings.microBatchSize().orElse(1);
    long tokens = (long) examples * settings.maxLength().orElse(1);
    return new Layout(
        Decisions.workers(recipe),
        settings.packing(),
        (int) Math.min(Integer.MAX_VALUE, tokens),
        examples);
  }

  /// The fastest layout that fits.
  ///
  /// @throws ResourceException when none does
  Chosen choose(Recipe recipe) {
    List<Recipe> candidates = candidates(recipe);
    Chosen smallest = null;
    for (Recipe candidate : candidates) {
      Chosen chosen = new Chosen(candidate, memory(candidate), machine);
      if (chosen.memory.bytes() * MARGIN <= machine.memory().bytes()) {
        return chosen;
      }
      boolean smaller = smallest == null || chosen.memory.bytes() < smallest.memory.bytes();
      smallest = smaller ? chosen : smallest;
    }
    if (smallest == null || smallest.memory.bytes() > machine.memory().bytes()) {
      throw new ResourceException(
          tooMuch(recipe, smallest == null ? memory(recipe) : smallest.memory));
    }
    return smallest;
  }

  /// Fastest first: large passes, smaller ones down to 512 tokens, then the same with layers that
  /// are computed again.
  private List<Recipe> candidates(Recipe recipe) {
    Training settings = recipe.training();
    List<Boolean> checkpointing =
        settings.activationCheckpointing().toOptional().map(List::of).orElse(List.of(false, true));
    List<Recipe> all = new ArrayList<>();
    for (boolean again : checkpointing) {
      for (int examples : sizes(settings)) {
        if (!again && checkpointing.size() > 1 && tooSmall(settings, examples)) {
          continue; // computing again in larger passes is faster
        }
        all.add(recipe.withActivationCheckpointing(again).withMicroBatchSize(examples));
      }
    }
    return all;
  }

  private static boolean tooSmall(Training settings, int examples) {
    return (long) examples * settings.maxLength().orElse(1) < PACKED_TOKENS.getLast()
        && examples < settings.batchSize();
  }

  private static List<Integer> sizes(Training settings) {
    if (!settings.microBatchSize().isAuto()) {
      return List.of(settings.microBatchSize().orElse(1));
    }
    int length = settings.maxLength().orElse(1);
    if (settings.packing()) {
      return Stream.concat(
              PACKED_TOKENS.stream()
                  .map(tokens -> clamp(Math.round(tokens / (float) length), settings.batchSize())),
              Stream.of(1))
          .distinct()
          .toList();
    }
    int most = clamp(UNPACKED_TOKENS / length, Math.min(MOST_UNPACKED, settings.batchSize()));
    return Stream.iterate(most, n -> n >= 1, n -> n / 2).toList();
  }

  private static int clamp(int examples, int most) {
    return Math.clamp(examples, 1, most);
  }

  /// What a recipe whose layout is decided needs.
  MemoryEstimate memory(Recipe recipe) {
    return new MemoryModel(setup(recipe), machine.heap()).peak();
  }

  Setup setup(Recipe recipe) {
    Layout layout = layoutOf(recipe);
    long largest = 0;
    long together = 0;
    for (long step = 0; step < Math.min(MOST_STEPS, plan.stepsPerEpoch()); step++) {
      long all = 0;
      for (List<List<TokenizedExample>> hand : layout.hands(plan.examplesOf(step))) {
        long most = hand.stream().mapToLong(Planning::tokens).max().orElse(0);
        largest = Math.max(largest, most);
        all += most;
      }
      together = Math.max(together, all);
    }
    boolean lora = !(recipe.method() instanceof Method.Full);
    return new Setup(
        model,
        lora ? Adapter.ranks(settings(recipe), model.linears().keySet()) : Map.of(),
        besides,
        lora && settings(recipe).dropout() > 0,
        recipe.training().dtype().orElse(Dtype.FLOAT32) == Dtype.BFLOAT16,
        recipe.training().activationCheckpointing().orElse(false),
        layout.workers(),
        largest,
        together,
        data.train().stream().mapToLong(e -> e.ids().length).max().orElse(0),
        evaluated(),
        Regularizing.besides(recipe));
  }

  private static Method.Lora settings(Recipe recipe) {
    return TunedModel.adapterSettings(recipe).orElseThrow();
  }

  private static long tokens(List<TokenizedExample> examples) {
    return examples.stream().mapToLong(e -> e.ids().length).sum();
  }

  /// Tokens of the largest pass over held-out examples.
  private long evaluated() {
    long validation = tokens(data.validation());
    long longest =
        Stream.concat(data.validation().stream(), data.test().stream())
            .mapToLong(e -> e.ids().length)
            .max()
            .orElse(0);
    return Math.max(longest, Math.min(EVALUATED_TOKENS, validation));
  }

  private String tooMuch(Recipe recipe, MemoryEstimate memory) {
    Training settings = recipe.training();
    List<String> ways = new ArrayList<>();
    if (!settings.activationCheckpointing().orElse(true)) {
      ways.add("training.activation_checkpointing: true");
    }
    if (settings.microBatchSize().orElse(1) > 1) {
      ways.add("a smaller training.micro_batch_size, or auto");
    }
    if (settings.maxLength().orElse(0) > 256) {
      ways.add("a smaller training.max_length");
    }
    if (recipe.method() instanceof Method.Full) {
      ways.add("method.kind: lora");
    }
    if (settings.dtype().orElse(Dtype.FLOAT32) == Dtype.FLOAT32 && machine.bfloat16()) {
      ways.add("training.dtype: bfloat16");
    }
    if (recipe.threads().orElse(1) > 1) {
      ways.add("fewer threads (each computes a pass of its own)");
    }
    ways.add("a smaller base");
    return "not enough memory: the run "
        + memory.text()
        + "; there are "
        + MemoryEstimate.gigabytes(machine.memory().bytes())
        + ", "
        + machine.memory().source()
        + ".\nIt would be:\n  "
        + String.join("\n  ", memory.lines())
        + "\nWhat helps: "
        + String.join("; ", ways)
        + ".";
  }
}
