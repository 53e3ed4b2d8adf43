package luthier.search;

import java.util.List;

/// What came out of a study.
///
/// @param interrupted it can be resumed
public record Outcome(StudyView view, List<FinalRun> finals, boolean interrupted) {

  public Outcome {
    finals = List.copyOf(finals);
  }

  /// For the terminal.
  public String table() {
    return StudyTable.text(view, finals);
  }
}
