package luthier.metric;

import java.util.List;

/// A metric by which an answer is right or wrong: over a test set it is the share of right ones.
non-sealed interface AnswerRule extends AnswerMetric {

  boolean right(String answer, List<String> references);

  @Override
  default double score(String answer, List<String> references) {
    return right(answer, references) ? 1 : 0;
  }
}
