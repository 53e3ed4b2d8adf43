package luthier.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import luthier.run.FineTune;
import luthier.run.Results;
import luthier.runlog.Certificate;

/// What a finished run tells on the terminal.
final class Summary {

  private Summary() {}

  static void print(PrintWriter out, FineTune.Outcome outcome) {
    if (outcome.results().isEmpty()) {
      out.println("The run in " + outcome.runDirectory() + " was finished already.");
      return;
    }
    Results results = outcome.results().get();
    out.println();
    if (results.examples() > 0) {
      out.printf(
          Locale.ROOT, "On %d held-out examples (%s set):%n", results.examples(), results.set());
      row(out, "loss, nats per token", results.before().loss(), results.after().loss(), "%.4f");
      row(out, "accuracy", results.before().accuracy(), results.after().accuracy(), "%.3f");
    } else {
      out.println("No example was held out, so nothing was measured.");
    }
    for (Results.Sample sample : results.samples()) {
      out.println();
      out.println("Prompt:    " + sample.prompt().strip());
      out.println("Reference: " + sample.reference().strip());
      out.println("Before:    " + sample.before().strip());
      out.println("After:     " + sample.after().strip());
    }
    out.println();
    for (Certificate.Measure measure : results.certificate().measures()) {
      out.printf(
          Locale.ROOT,
          "Certificate: %s = %.2g (%s)%n",
          measure.name(),
          measure.value(),
          measure.passed() ? "passed" : "FAILED");
    }
    out.println("Result:      " + results.export());
    out.println("Run:         " + outcome.runDirectory());
    out.flush();
  }

  private static void row(
      PrintWriter out, String name, Optional<Double> before, Optional<Double> after, String form) {
    if (before.isPresent() && after.isPresent()) {
      out.printf(
          Locale.ROOT, "  %-22s " + form + " -> " + form + "%n", name, before.get(), after.get());
    }
  }
}
