package luthier.metric;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What can be looked at beside the scores of a task whose answers are labels, numbers, passages or
/// neighbours.
public sealed interface LabelReport {

  /// The recipe's word for the task.
  String task();

  /// What the model is compared with, in words that follow "better than".
  String baseline();

  /// The worst mistakes first, at most [Mistake#MOST].
  List<Mistake> mistakes();

  /// One label for each example.
  ///
  /// @param classes one per label, in the order of the labels
  /// @param confusion pairs of labels that occur, in the order of the labels
  /// @param calibration the bins that hold examples
  /// @param curve of two labels
  record Classes(
      String baseline,
      List<ClassResult> classes,
      List<Confusion> confusion,
      List<CalibrationBin> calibration,
      Optional<PrecisionRecall> curve,
      List<Mistake> mistakes)
      implements LabelReport {
    public Classes {
      classes = List.copyOf(classes);
      confusion = List.copyOf(confusion);
      calibration = List.copyOf(calibration);
      mistakes = List.copyOf(mistakes);
    }

    @Override
    public String task() {
      return "classification";
    }
  }

  /// Any number of labels for each example.
  ///
  /// @param calibration of all yes-or-no decisions
  record LabelSets(
      String baseline,
      List<ClassResult> classes,
      List<CalibrationBin> calibration,
      List<Mistake> mistakes)
      implements LabelReport {
    public LabelSets {
      classes = List.copyOf(classes);
      calibration = List.copyOf(calibration);
      mistakes = List.copyOf(mistakes);
    }

    @Override
    public String task() {
      return "multi_label";
    }
  }

  /// Numbers for each example.
  ///
  /// @param examples how many there are; the targets may hold fewer
  record Numbers(String baseline, int examples, List<Target> targets, List<Mistake> mistakes)
      implements LabelReport {
    public Numbers {
      targets = List.copyOf(targets);
      mistakes = List.copyOf(mistakes);
    }

    @Override
    public String task() {
      return "regression";
    }
  }

  /// Passages in each example.
  ///
  /// @param errors how often each kind occurred; all kinds are there
  record Entities(
      String baseline,
      List<ClassResult> classes,
      Map<EntityError.Kind, Integer> errors,
      List<Mistake> mistakes)
      implements LabelReport {
    public Entities {
      classes = List.copyOf(classes);
      Map<EntityError.Kind, Integer> all = new EnumMap<>(EntityError.Kind.class);
      for (EntityError.Kind kind : EntityError.Kind.values()) {
        all.put(kind, errors.getOrDefault(kind, 0));
      }
      errors = Collections.unmodifiableMap(all);
      mistakes = List.copyOf(mistakes);
    }

    @Override
    public String task() {
      return "token_classification";
    }
  }

  /// Documents for each query.
  ///
  /// @param documents how many there are to choose from
  record Retrieval(String baseline, int documents, List<Mistake> mistakes) implements LabelReport {
    public Retrieval {
      mistakes = List.copyOf(mistakes);
    }

    @Override
    public String task() {
      return "embedding";
    }
  }

  /// How a label came off.
  record ClassResult(String label, Counts counts) {}

  /// How many examples of one label were taken for another, or for itself.
  record Confusion(String truth, String predicted, int examples) {}

  /// Precision over recall, all thresholds or evenly some of them, the highest first.
  ///
  /// @param positive the label that is sought
  /// @param share of the examples that have it, the precision of guessing
  record PrecisionRecall(String positive, double share, List<CurvePoint> points) {
    public PrecisionRecall {
      points = List.copyOf(points);
    }
  }

  /// A number to predict, for all examples or evenly chosen ones.
  record Target(String name, List<Pair> pairs) {
    /// At most so many pairs are kept.
    public static final int MOST = 2000;

    public Target {
      pairs = List.copyOf(pairs);
    }
  }

  /// A true number and the predicted one.
  record Pair(double truth, double predicted) {}

  /// A wrong answer.
  ///
  /// @param text of the example, cut; empty when it has none
  /// @param truth what is right
  /// @param predicted what the model said
  /// @param confidence probability of what it said; empty where it gives none
  record Mistake(String text, String truth, String predicted, OptionalDouble confidence) {
    /// At most so many are kept.
    public static final int MOST = 20;

    /// Texts are cut to so many characters (code points).
    public static final int TEXT_LENGTH = 300;

    public Mistake {
      text = cut(text);
      truth = cut(truth);
      predicted = cut(predicted);
    }

    private static String cut(String text) {
      return text.codePointCount(0, text.length()) <= TEXT_LENGTH
          ? text
          : text.substring(0, text.offsetByCodePoints(0, TEXT_LENGTH - 1)) + "…";
    }
  }
}
