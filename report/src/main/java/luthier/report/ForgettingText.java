package luthier.report;

import luthier.metric.Forgetting;

/// What a run lost, for a terminal of 80 columns.
public final class ForgettingText {

  private static final int WIDTH = 78;

  private ForgettingText() {}

  /// A line or two for each sentence, with a line end.
  public static String of(Forgetting forgetting) {
    StringBuilder out = new StringBuilder("What it kept of what it knew:\n");
    for (String sentence : forgetting.sentences()) {
      EvaluationText.wrapped(sentence, WIDTH)
          .forEach(line -> out.append("  ").append(line).append('\n'));
    }
    return out.toString();
  }
}
