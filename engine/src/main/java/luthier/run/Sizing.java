package luthier.run;

import java.util.ArrayList;
import java.util.List;
import luthier.estimate.ModelSize;
import luthier.recipe.LeftOpen;
import luthier.recipe.Recipe;
import luthier.recipe.RunLength;
import luthier.recipe.Task;
import luthier.runlog.RunEvent;
import luthier.tokenizer.TokenizedExample;

/// Batch size, epochs and rank where the recipe says `auto`: pure functions of the task, the data's
/// size and the model. `docs/auto.md` has the rules with their sources.
final class Sizing {

  private static final int LEAST_BATCH = 4;
  private static final int MOST_BATCH = 32;
  private static final int STEPS_OF_AN_EPOCH = 50;
  private static final int WANTED_STEPS = 300;
  private static final int MOST_EPOCHS = 10;
  private static final int MOST_EPOCHS_OF_TEXT = 4;
  private static final List<Integer> RANKS = List.of(8, 16, 32, 64);

  private final List<RunEvent.Decision> made;
  private Recipe recipe;

  private Sizing(Decisions.Resolved before) {
    this.recipe = before.recipe();
    this.made = new ArrayList<>(before.decisions());
  }

  /// @param train the examples as tokens
  static Decisions.Resolved decide(
      Decisions.Resolved before, List<TokenizedExample> train, ModelSize model) {
    Sizing sizing = new Sizing(before);
    LeftOpen open = before.recipe().training().leftOpen();
    if (open.batchSize()) {
      sizing.decideBatchSize(train.size());
    }
    if (open.epochs()) {
      sizing.decideEpochs(train.size());
    }
    if (open.rank()) {
      long supervised = train.stream().mapToLong(TokenizedExample::supervised).sum();
      sizing.decideRank(supervised, model);
    }
    return new Decisions.Resolved(sizing.recipe, sizing.made);
  }

  /// The largest power of two that leaves an epoch 50 steps, from 4 to 32.
  static int batchSize(int examples) {
    int most = Math.clamp(examples / STEPS_OF_AN_EPOCH, LEAST_BATCH, MOST_BATCH);
    return Integer.highestOneBit(most);
  }

  /// As many as make 300 steps, at least 3 (2 from 5,000 examples on, 1 from 50,000), at most 10,
  /// of plain text 4.
  static int epochs(int examples, int batchSize, Task task) {
    int least = examples < 5_000 ? 3 : examples < 50_000 ? 2 : 1;
    int most = task == Task.TEXT ? MOST_EPOCHS_OF_TEXT : MOST_EPOCHS;
    long wanted = Math.round((double) WANTED_STEPS * batchSize / Math.max(1, examples));
    return Math.clamp(wanted, least, most);
  }

  /// The least of 8, 16, 32 and 64 with as many trained weights as there are supervised tokens.
  ///
  /// @param ofRankOne weights of an adapter of rank 1 on all linear layers
  static int rank(long supervised, long ofRankOne) {
    return RANKS.stream()
        .filter(rank -> rank * ofRankOne >= supervised)
        .findFirst()
        .orElse(RANKS.getLast());
  }

  private void decideBatchSize(int examples) {
    int micro = recipe.training().microBatchSize().orElse(1);
    int batch = Math.max(micro, batchSize(examples));
    recipe = recipe.withBatchSize(batch);
    made(
        "training.batch_size",
        batch,
        examples + " examples: about 50 steps an epoch where that leaves 4 to 32 examples a step");
  }

  private void decideEpochs(int examples) {
    if (!(recipe.training().length() instanceof RunLength.Epochs)) {
      return;
    }
    int epochs = epochs(examples, recipe.training().batchSize(), recipe.task());
    recipe = recipe.withEpochs(epochs);
    made(
        "training.epochs",
        epochs,
        examples
            + " examples in steps of "
            + recipe.training().batchSize()
            + ": about 300 steps, within the bounds for so many");
  }

  private void decideRank(long supervised, ModelSize model) {
    long ofRankOne =
        model.linears().values().stream().mapToLong(sizes -> sizes[0] + sizes[1]).sum();
    int rank = rank(supervised, ofRankOne);
    recipe = recipe.withRank(rank);
    made(
        "method.r",
        rank,
        supervised
            + " supervised tokens; a rank holds "
            + ofRankOne
            + " weights, and a weight at least what a token tells");
  }

  private void made(String key, int value, String why) {
    made.add(new RunEvent.Decision(key, String.valueOf(value), why));
  }
}
