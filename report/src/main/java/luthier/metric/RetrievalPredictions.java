package luthier.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// How a model ranked documents for queries.
///
/// Metrics: `mrr` (mean reciprocal rank), `ndcg_at_10`, and `recall_at_1`, `_5`, `_10` as far as
/// there are more documents than that.
public final class RetrievalPredictions extends Predictions {

  private static final List<Integer> DEPTHS = List.of(1, 5, 10);
  private static final int GAIN_DEPTH = 10;

  private final List<RankedDocuments> queries;
  private final List<String> documents;

  /// Takes the ranked documents of each query.
  public RetrievalPredictions(List<RankedDocuments> queries) {
    this(queries, List.of());
  }

  /// Takes the ranked documents of each query.
  ///
  /// @param documents the texts of the documents, to be shown with mistakes
  public RetrievalPredictions(List<RankedDocuments> queries, List<String> documents) {
    require(!queries.isEmpty(), "at least one query", "none");
    this.queries = List.copyOf(queries);
    this.documents = List.copyOf(documents);
  }

  /// Takes all similarities.
  ///
  /// @param similarities [query][document]
  /// @param relevant the relevant documents of each query
  public static RetrievalPredictions of(double[][] similarities, int[][] relevant) {
    require(
        similarities.length == relevant.length,
        similarities.length + " lists of relevant documents",
        relevant.length);
    return new RetrievalPredictions(
        IntStream.range(0, similarities.length)
            .mapToObj(query -> new RankedDocuments(similarities[query], relevant[query]))
            .toList());
  }

  @Override
  public int examples() {
    return queries.size();
  }

  int documents() {
    return queries.stream().mapToInt(RankedDocuments::documents).min().orElse(0);
  }

  String documentText(int document) {
    return document < documents.size() ? documents.get(document) : "document " + document;
  }

  RankedDocuments query(int place) {
    return queries.get(place);
  }

  @Override
  List<Measure> measures() {
    List<Measure> measures = new ArrayList<>();
    measures.add(Measure.mean("mrr", each(RankedDocuments::reciprocalRank)));
    measures.add(Measure.mean("ndcg_at_10", each(query -> query.ndcgAt(GAIN_DEPTH))));
    for (int depth : DEPTHS) {
      if (depth < documents()) {
        measures.add(Measure.mean("recall_at_" + depth, each(query -> query.recallAt(depth))));
      }
    }
    return measures;
  }

  private double[] each(ToDoubleFunction<RankedDocuments> metric) {
    return queries.stream().mapToDouble(metric).toArray();
  }
}
