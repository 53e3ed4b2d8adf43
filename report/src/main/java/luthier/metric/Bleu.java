package luthier.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// BLEU of a corpus (Papineni et al., BLEU: a Method for Automatic Evaluation of Machine
/// Translation, ACL 2002, section 2.3, n-grams up to 4), from 0 to 100, equal to sacrebleu's
/// `BLEU()`: words by [Tokens13a]; an n of which no n-gram is right counts as half of one, the next
/// such as a quarter … (Chen and Cherry, WMT 2014, method 3). One answer alone scores the BLEU of a
/// corpus of one, which is 0 below four words.
record Bleu() implements CorpusMetric {

  private static final int ORDER = 4;
  private static final int ANSWER = 0;
  private static final int REFERENCE = 1;
  private static final int RIGHT = 2;
  private static final int ALL = RIGHT + ORDER;

  @Override
  public String name() {
    return "bleu";
  }

  /// Words of the answer, words of the reference nearest in length, and for each n how many n-grams
  /// of the answer are right, and how many there are.
  @Override
  public long[] counts(String answer, List<String> references) {
    List<String> written = Tokens13a.of(answer);
    List<List<String>> wanted = references.stream().map(Tokens13a::of).toList();
    long[] counts = new long[ALL + ORDER];
    counts[ANSWER] = written.size();
    counts[REFERENCE] = nearestLength(written.size(), wanted);
    for (int n = 1; n <= ORDER; n++) {
      NGrams grams = NGrams.of(written, n);
      NGrams right = NGrams.of(List.of(), n);
      for (List<String> reference : wanted) {
        right = right.most(NGrams.of(reference, n));
      }
      counts[RIGHT + n - 1] = grams.common(right);
      counts[ALL + n - 1] = grams.total();
    }
    return counts;
  }

  /// Of two as near the shorter.
  private static int nearestLength(int length, List<List<String>> references) {
    List<Integer> lengths = new ArrayList<>();
    references.forEach(reference -> lengths.add(reference.size()));
    lengths.sort(null);
    int nearest = lengths.getFirst();
    for (int other : lengths) {
      nearest = Math.abs(other - length) < Math.abs(nearest - length) ? other : nearest;
    }
    return nearest;
  }

  @Override
  public double of(long[] sums) {
    double logs = 0;
    double smoothing = 1;
    boolean some = false;
    for (int n = 0; n < ORDER; n++) {
      long right = sums[RIGHT + n];
      long all = sums[ALL + n];
      if (all == 0) {
        return 0;
      }
      some |= right > 0;
      smoothing *= right == 0 ? 2 : 1;
      logs += Math.log((right == 0 ? 1 / smoothing : right) / all);
    }
    if (!some) {
      return 0;
    }
    double shortfall = 1 - (double) sums[REFERENCE] / sums[ANSWER];
    return 100 * Math.exp(logs / ORDER + Math.min(0, shortfall));
  }

  @Override
  public Optional<String> misfit(List<String> references) {
    return References.required(references);
  }
}
