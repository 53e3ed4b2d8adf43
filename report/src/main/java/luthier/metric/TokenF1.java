package luthier.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How far the words of answer and reference are the same, in any order: the harmonic mean of the
/// share of the answer's words that the reference has and of the share of the reference's that the
/// answer has, each as often as it occurs, apart from case, punctuation and articles
/// ([Words#counting]; Rajpurkar et al., arXiv 1606.05250, section 6.1). Where one side has no words
/// it is 1 if the other has none either.
record TokenF1() implements AnswerMark {

  @Override
  public String name() {
    return "token_f1";
  }

  @Override
  public double score(String answer, List<String> references) {
    List<String> words = Words.counting(answer);
    return References.best(references, reference -> f1(words, Words.counting(reference)));
  }

  private static double f1(List<String> answer, List<String> reference) {
    if (answer.isEmpty() || reference.isEmpty()) {
      return answer.equals(reference) ? 1 : 0;
    }
    Map<String, Integer> left = new HashMap<>();
    reference.forEach(word -> left.merge(word, 1, Integer::sum));
    int common = 0;
    for (String word : answer) {
      int free = left.getOrDefault(word, 0);
      if (free > 0) {
        common++;
        left.put(word, free - 1);
      }
    }
    return 2.0 * common / (answer.size() + reference.size());
  }

  @Override
  public Optional<String> misfit(List<String> references) {
    return References.required(references);
  }
}
