package luthier.search;

import java.nio.file.Path;

/// What a study repeats with other settings: a function that is slow to compute and tells how it is
/// coming along.
@FunctionalInterface
public interface Trial {

  /// Runs until its end, or until the follower has seen enough.
  ///
  /// @param recipe the settings, a recipe file
  /// @param directory where everything is kept; a trial that was begun there is gone on with
  Ending run(Path recipe, Path directory, Follower follower) throws InterruptedException;

  /// Hears the values as they are measured.
  interface Follower {

    /// @param round how many values there were before, and this one
    /// @param step of the training
    /// @return false to end the trial
    boolean goesOn(int round, int step, double value);

    /// Whether the whole study is to end; the trial can be gone on with later.
    boolean interrupted();
  }

  /// How a trial ended.
  sealed interface Ending {

    /// By itself; what it reported counts.
    record Finished() implements Ending {}

    /// Because the follower had seen enough.
    record Stopped() implements Ending {}

    /// With an error.
    ///
    /// @param why in words
    record Failed(String why) implements Ending {}

    /// Because the study was interrupted.
    record Interrupted() implements Ending {}
  }
}
