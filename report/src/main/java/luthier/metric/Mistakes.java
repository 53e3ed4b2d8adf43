package luthier.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Chooses the mistakes that are worth reading: those the model was surest of, or that are largest.
///
/// @param texts one per example, or none
record Mistakes(List<String> texts) {

  private static final int CONTEXT = 60;

  List<LabelReport.Mistake> of(ClassPredictions predictions) {
    return worst(
            predictions.examples(),
            i -> predictions.predicted(i) != predictions.truth(i),
            predictions::confidence)
        .map(i ->
            new LabelReport.Mistake(
                text(i),
                predictions.labels().get(predictions.truth(i)),
                predictions.labels().get(predictions.predicted(i)),
                OptionalDouble.of(predictions.confidence(i))))
        .toList();
  }

  /// By the surest wrong decision of each example.
  List<LabelReport.Mistake> of(LabelSetPredictions predictions) {
    return worst(
            predictions.examples(), i -> !predictions.allRight(i), i -> surestWrong(predictions, i))
        .map(i ->
            new LabelReport.Mistake(
                text(i),
                labels(predictions, label -> predictions.truth(i, label)),
                labels(predictions, label -> predictions.predicted(i, label)),
                OptionalDouble.of(surestWrong(predictions, i))))
        .toList();
  }

  private static double surestWrong(LabelSetPredictions predictions, int example) {
    return IntStream.range(0, predictions.labels().size())
        .filter(label -> !predictions.right(example, label))
        .mapToDouble(label -> predictions.probability(example, label))
        .map(yes -> Math.max(yes, 1 - yes))
        .max()
        .orElse(0);
  }

  private static String labels(LabelSetPredictions predictions, IntPredicate has) {
    String labels =
        IntStream.range(0, predictions.labels().size())
            .filter(has)
            .mapToObj(predictions.labels()::get)
            .collect(Collectors.joining(", "));
    return labels.isEmpty() ? "none" : labels;
  }

  /// By the largest error, measured in standard deviations of the target's true numbers.
  List<LabelReport.Mistake> of(NumberPredictions predictions) {
    double[] scales =
        IntStream.range(0, predictions.targets().size())
            .mapToDouble(target -> deviation(predictions, target))
            .toArray();
    return worst(
            predictions.examples(),
            i -> error(predictions, scales, i) > 0,
            i -> error(predictions, scales, i))
        .map(i ->
            new LabelReport.Mistake(
                text(i),
                numbers(predictions, target -> predictions.truth(i, target)),
                numbers(predictions, target -> predictions.predicted(i, target)),
                OptionalDouble.empty()))
        .toList();
  }

  private static double deviation(NumberPredictions predictions, int target) {
    int n = predictions.examples();
    double mean =
        IntStream.range(0, n).mapToDouble(i -> predictions.truth(i, target)).average().orElse(0);
    double square =
        IntStream.range(0, n)
            .mapToDouble(i -> Math.pow(predictions.truth(i, target) - mean, 2))
            .average()
            .orElse(0);
    return square > 0 ? Math.sqrt(square) : 1;
  }

  private static double error(NumberPredictions predictions, double[] scales, int example) {
    double largest = 0;
    for (int target = 0; target < scales.length; target++) {
      double error = predictions.predicted(example, target) - predictions.truth(example, target);
      largest = Math.max(largest, Math.abs(error) / scales[target]);
    }
    return largest;
  }

  private static String numbers(NumberPredictions predictions, IntToDoubleFunction number) {
    List<String> targets = predictions.targets();
    return IntStream.range(0, targets.size())
        .mapToObj(target -> {
          String value = String.format(Locale.ROOT, "%.4g", number.applyAsDouble(target));
          return targets.size() == 1 ? value : targets.get(target) + " " + value;
        })
        .collect(Collectors.joining(", "));
  }

  /// Each kind of error by turns, in the order of the texts.
  List<LabelReport.Mistake> of(EntityPredictions predictions) {
    List<List<LabelReport.Mistake>> byKind = new ArrayList<>();
    for (EntityError.Kind _ : EntityError.Kind.values()) {
      byKind.add(new ArrayList<>());
    }
    for (int i = 0; i < predictions.examples(); i++) {
      for (EntityError error : predictions.errors(i)) {
        byKind.get(error.kind().ordinal()).add(mistake(i, error));
      }
    }
    List<LabelReport.Mistake> chosen = new ArrayList<>();
    int longest = byKind.stream().mapToInt(List::size).max().orElse(0);
    for (int round = 0; round < longest; round++) {
      for (List<LabelReport.Mistake> kind : byKind) {
        if (round < kind.size() && chosen.size() < LabelReport.Mistake.MOST) {
          chosen.add(kind.get(round));
        }
      }
    }
    return chosen;
  }

  private LabelReport.Mistake mistake(int example, EntityError error) {
    String text = text(example);
    int length = text.codePointCount(0, text.length());
    Span place = error.truth().or(error::found).orElseThrow();
    int from = Math.clamp(place.start() - CONTEXT, 0, length);
    int to = Math.clamp((long) place.end() + CONTEXT, from, length);
    return new LabelReport.Mistake(
        (from > 0 ? "…" : "") + part(text, from, to) + (to < length ? "…" : ""),
        error.truth().map(span -> passage(text, length, span)).orElse("nothing"),
        error.found().map(span -> passage(text, length, span)).orElse("nothing"),
        OptionalDouble.empty());
  }

  private static String passage(String text, int length, Span span) {
    return span.end() > length
        ? span.label() + ": " + span.start() + " to " + span.end()
        : span.label() + ": “" + part(text, span.start(), span.end()) + "”";
  }

  /// Passages count code points.
  private static String part(String text, int from, int to) {
    int start = text.offsetByCodePoints(0, from);
    return text.substring(start, text.offsetByCodePoints(start, to - from));
  }

  /// Queries whose nearest document is not relevant, the most similar first.
  List<LabelReport.Mistake> of(RetrievalPredictions predictions) {
    return worst(
            predictions.examples(),
            i -> !predictions.query(i).bestIsRelevant(),
            i -> predictions.query(i).bestSimilarity())
        .map(i ->
            new LabelReport.Mistake(
                text(i),
                predictions.documentText(predictions.query(i).bestRelevant()),
                predictions.documentText(predictions.query(i).best()),
                OptionalDouble.empty()))
        .toList();
  }

  private static Stream<Integer> worst(
      int examples, IntPredicate wrong, IntToDoubleFunction badness) {
    return IntStream.range(0, examples)
        .filter(wrong)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -badness.applyAsDouble(i)))
        .limit(LabelReport.Mistake.MOST);
  }

  private String text(int example) {
    return texts.isEmpty() ? "" : texts.get(example);
  }
}
