package luthier.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import luthier.tokenizer.TokenizedExample;

/// Which examples each step of a run sees, as a function of the step's number: a resumed run needs
/// nothing else to continue in the same order.
public final class StepPlan {

  private static final int GROUP_BATCHES = 50;

  private final List<TokenizedExample> examples;
  private final int batchSize;
  private final boolean shuffle;
  private final boolean groupByLength;
  private final long seed;
  private final View view;

  private long epochOfOrder = -1;
  private int[] order = {};

  /// How an example looks in an epoch, as a pure function of both.
  @FunctionalInterface
  public interface View {
    /// Every epoch sees the same.
    View SAME = (example, _) -> example;

    /// @param epoch from 0
    TokenizedExample of(TokenizedExample example, long epoch);
  }

  /// Every epoch sees the examples as they are.
  public StepPlan(
      List<TokenizedExample> examples,
      int batchSize,
      boolean shuffle,
      boolean groupByLength,
      long seed) {
    this(examples, batchSize, shuffle, groupByLength, seed, View.SAME);
  }

  /// @param batchSize examples per step; the last step of an epoch may have fewer
  /// @param groupByLength examples of similar length in one step: each stretch of 50 shuffled
  ///   batches is sorted by length, then its batches are shuffled
  /// @param view of the examples in each epoch
  public StepPlan(
      List<TokenizedExample> examples,
      int batchSize,
      boolean shuffle,
      boolean groupByLength,
      long seed,
      View view) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("no examples");
    }
    this.examples = List.copyOf(examples);
    this.batchSize = batchSize;
    this.shuffle = shuffle;
    this.groupByLength = groupByLength;
    this.seed = seed;
    this.view = view;
  }

  public long stepsPerEpoch() {
    return Math.ceilDiv(examples.size(), batchSize);
  }

  /// Steps of so many epochs, rounded up.
  public long stepsOf(double epochs) {
    return (long) Math.ceil(stepsPerEpoch() * epochs - 1e-9);
  }

  /// Epochs completed after so many steps.
  public double epochsAfter(long steps) {
    return (double) steps / stepsPerEpoch();
  }

  /// The examples of a step.
  ///
  /// @param step from 0
  public List<TokenizedExample> examplesOf(long step) {
    long epoch = step / stepsPerEpoch();
    if (epoch != epochOfOrder) {
      order = orderOf(epoch);
      epochOfOrder = epoch;
    }
    int from = Math.toIntExact(step % stepsPerEpoch()) * batchSize;
    int to = Math.min(from + batchSize, examples.size());
    List<TokenizedExample> batch = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      batch.add(view.of(examples.get(order[i]), epoch));
    }
    return batch;
  }

  private int[] orderOf(long epoch) {
    int[] fresh = new int[examples.size()];
    for (int i = 0; i < fresh.length; i++) {
      fresh[i] = i;
    }
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
    if (shuffle) {
      shuffle(fresh, random);
    }
    return groupByLength ? groupedByLength(fresh, random) : fresh;
  }

  private int[] groupedByLength(int[] shuffled, SplittableRandom random) {
    List<int[]> batches = new ArrayList<>();
    int[] rest = {};
    for (int from = 0; from < shuffled.length; from += GROUP_BATCHES * batchSize) {
      int to = Math.min(shuffled.length, from + GROUP_BATCHES * batchSize);
      List<Integer> stretch = new ArrayList<>();
      for (int i = from; i < to; i++) {
        stretch.add(shuffled[i]);
      }
      stretch.sort(Comparator.comparingInt(i -> -examples.get(i).ids().length));
      for (int at = 0; at < stretch.size(); at += batchSize) {
        int[] batch =
            stretch.subList(at, Math.min(at + batchSize, stretch.size())).stream()
                .mapToInt(Integer::intValue)
                .toArray();
        if (batch.length == batchSize) {
          batches.add(batch);
        } else {
          rest = batch; // the epoch's last, smaller batch stays the last
        }
      }
    }
    int[] indices = new int[batches.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = i;
    }
    if (shuffle) {
      shuffle(indices, random);
    }
    int[] result = new int[shuffled.length];
    int at = 0;
    for (int index : indices) {
      System.arraycopy(batches.get(index), 0, result, at, batchSize);
      at += batchSize;
    }
    System.arraycopy(rest, 0, result, at, rest.length);
    return result;
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }
}
