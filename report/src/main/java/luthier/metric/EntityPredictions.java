package luthier.metric;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/// The passages that a model found in texts. A passage is right when its bounds and its label are
/// (CoNLL-2003's rule).
///
/// Metrics: `f1`, `precision`, `recall` over all passages, `macro_f1`, `macro_precision`,
/// `macro_recall` as means over the labels that occur or were found (what is undefined for a label
/// counts 0, as in seqeval), and `exact_match`, the share of texts in which everything is right.
public final class EntityPredictions extends Predictions {

  private final List<Set<Span>> truth;
  private final List<Set<Span>> found;
  private final List<String> labels;
  private final int[][] hits;
  private final int[][] falseAlarms;
  private final int[][] misses;

  /// Takes the passages of all texts.
  ///
  /// @param truth one list per text
  /// @param found one list per text, in the same order
  public EntityPredictions(List<List<Span>> truth, List<List<Span>> found) {
    require(!truth.isEmpty(), "at least one text", "none");
    require(found.size() == truth.size(), truth.size() + " lists of passages", found.size());
    this.truth = truth.stream().map(Set::copyOf).toList();
    this.found = found.stream().map(Set::copyOf).toList();
    Set<String> names = new TreeSet<>();
    this.truth.forEach(spans -> spans.forEach(span -> names.add(span.label())));
    this.found.forEach(spans -> spans.forEach(span -> names.add(span.label())));
    labels = List.copyOf(names);
    hits = new int[truth.size()][labels.size()];
    falseAlarms = new int[truth.size()][labels.size()];
    misses = new int[truth.size()][labels.size()];
    for (int i = 0; i < truth.size(); i++) {
      count(i);
    }
  }

  private void count(int text) {
    for (Span span : found.get(text)) {
      int label = labels.indexOf(span.label());
      if (truth.get(text).contains(span)) {
        hits[text][label]++;
      } else {
        falseAlarms[text][label]++;
      }
    }
    for (Span span : truth.get(text)) {
      misses[text][labels.indexOf(span.label())] += found.get(text).contains(span) ? 0 : 1;
    }
  }

  /// A predictor that finds nothing.
  public EntityPredictions none() {
    List<List<Span>> all = truth.stream().map(List::copyOf).toList();
    return new EntityPredictions(all, all.stream().map(_ -> List.<Span>of()).toList());
  }

  @Override
  public int examples() {
    return truth.size();
  }

  /// The labels that occur or were found.
  public List<String> labels() {
    return labels;
  }

  /// What was wrong in a text.
  List<EntityError> errors(int text) {
    Set<Span> missed = new HashSet<>(truth.get(text));
    missed.removeAll(found.get(text));
    Set<Span> wrong = new HashSet<>(found.get(text));
    wrong.removeAll(truth.get(text));
    return EntityError.of(missed, wrong);
  }

  @Override
  List<Measure> measures() {
    List<Measure> measures = new ArrayList<>();
    int n = truth.size();
    measures.add(Measure.other("f1", n, times -> micro(times, c -> Counts.f1(c[0], c[1], c[2]))));
    measures.add(Measure.other("precision", n, times -> micro(times, c -> share(c[0], c[1]))));
    measures.add(Measure.other("recall", n, times -> micro(times, c -> share(c[0], c[2]))));
    measures.add(
        Measure.other("macro_f1", n, times -> macro(times, c -> Counts.f1(c[0], c[1], c[2]))));
    measures.add(
        Measure.other("macro_precision", n, times -> macro(times, c -> share(c[0], c[1]))));
    measures.add(Measure.other("macro_recall", n, times -> macro(times, c -> share(c[0], c[2]))));
    boolean[] exact = new boolean[n];
    for (int i = 0; i < n; i++) {
      exact[i] = truth.get(i).equals(found.get(i));
    }
    measures.add(Measure.share("exact_match", exact));
    return measures;
  }

  private static double share(long part, long rest) {
    return (double) part / (part + rest);
  }

  /// Hits, false alarms and misses of each label.
  private long[][] counted(int[] times) {
    long[][] counted = new long[labels.size()][3];
    for (int i = 0; i < times.length; i++) {
      for (int label = 0; times[i] > 0 && label < counted.length; label++) {
        counted[label][0] += (long) times[i] * hits[i][label];
        counted[label][1] += (long) times[i] * falseAlarms[i][label];
        counted[label][2] += (long) times[i] * misses[i][label];
      }
    }
    return counted;
  }

  private double micro(int[] times, Function<long[], Double> metric) {
    long[] sum = new long[3];
    for (long[] label : counted(times)) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] += label[k];
      }
    }
    return metric.apply(sum);
  }

  private double macro(int[] times, Function<long[], Double> metric) {
    double sum = 0;
    int occurring = 0;
    for (long[] label : counted(times)) {
      if (label[0] + label[1] + label[2] > 0) {
        double value = metric.apply(label);
        sum += Double.isNaN(value) ? 0 : value;
        occurring++;
      }
    }
    return sum / occurring;
  }

  /// Hits, false alarms and misses of each label.
  public List<Counts> counts() {
    return IntStream.range(0, labels.size())
        .mapToObj(label ->
            new Counts(column(hits, label), column(falseAlarms, label), column(misses, label)))
        .toList();
  }

  private static long column(int[][] perText, int label) {
    long sum = 0;
    for (int[] row : perText) {
      sum += row[label];
    }
    return sum;
  }
}
