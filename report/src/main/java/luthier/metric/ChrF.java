package luthier.metric;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// chrF2 (Popović, chrF: character n-gram F-score, WMT 2015, equation 1, with n-grams up to 6 and β
/// = 2 as in Popović, WMT 2016), from 0 to 100, equal to sacrebleu's `CHRF()`: white space does not
/// count; precision and recall are averaged over those n that both sides are long enough for;
/// counts are added over the corpus; of several references the one counts that is best for the
/// answer.
record ChrF() implements CorpusMetric {

  private static final int ORDER = 6;
  private static final double BETA_SQUARED = 4;

  @Override
  public String name() {
    return "chrf";
  }

  /// For each n: n-grams of the answer, of the reference, of both.
  @Override
  public long[] counts(String answer, List<String> references) {
    List<NGrams> written = grams(answer);
    long[] best = {};
    for (String reference : references) {
      long[] counts = counts(written, grams(reference));
      if (best.length == 0 || of(counts) > of(best)) {
        best = counts;
      }
    }
    return best;
  }

  /// N-grams of the answer of which the reference has none of that length do not count.
  private static long[] counts(List<NGrams> answer, List<NGrams> reference) {
    long[] counts = new long[3 * ORDER];
    for (int i = 0; i < ORDER; i++) {
      long wanted = reference.get(i).total();
      counts[3 * i] = wanted > 0 ? answer.get(i).total() : 0;
      counts[3 * i + 1] = wanted;
      counts[3 * i + 2] = answer.get(i).common(reference.get(i));
    }
    return counts;
  }

  private static List<NGrams> grams(String text) {
    List<String> characters =
        String.join("", Words.of(text)).codePoints().mapToObj(Character::toString).toList();
    return IntStream.rangeClosed(1, ORDER).mapToObj(n -> NGrams.of(characters, n)).toList();
  }

  @Override
  public double of(long[] sums) {
    double precision = 0;
    double recall = 0;
    int orders = 0;
    for (int i = 0; i < ORDER; i++) {
      long answer = sums[3 * i];
      long reference = sums[3 * i + 1];
      if (answer > 0 && reference > 0) {
        precision += (double) sums[3 * i + 2] / answer;
        recall += (double) sums[3 * i + 2] / reference;
        orders++;
      }
    }
    if (precision + recall == 0) {
      return 0;
    }
    precision /= orders;
    recall /= orders;
    return 100 * (1 + BETA_SQUARED) * precision * recall / (BETA_SQUARED * precision + recall);
  }

  @Override
  public Optional<String> misfit(List<String> references) {
    return References.required(references);
  }
}
