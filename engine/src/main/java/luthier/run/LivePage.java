package luthier.run;

import java.io.IOException;
import luthier.ResourceException;
import luthier.report.ReportPage;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import luthier.runlog.RunListener;

/// Writes the page of a run anew when a validation has put something on it, and when the run
/// failed. Must hear events after the run's log.
final class LivePage implements RunListener {

  // a page is written at most this share of the time
  private static final double MOST = 0.02;

  private final RunFiles files;
  private long notBefore = System.nanoTime();

  LivePage(RunFiles files) {
    this.files = files;
  }

  @Override
  public void on(RunEvent event) {
    boolean due = event instanceof RunEvent.Evaluated && System.nanoTime() - notBefore >= 0;
    if (due || event instanceof RunEvent.Failed) {
      write();
    }
  }

  private void write() {
    long start = System.nanoTime();
    try {
      ReportPage.write(files.root());
    } catch (IOException e) {
      throw new ResourceException(files.report() + ": cannot be written: " + e, e);
    }
    long now = System.nanoTime();
    notBefore = now + (long) ((now - start) / MOST);
  }
}
