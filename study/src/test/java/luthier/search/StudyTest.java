package luthier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import luthier.InvalidInputException;
import luthier.recipe.Recipe;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A study of a function that is computed at once: the loss is least at a learning rate of 1e-3 and
/// does not depend on the weight decay.
class StudyTest {

  private static final String RECIPE =
      """
      task: chat
      base: pocket
      data: {train: a.jsonl, validation: 0.2, test: 0.2}
      search:
        trials: 14
        space:
          training.learning_rate: {log_uniform: [1e-5, 1e-1]}
          training.weight_decay: {uniform: [0, 0.5]}
      """;

  @TempDir private Path folder = Path.of("");
  private final List<Recipe> ran = Collections.synchronizedList(new ArrayList<>());
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final AtomicBoolean interrupted = new AtomicBoolean();

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("recipe.yaml"), RECIPE);
  }

  private Trial.Ending compute(Path file, Path directory, Trial.Follower follower) {
    Recipe recipe = Recipe.read(file, List.of());
    ran.add(recipe);
    double rate = Math.log10(recipe.training().learningRate().orElse(1.0)) + 3;
    for (int round = 1; round <= 9; round++) {
      if (!follower.goesOn(round, 10 * round, rate * rate + 1.0 / round)) {
        return new Trial.Ending.Stopped();
      }
    }
    return new Trial.Ending.Finished();
  }

  private Outcome search(Trial trial, boolean resume, String... overrides)
      throws IOException, InterruptedException {
    return Study.run(
        new Plan(
            folder.resolve("recipe.yaml"),
            List.of(overrides),
            folder.resolve("study"),
            resume,
            _ -> trial,
            said::add,
            interrupted::get));
  }

  @Test
  void theWinnerIsTheBestAndIsTrainedAgainOnTheSameSets() throws IOException, InterruptedException {
    Outcome outcome = search(this::compute, false, "search.final_seeds=2");
    List<Recipe> trials = ran.subList(0, 14);
    List<Recipe> finals = ran.subList(14, 16);
    assertThat(trials).allMatch(recipe -> recipe.data().cutting().withholdTest());
    assertThat(finals).noneMatch(recipe -> recipe.data().cutting().withholdTest());
    assertThat(finals).extracting(Recipe::seed).containsExactly(42L, 43L);
    assertThat(finals).allMatch(recipe -> recipe.data().cutting().seed().orElse(42L) == 42);
    double best = outcome.view().ranked().getFirst().reports().getLast().value();
    assertThat(best).isLessThan(1.2);
    assertThat(outcome.table()).contains("training.learning_rate", "The best of 14 trials");
    assertThat(String.join("\n", outcome.view().words()))
        .contains("training.learning_rate decided");
    assertThat(said).hasSize(16);
    assertThat(Files.readString(folder.resolve("study/study.html")))
        .contains("What mattered", "One key at a time", "side by side");
  }

  @Test
  void anInterruptedStudyIsGoneOnWithAndNoTrialRunsTwice()
      throws IOException, InterruptedException {
    Trial stopping =
        (file, directory, follower) -> {
          if (ran.size() == 5) {
            interrupted.set(true);
            return new Trial.Ending.Interrupted();
          }
          return compute(file, directory, follower);
        };
    assertThat(search(stopping, false).interrupted()).isTrue();
    assertThat(ran).hasSize(5);
    interrupted.set(false);
    Outcome outcome = search(this::compute, true);
    assertThat(outcome.view().trials()).hasSize(14);
    assertThat(ran).as("14 trials, and the winner").hasSize(15);
    Outcome again = search(this::compute, true, "search.trials=16");
    assertThat(again.view().trials()).hasSize(16);
    assertThat(again.view().trials().subList(0, 14)).isEqualTo(outcome.view().trials());
    assertThat(ran).as("two trials more, and the winner").hasSize(18);
  }

  /// A study chooses the same whether it was interrupted or not.
  @Test
  void resumingChangesNoChoice() throws IOException, InterruptedException {
    search(this::compute, false, "search.trials=7");
    List<TrialRecord> inTwo = search(this::compute, true).view().trials();
    Files.move(folder.resolve("study"), folder.resolve("first"));
    List<TrialRecord> atOnce = search(this::compute, false).view().trials();
    assertThat(inTwo)
        .extracting(TrialRecord::point)
        .isEqualTo(atOnce.stream().map(TrialRecord::point).toList());
  }

  @Test
  void losersEndEarlyWithAsha() throws IOException, InterruptedException {
    Outcome outcome = search(this::compute, false, "search.pruner=asha", "search.trials=30");
    List<TrialRecord> trials = outcome.view().trials();
    long rounds = trials.stream().mapToLong(trial -> trial.reports().size()).sum();
    assertThat(trials).anyMatch(trial -> trial.state() == TrialState.STOPPED);
    assertThat(rounds).isLessThan(30 * 9 / 2);
    assertThat(outcome.view().ranked().getFirst().reports().getLast().value()).isLessThan(1.2);
  }

  @Test
  void severalAtOnceShareTheThreads() throws IOException, InterruptedException {
    Outcome outcome = search(this::compute, false, "search.parallel=4");
    assertThat(outcome.view().trials()).hasSize(14);
    int processors = Runtime.getRuntime().availableProcessors();
    assertThat(ran.subList(0, 14))
        .allMatch(recipe -> recipe.threads().orElse(-1) == Math.max(1, processors / 4));
  }

  @Test
  void theStudyOfAnotherRecipeIsRefused() throws IOException, InterruptedException {
    search(this::compute, false);
    assertThatThrownBy(() -> search(this::compute, true, "training.batch_size=8"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds the study of another recipe")
        .hasMessageContaining("training.batch_size: was 16, is 8");
    assertThatThrownBy(() -> search(this::compute, false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--resume");
  }

  @Test
  void whenAllTrialsFailEachSaysWhy() {
    Trial failing = (_, directory, _) -> new Trial.Ending.Failed("no room in " + directory);
    assertThatThrownBy(() -> search(failing, false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("all trials failed", "trial 1: no room in", "trial 3: no room in")
        .hasMessageNotContaining("trial 4");
  }

  @Test
  void aRecipeThatCannotBeSearchedIsRefused() {
    assertThatThrownBy(() -> search(this::compute, false, "data.validation=none"))
        .hasMessageContaining("a search chooses by it");
    assertThatThrownBy(() -> search(this::compute, false, "method={kind: full, r: 8}"))
        .isInstanceOf(InvalidInputException.class);
    String both = "search.space={method.kind: {choice: [lora, full]}, method.r: {integer: [2, 8]}}";
    assertThatThrownBy(() -> search(this::compute, false, both))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a trial with {method.kind=full, method.r=2} would fail");
    assertThat(folder.resolve("study")).doesNotExist();
  }

  /// The test set cannot be looked at by accident: there is no trial that has one.
  @Test
  void aTrialWithItsTestSetDoesNotExist() {
    Recipe recipe = Recipe.read(folder.resolve("recipe.yaml"), List.of()).withoutSearch();
    assertThatThrownBy(() -> new TrialRecipe(recipe))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not withheld");
    assertThat(new TrialRecipe(recipe.withTestWithheld(true)).yaml())
        .contains("withhold_test: true");
  }
}
