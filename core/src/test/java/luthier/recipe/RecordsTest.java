package luthier.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.InvalidInputException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// A record that exists is valid, however it was made.
class RecordsTest {

  private static void refuse(ThrowingCallable make, String message) {
    assertThatThrownBy(make).isInstanceOf(InvalidInputException.class).hasMessage(message);
  }

  @Test
  void aLoraReportsAllItsNumbers() {
    refuse(
        () ->
            new Method.Lora(
                0,
                -1,
                1,
                new TargetModules.AllLinear(),
                Method.Bias.NONE,
                false,
                Map.of("q(", 1),
                Map.of("q", 0.0),
                Optional.of(List.of()),
                List.of(""),
                Method.Init.DEFAULT),
        """
        7 mistakes
          method.r: found 0, expected auto or a whole number of at least 1
          method.alpha: found -1.0, expected a number greater than 0
          method.dropout: found 1.0, expected a number of at least 0 and less than 1
          method.rank_pattern: found {"q(": 1}, expected regular expressions on module names, each with a whole number of at least 1
          method.alpha_pattern: found {q: 0.0}, expected regular expressions on module names, each with a number greater than 0
          method.layers_to_transform: found [], expected all or layer numbers from 0, in a list when several
          method.modules_to_save: found [""], expected a list of modules' names\
        """);
  }

  @Test
  void smallRecordsCheckThemselves() {
    refuse(
        () -> new AdamW(1, -0.1, 0, Double.NaN, AdamW.WeightDecayOn.ALL),
        """
        4 mistakes
          training.beta1: found 1.0, expected a number of at least 0 and less than 1
          training.beta2: found -0.1, expected a number of at least 0 and less than 1
          training.epsilon: found 0.0, expected a number greater than 0
          training.weight_decay: found NaN, expected a number of at least 0\
        """);
    refuse(
        () -> new EarlyStopping(0, 0),
        "training.early_stopping.patience: found 0, expected a whole number of at least 1");
    refuse(
        () -> new Split.Share(1),
        "share: found 1.0, expected a number greater than 0 and less than 1");
    refuse(() -> new Interval.Steps(0), "interval: found 0, expected at least 1 step");
    refuse(
        () -> new RunLength.MaxSteps(0),
        "training.max_steps: found 0, expected a whole number of at least 1");
    refuse(
        () -> new RunLength.Epochs(Double.POSITIVE_INFINITY),
        "training.epochs: found Infinity, expected auto or a number greater than 0");
    refuse(
        () -> new Schedule.WarmupStableDecay(new Schedule.Warmup.Ratio(0.9), 0.2),
        "training.decay_ratio: found 0.2, which with training.warmup_ratio = 0.9 is more than the"
            + " whole run");
    refuse(
        () -> new Method.LoraFrom(Path.of("relative")),
        "method.adapter: found relative, expected a directory in PEFT layout");
    refuse(
        () -> new Evaluation(Optional.of("(a"), -1, 0),
        """
        3 mistakes
          evaluation.answer_pattern: found "(a", expected none or a regular expression
          evaluation.samples: found -1, expected a whole number of at least 0
          evaluation.max_new_tokens: found 0, expected a whole number of at least 1\
        """);
  }

  @Test
  void namesAndPatternsSelectModules() {
    String module = "model.layers.0.self_attn.q_proj";
    assertThat(TargetModules.Named.selects("q_proj", module)).isTrue();
    assertThat(TargetModules.Named.selects("self_attn.q_proj", module)).isTrue();
    assertThat(TargetModules.Named.selects(module, module)).isTrue();
    assertThat(TargetModules.Named.selects("proj", module)).isFalse();
    assertThat(TargetModules.Named.selects(".*\\.q_proj", module)).isTrue();
    assertThat(TargetModules.Named.selects("q_proj|v_proj", module)).isFalse();
    assertThat(new TargetModules.Named(List.of("v_proj", ".*q_proj")).selects(module)).isTrue();
    refuse(
        () -> new TargetModules.Named(List.of("(")),
        "method.target_modules: expected names and regular expressions, at least one");
  }

  @Test
  void listsAndMapsAreCopies() {
    List<Path> files = new java.util.ArrayList<>(List.of(Path.of("/a")));
    Split.Files split = new Split.Files(files);
    files.clear();
    assertThat(split.files()).containsExactly(Path.of("/a"));
  }
}
