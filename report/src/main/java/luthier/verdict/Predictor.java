package luthier.verdict;

import java.util.List;
import java.util.Optional;
import luthier.metric.Score;

/// Something that answers the held-out examples.
///
/// @param name for people, e.g. `base, prompted with 4 examples`
/// @param scores on the held-out examples
public record Predictor(Kind kind, String name, List<Score> scores) {

  public Predictor {
    scores = List.copyOf(scores);
  }

  /// What kind of thing answers.
  public enum Kind {
    /// the base model, asked as the tuned model is
    BASE,
    /// the base model, shown a few examples of the training set first
    PROMPT,
    /// what says the same of every example
    BLIND,
    /// the labels of the most similar examples of the training set, by the base's embeddings
    NEIGHBOURS,
    /// the tuned model
    TUNED;

    /// Whether a tuned model that is not better than it has learnt nothing; the others are simpler
    /// ways to the same end.
    boolean isFloor() {
      return this == BASE || this == BLIND;
    }
  }

  /// One of its scores.
  public Optional<Score> score(String metric) {
    return scores.stream().filter(score -> score.name().equals(metric)).findFirst();
  }
}
