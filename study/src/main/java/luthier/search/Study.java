package luthier.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import luthier.InvalidInputException;
import luthier.runlog.AtomicFiles;
import luthier.runlog.Json;
import luthier.runlog.JsonView;
import luthier.runlog.RunDirectory;
import tools.jackson.databind.node.ObjectNode;

/// The whole search, stage by stage: trials, the winner again with its seeds, the report.
public final class Study {

  private static final String IDENTITY = "identity";

  private final Plan plan;
  private final StudyRecipe recipe;

  private Study(Plan plan, StudyRecipe recipe) {
    this.plan = plan;
    this.recipe = recipe;
  }

  /// Runs or resumes a study.
  ///
  /// @return what came out; the table for the terminal is in it
  /// @throws InvalidInputException when the recipe is at fault, the directory holds another study,
  ///   or no trial came to its end
  public static Outcome run(Plan plan) throws IOException, InterruptedException {
    return new Study(plan, StudyRecipe.read(plan.recipe(), plan.overrides())).run();
  }

  private Outcome run() throws IOException, InterruptedException {
    Path root = plan.directory();
    try (RunDirectory _ = plan.resume() ? RunDirectory.resume(root) : RunDirectory.create(root);
        StudyStore store = StudyStore.open(root.resolve("study.db"))) {
      requireSame(store);
      Files.createDirectories(root.resolve("trials"));
      new Trials(plan, recipe, store).run();
      StudyView view = new StudyView(recipe, store.trials());
      writePage(view, List.of());
      if (plan.interrupted().getAsBoolean()) {
        return new Outcome(view, List.of(), true);
      }
      TrialRecord winner = winner(view);
      List<FinalRun> finals = new Finals(plan, recipe, winner).run();
      writePage(view, finals);
      return new Outcome(view, finals, plan.interrupted().getAsBoolean());
    }
  }

  private void writePage(StudyView view, List<FinalRun> finals) throws IOException {
    AtomicFiles.write(plan.directory().resolve("study.html"), view.page(finals));
  }

  /// The best of the trials that came to their end.
  private TrialRecord winner(StudyView view) {
    Optional<TrialRecord> best = view.ranked().stream().findFirst();
    return best.orElseThrow(() -> {
      List<String> why = new ArrayList<>();
      view.trials().stream()
          .filter(trial -> trial.state() == TrialState.FAILED)
          .forEach(trial -> why.add("trial " + trial.number() + ": " + trial.why()));
      return new InvalidInputException(
          plan.directory()
              + ": all trials failed, so there is no winner; what they said is in trials/:\n  "
              + String.join("\n  ", why));
    });
  }

  /// A study is gone on with by the recipe that it was begun with; the budget may be another.
  private void requireSame(StudyStore store) {
    Map<String, String> now = recipe.identity();
    String noted = store.note(IDENTITY);
    if (noted.isEmpty()) {
      ObjectNode json = Json.object();
      now.forEach(json::put);
      store.note(IDENTITY, Json.line(json));
      return;
    }
    JsonView then = Json.parse("study.db", noted);
    List<String> changes = new ArrayList<>();
    TreeSet<String> keys = new TreeSet<>(now.keySet());
    keys.addAll(then.keys());
    for (String key : keys) {
      String was = then.optionalText(key).orElse("absent");
      String is = now.getOrDefault(key, "absent");
      if (!was.equals(is)) {
        changes.add(key + ": was " + was + ", is " + is);
      }
    }
    if (!changes.isEmpty()) {
      throw new InvalidInputException(
          plan.directory()
              + ": holds the study of another recipe:\n  "
              + String.join("\n  ", changes)
              + "\nUndo that, or start a new study with another --out.");
    }
  }
}
