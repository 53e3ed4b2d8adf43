package luthier.search;

import java.nio.file.Path;
import java.util.List;
import luthier.metric.Score;

/// The winner, trained once more.
///
/// @param seed of the run
/// @param directory of the run
/// @param split `test`, or `validation` where the recipe has no test set
/// @param scores of the tuned model there
/// @param why it failed; empty when it did not
record FinalRun(long seed, Path directory, String split, List<Score> scores, String why) {

  FinalRun {
    scores = List.copyOf(scores);
  }
}
