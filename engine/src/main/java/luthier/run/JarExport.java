package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.export.ArtefactFiles;
import luthier.recipe.Dtype;
import luthier.runlog.AtomicFiles;
import luthier.runlog.Certificate;
import luthier.runlog.Manifest;
import luthier.runlog.RunFiles;

/// The result of a finished run as a Maven artefact: the merged model with its certificate, a model
/// card and the papers of its base, in a jar that others name as their base.
///
/// @param run the run directory
/// @param dtype what the weights are stored as; empty for what the run computed with
/// @param coordinates `group:artifact:version`
/// @param licence of the result; empty where the base's papers say it
/// @param out must not exist; a directory in the layout of a Maven repository
public record JarExport(
    Path run, Optional<Dtype> dtype, String coordinates, Optional<String> licence, Path out) {

  /// Writes it whole or not at all; see [Export#write].
  ///
  /// @return the certificate that lies in the jar
  public Certificate write() throws IOException {
    Manifest.Base base = Manifest.read(finished().manifest()).base();
    Path baseFiles = Bases.resolve(base.name());
    List<Path> papers = papers(baseFiles);
    String named =
        licence.orElse(
            papers.isEmpty()
                ? "not stated; see the base model"
                : "that of the base model, see its files LICENSE and NOTICE");
    ArtefactFiles artefact =
        ArtefactFiles.named(
            coordinates,
            named,
            "A language model, fine-tuned by Luthier from " + ModelCard.shown(base.name()));
    if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
      throw new InvalidInputException(
          "--out: " + out + " exists already; name a directory that does not");
    }
    Path gathering = AtomicFiles.temporary(out);
    Path model = AtomicFiles.temporary(out.resolveSibling(out.getFileName() + ".model"));
    try {
      AtomicFiles.deleteTree(gathering);
      AtomicFiles.deleteTree(model);
      Certificate certificate = new Export(run, Export.Form.MERGED, dtype, model).write();
      for (Path paper : papers) {
        Files.copy(paper, model.resolve(String.valueOf(paper.getFileName())));
      }
      Files.writeString(
          model.resolve("README.md"),
          new ModelCard(new RunFiles(run), named, certificate).text(coordinates));
      Files.createDirectories(gathering);
      artefact.write(model, gathering);
      AtomicFiles.publish(gathering, out);
      return certificate;
    } catch (IOException e) {
      throw new ResourceException(out + ": the export could not be written: " + e, e);
    } finally {
      AtomicFiles.deleteTree(gathering);
      AtomicFiles.deleteTree(model);
    }
  }

  private RunFiles finished() throws IOException {
    RunFiles files = new RunFiles(run);
    if (!files.isRun() || !FinishedRun.isIn(files)) {
      throw new InvalidInputException(
          run + ": is not the directory of a finished run; expected one that luthier tune made");
    }
    return files;
  }

  private static List<Path> papers(Path base) throws IOException {
    try (Stream<Path> files = Files.list(base)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).matches("(LICENSE|NOTICE).*"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }
}
