package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import luthier.metric.Evaluation;
import luthier.report.EvaluationFile;
import luthier.report.EvaluationText;
import luthier.runlog.Certificate;
import luthier.runlog.Manifest;
import luthier.runlog.RunFiles;

/// What a model that is handed on tells about itself: from what it was made, how good it is, and
/// that it is what the run measured. It holds no path of the machine and no text of the data.
///
/// @param licence its name, or where it is told
record ModelCard(RunFiles files, String licence, Certificate certificate) {

  String text(String title) throws IOException {
    Manifest manifest = Manifest.read(files.manifest());
    StringBuilder card = new StringBuilder();
    card.append("# ").append(title).append("\n\n");
    card.append("Fine-tuned by Luthier ")
        .append(manifest.versions().getOrDefault("luthier", ""))
        .append(".\n\n");
    line(card, "Run", manifest.name());
    line(card, "Task", manifest.task());
    line(card, "Base model", shown(manifest.base().name()));
    line(card, "Base model's sha256", manifest.base().sha256());
    line(card, "Architecture", manifest.base().architecture());
    line(card, "Parameters", String.format(Locale.ROOT, "%,d", manifest.base().parameters()));
    line(card, "Weights", certificate.dtype());
    line(card, "Seed", String.valueOf(manifest.seed()));
    line(card, "Licence", licence);
    if (Files.exists(files.evaluation())) {
      card.append("\n## Evaluation\n\n```\n")
          .append(EvaluationText.of(withoutSamples(EvaluationFile.read(files.evaluation()))))
          .append("```\n");
    }
    card.append(
        "\n## Certificate\n\nThe files were read back and compared with the live model:\n\n");
    for (Certificate.Measure measure : certificate.measures()) {
      card.append(String.format(Locale.ROOT, "* %.2g: %s%n", measure.value(), measure.meaning()));
    }
    return card.toString().replace("\r\n", "\n");
  }

  /// Samples are texts of the data.
  private static Evaluation withoutSamples(Evaluation all) {
    return new Evaluation(
        all.split(),
        all.examples(),
        all.seed(),
        all.base(),
        all.tuned(),
        all.differences(),
        List.of());
  }

  private static void line(StringBuilder card, String what, String value) {
    card.append("* ").append(what).append(": ").append(value).append('\n');
  }

  /// A base's name; of a directory only the last part.
  static String shown(String name) {
    Path path = Path.of(name);
    return path.isAbsolute() ? String.valueOf(path.getFileName()) : name;
  }
}
