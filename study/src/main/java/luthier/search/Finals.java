package luthier.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import luthier.metric.Evaluation;
import luthier.recipe.Recipe;
import luthier.report.EvaluationFile;
import luthier.runlog.AtomicFiles;
import luthier.runlog.RunFiles;

/// The winner again, with as many seeds as were asked for, on the same sets: now with the test set,
/// which nothing was chosen by.
///
/// @param winner the best trial
record Finals(Plan plan, StudyRecipe recipe, TrialRecord winner) {

  /// Follows without a word: nothing is chosen here.
  private record Patient(Plan plan) implements Trial.Follower {

    @Override
    public boolean goesOn(int round, int step, double value) {
      return true;
    }

    @Override
    public boolean interrupted() {
      return plan.interrupted().getAsBoolean();
    }
  }

  List<FinalRun> run() throws IOException, InterruptedException {
    Path folder = plan.directory().resolve("final");
    Files.createDirectories(folder);
    Map<String, String> values = Settings.of(recipe.search().space(), winner.point());
    Trial trial = plan.trials().apply(recipe.metric());
    List<FinalRun> all = new ArrayList<>();
    for (int i = 0; i < recipe.search().finalSeeds(); i++) {
      long seed = recipe.recipe().seed() + i;
      Path directory = folder.resolve("trial-" + winner.number() + "-seed-" + seed);
      Recipe made = recipe.winner(values, seed);
      Path file = directory.resolveSibling(directory.getFileName() + ".yaml");
      AtomicFiles.write(file, made.toYaml());
      switch (trial.run(file, directory, new Patient(plan))) {
        case Trial.Ending.Finished _ -> all.add(read(seed, directory));
        case Trial.Ending.Failed(String why) ->
            all.add(new FinalRun(seed, directory, "none", List.of(), why));
        case Trial.Ending.Interrupted _, Trial.Ending.Stopped _ -> {
          return all;
        }
      }
      plan.say().accept("winner (trial " + winner.number() + ") trained with seed " + seed);
    }
    return all;
  }

  private static FinalRun read(long seed, Path directory) throws IOException {
    Path file = new RunFiles(directory).evaluation();
    if (!Files.exists(file)) {
      return new FinalRun(seed, directory, "none", List.of(), "");
    }
    Evaluation evaluation = EvaluationFile.read(file);
    return new FinalRun(seed, directory, evaluation.split(), evaluation.tuned(), "");
  }
}
