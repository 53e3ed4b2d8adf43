package luthier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import luthier.recipe.Task;
import luthier.report.EvaluationText;
import luthier.report.ForgettingText;
import luthier.run.Results;
import luthier.runlog.Certificate;
import luthier.runlog.RunFiles;

/// What a finished run tells on the terminal.
final class Summary {

  private Summary() {}

  /// @param task what the model was tuned for
  static void print(PrintWriter out, Path run, Task task, Results results) {
    out.println();
    out.print(
        results
            .findings()
            .map(findings -> EvaluationText.of(results.evaluation(), findings))
            .orElseGet(() -> EvaluationText.of(results.evaluation())));
    out.println();
    results.forgetting().ifPresent(lost -> out.println(ForgettingText.of(lost)));
    certificate(out, results.certificate());
    out.println("Result:       " + results.export());
    out.println("Report:       " + new RunFiles(run).report());
    out.println("All files:    " + run);
    NextStep.of(task, run).ifPresent(out::println);
    out.println("One model:    ./luthier export " + run + " --as merged --out DIR");
    out.flush();
  }

  static void certificate(PrintWriter out, Certificate certificate) {
    String verdict = certificate.passed() ? "passed" : "FAILED";
    out.println("Certificate:  " + verdict + ", the export was read back:");
    for (Certificate.Measure measure : certificate.measures()) {
      out.printf(Locale.ROOT, "  %9.2g  %s%n", measure.value(), measure.meaning());
    }
  }
}
