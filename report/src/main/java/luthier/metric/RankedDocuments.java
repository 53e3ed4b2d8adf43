package luthier.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// The documents by their similarity to one query. Documents of equal similarity count as in random
/// order, by the expected value: a model that maps all texts to one point gains nothing.
public final class RankedDocuments {

  private final int documents;
  private final int relevant;
  private final int best;
  private final int bestRelevant;
  private final boolean bestIsRelevant;
  private final double bestSimilarity;
  // of each group of equal similarity that holds a relevant document
  private final int[] above;
  private final int[] size;
  private final int[] hits;

  /// Ranks the documents.
  ///
  /// @param similarities of all documents to the query, not NaN
  /// @param relevant places of those that should be found, at least one
  public RankedDocuments(double[] similarities, int[] relevant) {
    Set<Integer> sought = new HashSet<>();
    for (int document : relevant) {
      Predictions.require(
          document >= 0 && document < similarities.length,
          "documents below " + similarities.length,
          document);
      sought.add(document);
    }
    Predictions.require(!sought.isEmpty(), "at least one relevant document", "none");
    for (double similarity : similarities) {
      Predictions.require(!Double.isNaN(similarity), "a similarity", similarity);
    }
    documents = similarities.length;
    this.relevant = sought.size();
    best = ClassPredictions.highest(similarities);
    bestIsRelevant = sought.contains(best);
    bestSimilarity = similarities[best];
    int[] groups = new int[sought.size()];
    int[] sizes = new int[sought.size()];
    int[] found = new int[sought.size()];
    int used = 0;
    List<Integer> ranked =
        sought.stream().sorted(Comparator.comparingDouble(i -> -similarities[i])).toList();
    bestRelevant = ranked.getFirst();
    double[] byRank = ranked.stream().mapToDouble(i -> similarities[i]).toArray();
    for (double similarity : byRank) {
      if (used > 0 && similarity == byRank[start(found, used - 1)]) {
        found[used - 1]++;
        continue;
      }
      groups[used] = (int) Arrays.stream(similarities).filter(s -> s > similarity).count();
      sizes[used] = (int) Arrays.stream(similarities).filter(s -> s == similarity).count();
      found[used++] = 1;
    }
    above = Arrays.copyOf(groups, used);
    size = Arrays.copyOf(sizes, used);
    hits = Arrays.copyOf(found, used);
  }

  /// The first of the relevant documents of a group, in the order of rank.
  private static int start(int[] found, int group) {
    return IntStream.range(0, group).map(i -> found[i]).sum();
  }

  int documents() {
    return documents;
  }

  int best() {
    return best;
  }

  int bestRelevant() {
    return bestRelevant;
  }

  boolean bestIsRelevant() {
    return bestIsRelevant;
  }

  double bestSimilarity() {
    return bestSimilarity;
  }

  /// The share of the relevant documents that are among the first k.
  public double recallAt(int k) {
    double found = 0;
    for (int group = 0; group < above.length; group++) {
      double within = Math.clamp((double) (k - above[group]) / size[group], 0, 1);
      found += hits[group] * within;
    }
    return found / relevant;
  }

  /// One by the rank of the first relevant document.
  public double reciprocalRank() {
    double expected = 0;
    double noneSoFar = 1;
    int others = size[0] - hits[0];
    for (int j = 0; j <= others; j++) {
      double here = (double) hits[0] / (size[0] - j);
      expected += noneSoFar * here / (above[0] + j + 1);
      noneSoFar *= 1 - here;
    }
    return expected;
  }

  /// Normalised discounted cumulative gain of the first k: each relevant document at rank i gains
  /// `1 / log2(i + 1)`, divided by the gain of the best order (Järvelin and Kekäläinen, ACM TOIS
  /// 20, 2002; ties as McSherry and Najork, ECIR 2008).
  public double ndcgAt(int k) {
    double gain = 0;
    for (int group = 0; group < above.length; group++) {
      double discounts = 0;
      for (int i = above[group]; i < Math.min(k, above[group] + size[group]); i++) {
        discounts += discount(i);
      }
      gain += hits[group] * discounts / size[group];
    }
    double ideal = 0;
    for (int i = 0; i < Math.min(k, relevant); i++) {
      ideal += discount(i);
    }
    return gain / ideal;
  }

  private static double discount(int place) {
    return Math.log(2) / Math.log(place + 2);
  }
}
