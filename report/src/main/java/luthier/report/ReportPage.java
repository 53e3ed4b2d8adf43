package luthier.report;

import java.io.IOException;
import java.nio.file.Path;
import luthier.runlog.AtomicFiles;
import luthier.runlog.RunFiles;

/// Writes `report.html`, the page of one run. It can be written at any time: what is not there yet
/// is left out.
public final class ReportPage {

  private ReportPage() {}

  /// Writes the page of a run directory, whole or not at all.
  ///
  /// @throws luthier.InvalidInputException when it is no run directory or a file in it is damaged
  public static void write(Path runDirectory) throws IOException {
    AtomicFiles.write(new RunFiles(runDirectory).report(), html(runDirectory));
  }

  /// The page of a run directory.
  ///
  /// @throws luthier.InvalidInputException when it is no run directory or a file in it is damaged
  public static String html(Path runDirectory) throws IOException {
    RunRecord run = RunRecord.read(runDirectory);
    return Page.html(
        run.name() + " · Luthier",
        run.status() == RunRecord.Status.RUNNING,
        html -> {
          HeaderSection.write(html, run);
          html.open("main");
          HeadlineSection.write(html, run);
          CurvesSection.write(html, run);
          LabelsSection.write(html, run);
          ForgettingSection.write(html, run);
          SamplesSection.write(html, run);
          LiveSamples.write(html, run);
          ErrorsSection.write(html, run);
          DataSection.write(html, run);
          ProofsSection.write(html, run);
          SettingsSection.write(html, run);
          EnvironmentSection.write(html, run);
          html.close("main");
        });
  }
}
