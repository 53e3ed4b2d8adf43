package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import luthier.metric.Evaluation;
import luthier.metric.Forgetting;
import luthier.report.EvaluationFile;
import luthier.runlog.Certificate;
import luthier.runlog.RunFiles;
import luthier.verdict.Findings;

/// What a finished run found.
///
/// @param evaluation the scores before and after
/// @param findings what they come to; empty for a run of a version that gave no verdict
/// @param export where the tuned model or adapter is
/// @param certificate of the export
public record Results(
    Evaluation evaluation, Optional<Findings> findings, Path export, Certificate certificate) {

  /// What the model lost of what it knew; empty where that was not measured.
  public Optional<Forgetting> forgetting() {
    return findings.flatMap(Findings::forgetting);
  }

  /// Reads them back from the directory of a finished run.
  ///
  /// @throws luthier.InvalidInputException when a file is damaged
  static Results read(RunFiles files) throws IOException {
    Path adapter = files.adapter();
    return new Results(
        EvaluationFile.read(files.evaluation()),
        EvaluationFile.readFindings(files.evaluation()),
        Files.isDirectory(adapter) ? adapter : files.model(),
        Certificate.read(files.certificate()));
  }
}
