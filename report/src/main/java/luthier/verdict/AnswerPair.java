package luthier.verdict;

import java.util.List;
import luthier.metric.Evaluation;

/// What the base and the tuned model answered to the same prompt, and why it is shown.
///
/// @param sample prompt, reference and both answers
/// @param words from the base's answer to the tuned model's
public record AnswerPair(Change change, Evaluation.Sample sample, List<WordDifference> words) {

  public AnswerPair {
    words = List.copyOf(words);
  }

  /// What became of the answer.
  public enum Change {
    /// right before, wrong now
    LOST,
    /// wrong before and now
    STILL_WRONG,
    /// wrong before, right now
    WON
  }
}
