package luthier.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;

/// The section `search`: what is read, and what is refused.
class SearchSectionTest {

  @Test
  void everyKindOfSpaceIsRead() {
    Recipe recipe =
        Recipes.read(
            Recipes.SHORTEST
                + """
                search:
                  trials: 12
                  space:
                    method.kind: {choice: [lora, full]}
                    method.r: {integer: [2, 64], log: true, when: {method.kind: lora}}
                    training.learning_rate: {log_uniform: [1e-5, 1e-2]}
                    training.weight_decay: {uniform: [0, 0.5]}
                    method.target_modules: {choice: [all-linear, [q_proj, v_proj]]}
                """);
    Search search = recipe.search().orElseThrow();
    assertThat(search.space())
        .containsExactly(
            new Dimension("method.kind", new Space.Choice(List.of("lora", "full")), Map.of()),
            new Dimension("method.r", new Space.Whole(2, 64, true), Map.of("method.kind", "lora")),
            new Dimension("training.learning_rate", new Space.Real(1e-5, 1e-2, true), Map.of()),
            new Dimension("training.weight_decay", new Space.Real(0, 0.5, false), Map.of()),
            new Dimension(
                "method.target_modules",
                new Space.Choice(List.of("all-linear", "[q_proj, v_proj]")),
                Map.of()));
    assertThat(search.trials()).contains(12);
    assertThat(search.sampler()).isEqualTo(Search.Sampler.TPE);
    assertThat(Recipes.read(recipe.toYaml())).isEqualTo(recipe);
    assertThat(recipe.withoutSearch().search()).isEmpty();
  }

  @Test
  void trialsHaveADefaultUnlessMinutesAreGiven() {
    String space = "search.space={method.r: {integer: [2, 64]}}";
    assertThat(Recipes.shortest(space).search().orElseThrow().trials()).contains(30);
    Search timed = Recipes.shortest(space, "search.minutes=5").search().orElseThrow();
    assertThat(timed.trials()).isEmpty();
    assertThat(timed.minutes()).isEqualTo(Optional.of(5.0));
  }

  @Test
  void everyMistakeIsToldAtOnceWithItsLine() {
    assertThat(
            Recipes.errorOf(
                "search:",
                "  trials: 0",
                "  minutes: 0",
                "  space:",
                "    training.learning_rat: {log_uniform: [1e-5, 1e-2]}",
                "    training.learning_rate: {log_uniform: [1e-2, 1e-5]}",
                "    training.weight_decay: {uniform: [0.1, 0.1]}",
                "    training.batch_size: {uniform: [4, 16]}",
                "    training.beta1: {uniform: [0.5, 1.5]}",
                "    training.warmup_ratio: {log_uniform: [0, 0.1]}",
                "    method.r: {integer: [4, 8], when: {method.kind: lora}}",
                "    method.bias: {choice: [none, nun]}",
                "    method.alpha: {normal: [1, 2]}",
                "    seed: {integer: [1, 9]}",
                "    data.validation: {uniform: [0.1, 0.2]}",
                "    search.trials: {integer: [1, 9]}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(
            "recipe.yaml:6: search.trials: found 0, expected a whole number of at least 1",
            "recipe.yaml:7: search.minutes: found 0, expected a number greater than 0",
            "recipe.yaml:9: search.space.training.learning_rat: unknown key, did you mean"
                + " 'training.learning_rate'?",
            "recipe.yaml:10: search.space.training.learning_rate: found an inverted range",
            "recipe.yaml:11: search.space.training.weight_decay: found an empty range [0.1, 0.1]",
            "recipe.yaml:12: search.space.training.batch_size: found 8.583592",
            "for whole numbers write integer",
            "recipe.yaml:13: search.space.training.beta1: found 1.5, expected",
            "recipe.yaml:14: search.space.training.warmup_ratio: found [0, 0.1], expected a"
                + " logarithmic range to begin above 0",
            "recipe.yaml:15: search.space.method.r: when: found 'method.kind', expected a key with",
            "recipe.yaml:16: search.space.method.bias: found 'nun'",
            "recipe.yaml:17: search.space.method.alpha: found 'normal', expected one of uniform",
            "recipe.yaml:18: search.space.seed: cannot be searched: a seed is luck",
            "recipe.yaml:19: search.space.data.validation: cannot be searched: every trial",
            "recipe.yaml:20: search.space.search.trials: cannot be searched");
    assertThat(Recipes.errorOf("search: {trials: 3}"))
        .hasMessageContaining("search.space: missing; expected keys of the recipe");
    assertThat(Recipes.errorOf("search: {space: {}}"))
        .hasMessageContaining("search.space: found an empty section");
  }

  @Test
  void anotherSeedKeepsTheSets() {
    Recipe recipe = Recipes.shortest("seed=5");
    assertThat(recipe.withSeed(6).seed()).isEqualTo(6);
    assertThat(recipe.withSeed(6).data().cutting().seed()).contains(5L);
    assertThat(recipe.withSeed(6).withSeed(7).data().cutting().seed()).contains(5L);
  }
}
