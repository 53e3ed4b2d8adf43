package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import luthier.TrainingFailedException;
import luthier.export.Comparison;
import luthier.runlog.Certificate;

/// What three models say on the same tokens, and what follows for an export (I5).
///
/// @param live the model of the run
/// @param reread the export, read back from its files
/// @param base the model before training
record Certifying(Comparison live, Comparison reread, Comparison base) {

  /// Of a copy of the same numbers.
  static final Limits SAME = new Limits(1e-4, 1e-6);

  /// Of weights that were added up in float32.
  static final Limits FLOAT32 = new Limits(2e-3, 1e-6);

  /// Of weights that were rounded to 8 significant bits.
  static final Limits BFLOAT16 = new Limits(2, 2e-2);

  /// @param logit largest difference of a logit
  /// @param divergence nats per token
  record Limits(double logit, double divergence) {}

  /// @param kind `adapter`, `merged` or `model`
  /// @param path of the export, relative to the certificate
  /// @param dtype of the weights in it
  Certificate certificate(
      String kind, String path, String dtype, Limits limits, List<Certificate.ExportedFile> files) {
    List<Certificate.Measure> measures = new ArrayList<>();
    measures.add(
        Certificate.Measure.atMost(
            "max_logit_difference",
            "largest difference of a logit between the live model and the export read back",
            live.largestDifference(reread),
            limits.logit()));
    measures.add(
        Certificate.Measure.atMost(
            "mean_divergence",
            "Kullback-Leibler divergence between these two, nats per token",
            live.meanDivergence(reread),
            limits.divergence()));
    measures.add(
        Certificate.Measure.atLeast(
            "max_difference_from_base",
            "largest difference of a logit between the export and the base model",
            reread.largestDifference(base),
            1e-6));
    measures.add(
        Certificate.Measure.told(
            "mean_divergence_from_base",
            "Kullback-Leibler divergence between these two, nats per token",
            base.meanDivergence(reread)));
    return new Certificate(kind, path, dtype, measures, files);
  }

  /// @param file the certificate's, for the message
  /// @throws TrainingFailedException when a number is beyond its limit
  static void require(Path file, Certificate certificate) {
    if (certificate.passed()) {
      return;
    }
    List<String> failed =
        certificate.measures().stream()
            .filter(measure -> !measure.passed())
            .map(Certifying::failure)
            .toList();
    throw new TrainingFailedException(
        file + ": the export did not pass, do not use it:\n  " + String.join("\n  ", failed));
  }

  private static String failure(Certificate.Measure measure) {
    String found = measure.meaning() + ": found " + measure.value() + ", expected ";
    if (measure.atMost() == Double.POSITIVE_INFINITY) {
      return found
          + "at least "
          + measure.atLeast()
          + "; training changed nothing that the model says: more steps, or a higher learning rate?"
          + " (it is 0 in the first step of a warm-up)";
    }
    return found + "at most " + measure.atMost();
  }

  /// The files of an export with their digests.
  static List<Certificate.ExportedFile> files(Path directory) throws IOException {
    List<Certificate.ExportedFile> all = new ArrayList<>();
    try (Stream<Path> entries = Files.walk(directory)) {
      for (Path file : entries.filter(Files::isRegularFile).sorted().toList()) {
        all.add(
            new Certificate.ExportedFile(
                String.valueOf(directory.relativize(file)),
                Files.size(file),
                Fingerprints.ofFile(file)));
      }
    }
    return all;
  }
}
