package luthier.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// `--set key=value`.
class OverridesTest {

  private static final String FULL =
      Recipes.SHORTEST
          + """
          method: {kind: lora, r: 8, alpha: 16}
          training:
            epochs: 3
            warmup_ratio: 0.1
            schedule: warmup_stable_decay
            decay_ratio: 0.3
            early_stopping: none
          """;

  @Test
  void aValueIsYaml() {
    Recipe recipe =
        Recipes.shortest(
            "training.learning_rate=2e-4",
            "training.shuffle=false",
            "data.train=[a.jsonl, b.jsonl]",
            "evaluation.answer_pattern='ACTION: (\\w+)'",
            "training.early_stopping={patience: 2}",
            "method.rank_pattern={q_proj: 2}");
    assertThat(recipe.settings())
        .containsEntry("training.learning_rate", "2e-4")
        .containsEntry("training.shuffle", "false")
        .containsEntry("data.train", "[/recipes/a.jsonl, /recipes/b.jsonl]")
        .containsEntry("evaluation.answer_pattern", "\"ACTION: (\\\\w+)\"")
        .containsEntry("training.early_stopping.patience", "2")
        .containsEntry("method.rank_pattern", "{q_proj: 2}");
  }

  @Test
  void sectionsAreMadeWhereTheFileHasNone() {
    assertThat(Recipes.read("task: chat", "base=pocket", "data.train=tickets.jsonl"))
        .isEqualTo(Recipes.shortest());
    assertThat(Recipes.read(FULL, "training.early_stopping.patience=2").training().earlyStopping())
        .contains(new EarlyStopping(2, 0));
  }

  @Test
  void theLaterOfTwoCounts() {
    assertThat(Recipes.shortest("seed=1", "seed=2").seed()).isEqualTo(2);
  }

  @Test
  void anOverrideMendsWhatTheFileHasWrong() {
    assertThat(Recipes.read(Recipes.SHORTEST + "seed: x\n", "seed=2").seed()).isEqualTo(2);
  }

  @Test
  void anOverrideDropsTheKeysOfTheFileThatItExcludes() {
    assertThat(Recipes.read(FULL, "training.max_steps=5").training().length())
        .isEqualTo(new RunLength.MaxSteps(5));
    assertThat(Recipes.read(FULL, "training.warmup_steps=5").training().schedule().warmup())
        .isEqualTo(new Schedule.Warmup.Steps(5));
    assertThat(Recipes.read(FULL, "method.kind=full").method()).isEqualTo(new Method.Full());
    assertThat(Recipes.read(FULL, "method.adapter=old").method())
        .isInstanceOf(Method.LoraFrom.class);
    assertThat(Recipes.read(FULL, "training.schedule=constant").training().schedule())
        .isEqualTo(new Schedule.Constant(new Schedule.Warmup.Ratio(0.1)));
  }

  @Test
  void overridesThatExcludeEachOtherAreAMistake() {
    assertThat(Recipes.error(FULL, "training.max_steps=5", "training.epochs=2"))
        .hasMessage(
            "--set training.epochs: excludes training.max_steps (--set training.max_steps); give"
                + " one of the two");
    assertThat(Recipes.error(FULL, "method.kind=full", "method.r=2"))
        .hasMessage(
            "--set method.r: belongs to kind lora, but method.kind (--set method.kind) = full");
    assertThat(Recipes.error(Recipes.SHORTEST + "method: {kind: full}", "method.r=2"))
        .hasMessage("--set method.r: belongs to kind lora, but method.kind (recipe.yaml:5) = full");
  }

  @Test
  void aWholeSectionIsReplaced() {
    Recipe recipe = Recipes.read(FULL, "method={kind: lora, alpha: 8}");
    assertThat(recipe.settings())
        .containsEntry("method.r", "16")
        .containsEntry("method.alpha", "8.0");
    assertThat(
            Recipes.shortest("training.early_stopping.patience=2", "training.early_stopping=none")
                .training()
                .earlyStopping())
        .isEqualTo(Optional.empty());
  }

  @Test
  void mistakesAreReportedLikeThoseOfTheFile() {
    List<String[]> cases =
        List.of(
            new String[] {"seed", "--set seed: expected key=value, such as training.epochs=1"},
            new String[] {"=3", "--set : expected key=value, such as training.epochs=1"},
            new String[] {"sed=3", "--set sed: unknown key, did you mean 'seed'?"},
            new String[] {"seed.x=3", "--set seed.x: unknown key, did you mean 'seed'?"},
            new String[] {
              "seed=", "--set seed: found nothing, expected a whole number of at least 0"
            },
            new String[] {
              "training=3", "--set training: found 3, expected a section with the keys epochs,"
            },
            new String[] {
              "training={epochs: x}",
              "--set training: training.epochs: found 'x', expected auto or a number greater than 0"
            },
            new String[] {"base=*x", "--set base: anchors (&) and aliases (*) are not allowed"},
            new String[] {
              "evaluation.answer_pattern=A: (b)",
              "--set evaluation.answer_pattern: found a section, expected none or a regular"
                  + " expression; put text that holds ': ' in quotes"
            });
    for (String[] each : cases) {
      assertThat(Recipes.error(Recipes.SHORTEST, each[0])).hasMessageStartingWith(each[1]);
    }
  }
}
