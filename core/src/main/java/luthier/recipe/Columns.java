package luthier.recipe;

import java.util.List;
import java.util.Optional;

/// Which fields of a row hold what, for tasks with labels; what is empty is found by its usual
/// names.
///
/// @param text the text
/// @param textPair the second text of a pair
/// @param label the label (classification)
/// @param labels the labels (multi_label): a list, or a text that `separator` cuts
/// @param separator between the labels of one text
/// @param targets numbers (regression), in the order of the model's outputs
/// @param spans labelled passages (token_classification)
/// @param labelNames the labels in the order of the model's outputs; empty: those of the data, in
///   the order of the alphabet
public record Columns(
    Optional<String> text,
    Optional<String> textPair,
    Optional<String> label,
    Optional<String> labels,
    Optional<String> separator,
    List<String> targets,
    Optional<String> spans,
    List<String> labelNames) {

  /// Everything by its usual name.
  public static final Columns USUAL =
      new Columns(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          List.of());

  public Columns {
    targets = List.copyOf(targets);
    labelNames = List.copyOf(labelNames);
    new Problems()
        .check(LabelKeys.TEXT, text)
        .check(LabelKeys.TEXT_PAIR, textPair)
        .check(LabelKeys.LABEL, label)
        .check(LabelKeys.LABELS, labels)
        .check(LabelKeys.SEPARATOR, separator)
        .check(LabelKeys.TARGETS, targets)
        .check(LabelKeys.SPANS, spans)
        .check(LabelKeys.LABEL_NAMES, labelNames)
        .throwIfAny();
  }
}
