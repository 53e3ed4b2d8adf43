package luthier.run;

import java.util.Locale;
import luthier.estimate.MemoryEstimate;
import luthier.runlog.DataReport;
import luthier.runlog.Preflight;
import luthier.runlog.RunEvent;

/// What `check` shows.
final class CheckText {

  private CheckText() {}

  static String of(FineTune.Prepared prepared) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Base: %s, %,d parameters, %d layers, width %d, vocabulary %d, %d positions%n",
            prepared.base(),
            prepared.facts().parameters(),
            prepared.facts().layers(),
            prepared.facts().width(),
            prepared.facts().vocabulary(),
            prepared.facts().maxPositions()));
    DataReport data = prepared.data().report();
    text.append(String.format("%nData:%n"));
    for (DataReport.Source source : data.sources()) {
      text.append(
          String.format(
              "  %s: %s, %d rows, %s%n",
              source.path(), source.use(), source.rows(), source.format()));
    }
    for (DataReport.Split split : data.splits()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-10s %,7d examples %,9d tokens, %,d supervised%n",
              split.name(),
              split.examples(),
              split.tokens(),
              split.supervisedTokens()));
    }
    for (DataReport.Finding finding : data.findings()) {
      text.append(
          String.format("  %s: %d %s%n", finding.severity(), finding.count(), finding.text()));
    }
    data.samples().forEach(sample -> text.append(rendered(sample)));
    text.append(
        String.format(
            "%nSteps: %d, %d an epoch%n",
            Decisions.totalSteps(prepared.recipe(), prepared.plan()),
            prepared.plan().stepsPerEpoch()));
    text.append(String.format("%nPreflight:%n"));
    for (Preflight.Proof proof : prepared.preflight().proofs()) {
      text.append(
          String.format(
              "  %s %s: %s, %s%n",
              proof.id(), proof.title(), proof.outcome().key().replace('_', ' '), proof.detail()));
    }
    Estimates estimates = prepared.estimates();
    text.append(
        String.format(
            "%nEstimates:%n  memory: %s; here are %s (%s)%n  time: %s%n",
            estimates.memory().text(),
            MemoryEstimate.gigabytes(prepared.machine().memory().bytes()),
            prepared.machine().memory().source(),
            estimates.time().text()));
    estimates.memory().lines().forEach(line -> text.append(String.format("    %s%n", line)));
    text.append(String.format("%nDecided for you:%n"));
    for (RunEvent.Decision decision : prepared.decisions()) {
      text.append("  ").append(decision.text()).append(System.lineSeparator());
    }
    text.append(String.format("%nThe recipe, resolved:%n"));
    text.append(prepared.recipe().toYaml().indent(2));
    return text.toString();
  }

  /// An example as the model sees it, what is learned between marks.
  private static String rendered(DataReport.Sample sample) {
    StringBuilder text = new StringBuilder();
    boolean supervised = false;
    for (DataReport.Token token : sample.tokens()) {
      if (token.supervised() != supervised) {
        text.append(supervised ? "⟧" : "⟦");
        supervised = token.supervised();
      }
      text.append(token.text());
    }
    String shown = text.append(supervised ? "⟧" : "").toString();
    return String.format(
        "%nAs the model sees it (%s), what is learned is between ⟦ and ⟧:%n%s",
        sample.origin(), shown.replaceAll("[\\p{Cntrl}&&[^\n]]", " ").indent(2));
  }
}
