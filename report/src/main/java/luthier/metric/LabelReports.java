package luthier.metric;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Gathers what a [LabelReport] shows.
final class LabelReports {

  private static final int MOST_POINTS = 200;

  private LabelReports() {}

  /// The report of a model's predictions.
  ///
  /// @param texts one per example, or none
  static LabelReport of(Predictions predictions, String baseline, List<String> texts) {
    Predictions.require(
        texts.isEmpty() || texts.size() == predictions.examples(),
        predictions.examples() + " texts, or none",
        texts.size());
    Mistakes mistakes = new Mistakes(texts);
    return switch (predictions) {
      case ClassPredictions classes ->
          new LabelReport.Classes(
              baseline,
              results(classes.labels(), classes.counts()),
              confusion(classes),
              classes.calibration().filled(),
              curve(classes),
              mistakes.of(classes));
      case LabelSetPredictions sets ->
          new LabelReport.LabelSets(
              baseline,
              results(sets.labels(), sets.counts()),
              sets.calibration().filled(),
              mistakes.of(sets));
      case NumberPredictions numbers ->
          new LabelReport.Numbers(
              baseline, numbers.examples(), targets(numbers), mistakes.of(numbers));
      case EntityPredictions entities ->
          new LabelReport.Entities(
              baseline,
              results(entities.labels(), entities.counts()),
              errors(entities),
              mistakes.of(entities));
      case RetrievalPredictions retrieval ->
          new LabelReport.Retrieval(baseline, retrieval.documents(), mistakes.of(retrieval));
      case AnswerPredictions answers ->
          throw new IllegalArgumentException(
              "expected predictions of labels, got " + answers.examples() + " answers in text");
    };
  }

  private static List<LabelReport.ClassResult> results(List<String> labels, List<Counts> counts) {
    return IntStream.range(0, labels.size())
        .mapToObj(label -> new LabelReport.ClassResult(labels.get(label), counts.get(label)))
        .toList();
  }

  private static List<LabelReport.Confusion> confusion(ClassPredictions predictions) {
    List<String> labels = predictions.labels();
    int[][] matrix = predictions.confusion();
    List<LabelReport.Confusion> confusion = new ArrayList<>();
    for (int truth = 0; truth < matrix.length; truth++) {
      for (int predicted = 0; predicted < matrix.length; predicted++) {
        int examples = matrix[truth][predicted];
        if (examples > 0) {
          confusion.add(
              new LabelReport.Confusion(labels.get(truth), labels.get(predicted), examples));
        }
      }
    }
    return confusion;
  }

  /// The curve of the positive label; empty when there is none, or no example has it.
  private static Optional<LabelReport.PrecisionRecall> curve(ClassPredictions predictions) {
    if (predictions.positive().isEmpty()) {
      return Optional.empty();
    }
    int positive = predictions.positive().getAsInt();
    Ranking ranking = predictions.ranking(positive);
    List<CurvePoint> points = new ArrayList<>();
    int all = predictions.truths(positive);
    int found = 0;
    for (int i = 0; i < ranking.size(); i++) {
      found += ranking.positive(ranking.at(i)) ? 1 : 0;
      if (ranking.lastOfTie(i) && all > 0) {
        double threshold = predictions.probability(ranking.at(i), positive);
        points.add(new CurvePoint(threshold, (double) found / all, (double) found / (i + 1)));
      }
    }
    return all == 0
        ? Optional.empty()
        : Optional.of(
            new LabelReport.PrecisionRecall(
                predictions.labels().get(positive),
                (double) all / predictions.examples(),
                evenly(points, MOST_POINTS)));
  }

  private static List<LabelReport.Target> targets(NumberPredictions predictions) {
    List<Integer> chosen =
        evenly(
            IntStream.range(0, predictions.examples()).boxed().toList(), LabelReport.Target.MOST);
    return IntStream.range(0, predictions.targets().size())
        .mapToObj(target ->
            new LabelReport.Target(
                predictions.targets().get(target),
                chosen.stream()
                    .map(i ->
                        new LabelReport.Pair(
                            predictions.truth(i, target), predictions.predicted(i, target)))
                    .toList()))
        .toList();
  }

  private static Map<EntityError.Kind, Integer> errors(EntityPredictions predictions) {
    Map<EntityError.Kind, Integer> errors = new EnumMap<>(EntityError.Kind.class);
    for (int text = 0; text < predictions.examples(); text++) {
      predictions.errors(text).forEach(error -> errors.merge(error.kind(), 1, Integer::sum));
    }
    return errors;
  }

  /// At most so many of a list, evenly, the first and the last among them.
  private static <T> List<T> evenly(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    return IntStream.range(0, most)
        .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (most - 1))))
        .toList();
  }
}
