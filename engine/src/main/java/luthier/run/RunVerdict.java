package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import luthier.InvalidInputException;
import luthier.TrainingFailedException;
import luthier.recipe.Judging;
import luthier.recipe.Recipe;
import luthier.report.EvaluationFile;
import luthier.runlog.RunFiles;
import luthier.verdict.Findings;
import luthier.verdict.Verdict;

/// The verdict of a finished run, and whether it is what the recipe requires.
public record RunVerdict(Findings findings, Judging.Require required) {

  /// Reads it from the run's directory.
  ///
  /// @throws InvalidInputException when it is no run directory, the run has not come so far, or a
  ///   file is damaged
  public static RunVerdict read(Path run) throws IOException {
    RunFiles files = new RunFiles(run);
    if (!Files.isDirectory(run) || !files.isRun()) {
      throw new InvalidInputException(
          run + ": is not a run directory; expected one that luthier tune made");
    }
    if (!Files.exists(files.evaluation())) {
      throw new InvalidInputException(
          run
              + ": the run is not evaluated yet; go on with luthier tune RECIPE --out "
              + run
              + " --resume");
    }
    Findings findings =
        EvaluationFile.readFindings(files.evaluation())
            .orElseThrow(() ->
                new InvalidInputException(
                    files.evaluation()
                        + ": holds no verdict, it was written by an earlier version; run the"
                        + " recipe again"));
    return new RunVerdict(findings, required(Recipe.read(files.recipe(), List.of())));
  }

  /// What a recipe requires.
  public static Judging.Require required(Recipe recipe) {
    return recipe.evaluation().judging().require();
  }

  /// Holds the verdict to what is required of it. All files of the run are good whatever comes out.
  ///
  /// @throws TrainingFailedException when it is another
  public void require() {
    boolean met =
        switch (required) {
          case NONE -> true;
          case BETTER -> findings.verdict() instanceof Verdict.Better;
        };
    if (!met) {
      throw new TrainingFailedException(
          "evaluation.require: better, but the verdict is "
              + findings.verdict().word()
              + "; all files of the run are written, and its weights are those that were measured");
    }
  }
}
