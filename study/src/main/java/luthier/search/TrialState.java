package luthier.search;

import java.util.Locale;

/// What became of a trial.
enum TrialState {
  /// Begun, and not known to have ended.
  RUNNING,
  /// Ran to its end.
  FINISHED,
  /// Was ended because others were better.
  STOPPED,
  /// Ended with an error.
  FAILED;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TrialState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
