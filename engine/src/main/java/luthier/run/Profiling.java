package luthier.run;

import java.io.IOException;
import java.util.stream.Collectors;
import luthier.estimate.MemoryEstimate;
import luthier.profile.Profile;
import luthier.profile.Recorder;
import luthier.runlog.AtomicFiles;
import luthier.runlog.DiskTrouble;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import luthier.runlog.RunListener;
import luthier.tensor.LibTorch;

/// The profile of some steps: which ones, and what is written of it.
final class Profiling {

  /// Steps before the first that is profiled: they compile code and fill caches.
  private static final int WARM_UP = 2;

  private Profiling() {}

  /// @param steps how many; 0 for no profile
  /// @param done steps that were made before
  /// @param total number of the last step
  static Recorder recorder(int steps, long done, long total, int workers) {
    if (steps == 0) {
      return Recorder.OFF;
    }
    long first = Math.max(done + 1, Math.min(done + 1 + WARM_UP, total - steps + 1));
    return Recorder.of(first, steps, workers);
  }

  /// Writes `profile.json` and, for people, `profile.txt`.
  static void write(Profile profile, Estimates estimates, RunFiles files, RunListener listener) {
    try {
      profile.write(files.profile());
      AtomicFiles.write(files.profileTable(), profile.table() + memory(estimates));
    } catch (IOException e) {
      throw DiskTrouble.writing(files.profile(), e);
    }
    listener.on(
        new RunEvent.Note(
            "The profile is in "
                + files.profile().getFileName()
                + " (open it in Perfetto or chrome://tracing), as a table in "
                + files.profileTable().getFileName()
                + "."));
  }

  private static String memory(Estimates estimates) {
    return String.format(
        "%nmemory, as predicted %s%n%s%n%9s  in all%n%9s  measured until now%n",
        estimates.memory().phase(),
        estimates.memory().lines().stream().collect(Collectors.joining("\n")),
        MemoryEstimate.gigabytes(estimates.memory().bytes()),
        MemoryEstimate.gigabytes(LibTorch.peakResidentBytes().orElse(0)));
  }
}
