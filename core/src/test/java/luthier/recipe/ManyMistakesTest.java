package luthier.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import luthier.InvalidInputException;
import luthier.LuthierException;
import org.junit.jupiter.api.Test;

/// All mistakes of a recipe come in one message.
class ManyMistakesTest {

  @Test
  void everyMistakeIsInOneMessage() {
    LuthierException error =
        Recipes.error(
            """
            name: my support
            seed: -1
            task: chatt
            base: pocket
            data:
              trian: tickets.jsonl
              validation: 1.5
              format: csv
            method:
              r: 0
              alpha: "32"
              rank_pattern: {"q(": 3}
            training:
              epochs: three
              batch_size: 3.7
              lr: 2e-4
              schedule: cosin
              packing: yes
              early_stopping: {patince: 3}
              batch_size: 9
              dtype: float16
              epsilon: 1e-400
              warmup_ratio: 0.1
              warmup_steps: 4
            learning_rate: 1e-3
            device: gpu
            evaluation: {answer_pattern: "(a"}
            """,
            "foo",
            "training.epoch=3",
            "seed=x",
            "data.test=[",
            "training.micro_batch_size=");
    assertThat(error).isInstanceOf(InvalidInputException.class);
    assertThat(error.exitCode()).isEqualTo(2);
    assertThat(error)
        .hasMessage(
            """
            recipe.yaml: 27 mistakes
              recipe.yaml:1: name: found 'my support', expected letters, digits, '.', '_' and '-', at most 64, the first a letter or digit
              recipe.yaml:3: task: found 'chatt', expected one of chat, completion, text, masked_text, classification, multi_label, regression, token_classification; did you mean 'chat'?
              recipe.yaml:6: data.trian: unknown key, did you mean 'data.train'?
              recipe.yaml:7: data.validation: found 1.5, expected a share of data.train greater than 0 and less than 1, a file, a list of files, none or auto
              recipe.yaml:8: data.format: found 'csv', expected auto or one of messages, sharegpt, alpaca, prompt_completion, text, tokens, labelled
              recipe.yaml:10: method.r: found 0, expected auto or a whole number of at least 1
              recipe.yaml:11: method.alpha: found '32', expected a number greater than 0; leave the quotes out
              recipe.yaml:12: method.rank_pattern: found 'q(', expected regular expressions on module names, each with a whole number of at least 1
              recipe.yaml:14: training.epochs: found 'three', expected auto or a number greater than 0
              recipe.yaml:15: training.batch_size: found 3.7, expected auto or a whole number of at least 1
              recipe.yaml:16: training.lr: unknown key, did you mean 'training.learning_rate'?
              recipe.yaml:17: training.schedule: found 'cosin', expected one of constant, linear, cosine, warmup_stable_decay; did you mean 'cosine'?
              recipe.yaml:18: training.packing: found 'yes', expected true or false
              recipe.yaml:19: training.early_stopping.patince: unknown key, did you mean 'training.early_stopping.patience'?
              recipe.yaml:20: training.batch_size: given twice, first at recipe.yaml:15
              recipe.yaml:21: training.dtype: 'float16' is not yet supported; use one of float32, bfloat16
              recipe.yaml:22: training.epsilon: found 1e-400, expected a number greater than 0
              recipe.yaml:23: training.warmup_ratio: excludes training.warmup_steps (recipe.yaml:24); give one of the two
              recipe.yaml:25: learning_rate: unknown key, did you mean 'training.learning_rate'?
              recipe.yaml:26: device: found 'gpu', expected auto or one of cpu, cuda, mps
              recipe.yaml:27: evaluation.answer_pattern: found '(a', expected none or a regular expression; Unclosed group at character 3
              recipe.yaml: data.train: missing; expected a file, a list of files or a folder
              --set foo: expected key=value, such as training.epochs=1
              --set training.epoch: unknown key, did you mean 'training.epochs'?
              --set data.test: not valid YAML (column 2): expected the node content, but found '<stream end>'
              --set seed: found 'x', expected a whole number of at least 0
              --set training.micro_batch_size: found nothing, expected auto or a whole number of at least 1\
            """);
  }

  @Test
  void oneMistakeIsOneLine() {
    assertThat(Recipes.errorOf("device: gpu"))
        .hasMessage("recipe.yaml:5: device: found 'gpu', expected auto or one of cpu, cuda, mps");
  }

  @Test
  void missingKeysAreAllNamed() {
    assertThat(Recipes.error("seed: 1"))
        .hasMessage(
            """
            recipe.yaml: 3 mistakes
              recipe.yaml: task: missing; expected one of chat, completion, text, masked_text, classification, multi_label, regression, token_classification
              recipe.yaml: base: missing; expected a built-in name, a directory, a hub id org/name@revision, or maven:group:artifact:version
              recipe.yaml: data.train: missing; expected a file, a list of files or a folder\
            """);
  }

  @Test
  void aFloodOfMistakesIsCut() {
    String yaml =
        IntStream.range(0, 200).mapToObj(i -> "zzzzz" + i + ": 1\n").collect(Collectors.joining());
    assertThat(String.valueOf(Recipes.error(Recipes.SHORTEST + yaml).getMessage()).lines())
        .hasSize(52)
        .first()
        .isEqualTo("recipe.yaml: 200 mistakes");
    assertThat(Recipes.error(Recipes.SHORTEST + yaml)).hasMessageEndingWith("\n  and 150 more");
  }

  @Test
  void hugeContentIsNotEchoed() {
    String key = "k".repeat(10_000);
    assertThat(Recipes.errorOf(key + ": 1").getMessage()).hasSizeLessThan(300);
    assertThat(Recipes.errorOf("device: " + key).getMessage()).hasSizeLessThan(300);
    assertThat(Recipes.error(Recipes.SHORTEST, key + "=1").getMessage()).hasSizeLessThan(400);
  }
}
