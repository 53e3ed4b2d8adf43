package luthier.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.UnsupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is no recipe, or one that cannot be run, is refused with one clear message.
class BadRecipeTest {

  @TempDir Path folder;

  private void refuse(byte[] bytes, String message) throws IOException {
    Path file = Files.write(folder.resolve("recipe.yaml"), bytes);
    assertThatThrownBy(() -> Recipe.read(file, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message.replace("FILE", file.toString()));
  }

  private void refuse(String text, String message) throws IOException {
    refuse(text.getBytes(StandardCharsets.UTF_8), message);
  }

  @Test
  void filesThatAreNoText() throws IOException {
    refuse(
        new byte[] {'a', ':', ' ', 'b', '\n', 'c', (byte) 0xFF},
        "FILE:2: not UTF-8: found byte 0xFF; save the file as UTF-8");
    refuse(
        new byte[] {'a', (byte) 0xE2, (byte) 0x82},
        "FILE:1: not UTF-8: found byte 0xE2; save the file as UTF-8");
    refuse("task: a\u0001b", "FILE:1: control character U+0001; YAML is plain text");
    refuse("#".repeat(1_100_000), "FILE: larger than 1 MB, which no recipe is; is it a data file?");
  }

  @Test
  void filesThatAreNotThere() {
    Path missing = folder.resolve("recipe.yml");
    assertThatThrownBy(() -> Recipe.read(missing, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(missing + ": no such file (looked for " + missing + ")");
    assertThatThrownBy(() -> Recipe.read(folder, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(folder + ": a folder; name the recipe file in it");
  }

  @Test
  void textThatIsNoRecipe() throws IOException {
    String empty = "FILE: empty; a recipe needs at least task, base and data.train";
    refuse("", empty);
    refuse("# nothing but a comment\n", empty);
    refuse("- a\n- b\n", "FILE:1: found a list, expected keys such as 'task: chat'");
    refuse("just words", "FILE:1: found 'just words', expected keys such as 'task: chat'");
    refuse("a: 1\n---\nb: 2\n", "FILE:2: a second YAML document, expected one");
    refuse(
        "task: \"chat\nbase: x\n",
        "FILE:3: not valid YAML (column 1): found unexpected end of stream");
    refuse("a:\n\tb: 1\n", "FILE:2: a tab character indents this line; YAML wants spaces");
    refuse(
        "a: 1\nb: \"\\UFFFFFFFF\"\n", "FILE:2: not valid YAML: an escape that names no character");
    refuse("[a]: 1\n", "FILE:1: found a list as a key, expected a name");
  }

  @Test
  void aByteOrderMarkAndOtherLineEndsAreNoMistake() throws IOException {
    String windows = "\uFEFF" + Recipes.SHORTEST.replace("\n", "\r\n");
    Path file = Files.writeString(folder.resolve("recipe.yaml"), windows);
    assertThat(Recipe.read(file, List.of()).data().train())
        .containsExactly(folder.resolve("tickets.jsonl"));
    refuse(
        windows + "x: 1\r\n",
        "FILE:5: x: unknown key, expected one of name, seed, task, base, init, data, method,"
            + " training, evaluation, device, threads, search");
  }

  @Test
  void yamlThatAttacks() throws IOException {
    refuse("a: " + "[".repeat(50_000), "FILE:1: nested deeper than 20 levels");
    refuse("a: " + "{b: ".repeat(50_000), "FILE:1: nested deeper than 20 levels");
    String noAlias = ": anchors (&) and aliases (*) are not allowed; quote text, repeat values";
    refuse("a: &x [1, 1]\nb: [*x, *x]\n", "FILE:1" + noAlias);
    refuse("a:\n  b: *x\n", "FILE:2" + noAlias);
    refuse(
        "a: !!javax.script.ScriptEngineManager []",
        "FILE:1: tags (!) are not allowed; quote text that starts with '!'");
    refuse("a: !!int '3'", "FILE:1: tags (!) are not allowed; quote text that starts with '!'");
  }

  @Test
  void numbersWithoutEnd() {
    assertThat(Recipes.errorOf("seed: " + "9".repeat(100_000)))
        .hasMessageStartingWith("recipe.yaml:5: seed: found '99999")
        .hasMessageEndingWith("...', expected a whole number of at least 0");
    assertThat(Recipes.errorOf("seed: 1e999999999"))
        .hasMessage(
            "recipe.yaml:5: seed: found 1e999999999, expected a whole number of at least 0");
    assertThat(Recipes.errorOf("seed: 1e99999999999999"))
        .hasMessageContaining("found '1e99999999999999', expected a whole number");
    assertThat(Recipes.errorOf("seed: 9223372036854775808"))
        .hasMessageContaining("found 9223372036854775808, expected a whole number of at least 0");
    assertThat(Recipes.errorOf("training: {epochs: 1e400}"))
        .hasMessageContaining("found 1e400, expected a number greater than 0");
    assertThat(Recipes.errorOf("training: {epochs: .inf}"))
        .hasMessageContaining("found '.inf', expected a number greater than 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // wrong types
        "training: 3 | training: found 3, expected a section with the keys epochs, max_steps,",
        "training: [epochs] | training: found a list, expected a section with the keys epochs,",
        "training: {epochs: [1]} | training.epochs: found a list, expected a number greater than 0",
        "training: {epochs: } | training.epochs: found nothing, expected a number greater than 0",
        "training: {shuffle: 1} | training.shuffle: found 1, expected true or false",
        "name: 2024 | name: found 2024, expected letters, digits, '.', '_' and '-', at most 64, the"
            + " first a letter or digit; put it in quotes if it is text",
        "training: {early_stopping: {}} | training.early_stopping: found an empty section, expected"
            + " none or a section with the keys patience, min_delta",
        "training: {early_stopping: 3} | training.early_stopping: found 3, expected none or a"
            + " section with the keys patience, min_delta",
        "method: {target_modules: []} | method.target_modules: found an empty list, expected"
            + " all-linear or module names or regular expressions, in a list when several",
        "method: {rank_pattern: {q: 1.5}} | method.rank_pattern: found 1.5, expected a whole number"
            + " of at least 1",
        "method: {rank_pattern: {q: 1, q: 2}} | method.rank_pattern: found twice 'q', expected"
            + " regular expressions",
        "method: {layers_to_transform: [-1]} | method.layers_to_transform: found -1, expected",
        "evaluation: {samples: -1} | evaluation.samples: found -1, expected a whole number of at"
            + " least 0",
        // out of range
        "training: {max_grad_norm: 0} | training.max_grad_norm: found 0, expected none or a number"
            + " greater than 0",
        "training: {beta2: 1} | training.beta2: found 1, expected a number of at least 0 and less"
            + " than 1",
        "training: {max_length: 1} | training.max_length: found 1, expected auto or a whole number"
            + " of at least 2",
        "training: {validate_every: 0} | training.validate_every: found 0, expected auto or epoch"
            + " or a whole number of at least 1",
        "training: {keep_checkpoints: 0} | training.keep_checkpoints: found 0, expected a whole"
            + " number of at least 1",
        // unknown keys
        "seeed: 3 | seeed: unknown key, did you mean 'seed'?",
        "epochs: 3 | epochs: unknown key, did you mean 'training.epochs'?",
        "lora_alpha: 3 | lora_alpha: unknown key, did you mean 'method.alpha'?",
        "methd: {kind: full} | methd: unknown key, did you mean 'method'?",
        "training: {gradient_accumulation_steps: 4} | training.gradient_accumulation_steps: unknown"
            + " key, did you mean 'training.batch_size'?",
        "evaluation: {zzzzzz: 4} | evaluation.zzzzzz: unknown key, expected one of answer_pattern,"
            + " samples, max_new_tokens",
        "training.epochs: 4 | training.epochs: unknown key; a name with dots is for --set, a file"
            + " has sections",
        // contradictions
        "training: {epochs: 1, max_steps: 2} | training.epochs: excludes training.max_steps"
            + " (recipe.yaml:5); give one of the two",
        "training: {decay_ratio: 0.1} | training.decay_ratio: belongs to schedule"
            + " warmup_stable_decay, but training.schedule = cosine",
        "training: {schedule: warmup_stable_decay, warmup_ratio: 0.5, decay_ratio: 0.6} |"
            + " training.decay_ratio: found 0.6, which with training.warmup_ratio (recipe.yaml:5) ="
            + " 0.5 is more than the whole run",
        "training: {batch_size: 4, micro_batch_size: 8} | training.micro_batch_size: found 8,"
            + " expected at most training.batch_size (recipe.yaml:5) = 4",
        "training: {shuffle: false, group_by_length: true} | training.group_by_length: found true,"
            + " which changes the order that training.shuffle (recipe.yaml:5) = false keeps",
        "method: {kind: full, r: 4} | method.r: belongs to kind lora, but method.kind"
            + " (recipe.yaml:5) = full",
        "method: {kind: full, adapter: old} | method.adapter: belongs to kind lora, but method.kind"
            + " (recipe.yaml:5) = full",
        "method: {adapter: old, r: 4} | method.r: is decided by the adapter_config.json of"
            + " method.adapter (recipe.yaml:5); give one of the two",
        "init: random\\n"
            + "method: {kind: lora} | method.kind: found lora, expected full: init (recipe.yaml:5)"
            + " = random leaves nothing that an adapter could adapt",
        "init: random\\n"
            + "method: {r: 4} | method.r: belongs to kind lora, but init (recipe.yaml:5) = random"
            + " means full",
      })
  void whatIsWrongIsSaid(String line, String message) {
    assertThat(Recipes.errorOf(line.replace("\\n", "\n")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(": " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chat | {train: a, too_long: split} | data.too_long: found split, expected error, drop or"
            + " truncate: only task (recipe.yaml:1) = text and masked_text can be cut in pieces",
        "text | {train: a, train_on: assistant} | data.train_on: found assistant, expected all:"
            + " with task (recipe.yaml:1) = text every token counts",
        "chat | {train: a, validation: 0.5, test: 0.5} | data.test: found 0.5, which with"
            + " data.validation (recipe.yaml:3) = 0.5 leaves nothing to train on",
        "chat | {train: [a, b], test: ./b} | data.test: found '/recipes/b', which is in data.train"
            + " (recipe.yaml:3) too",
        "chat | {train: a, validation: [b], test: [c, b]} | data.test: found '/recipes/b', which is"
            + " in data.validation (recipe.yaml:3) too",
        "chat | {train: a, test: auto} | data.test: found 'auto', expected a share of data.train"
            + " greater than 0 and less than 1, a file, a list of files or none",
        "chat | {train: []} | data.train: found an empty list, expected a file, a list of files or"
            + " a folder",
        "chat | {train: [3]} | data.train: found 3, expected a file or a folder",
        "chat | {train: \"a\\0b\"} | data.train: found 'a\0b', expected a file or a folder; not a"
            + " file name here",
        "chat | [a] | data: found a list, expected a section with the keys train, validation,",
      })
  void whatIsWrongWithDataIsSaid(String task, String data, String message) {
    String yaml = "task: " + task + "\nbase: pocket\ndata: " + data + "\n";
    assertThat(Recipes.error(yaml))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("recipe.yaml:3: " + message);
  }

  @Test
  void validationIsNeededByWhatLooksAtIt() {
    assertThat(
            Recipes.error(
                """
                task: text
                base: pocket
                data: {train: a, validation: none}
                training: {early_stopping: {patience: 1}, validate_every: 10}
                evaluation: {answer_pattern: "x"}
                """))
        .hasMessage(
            """
            recipe.yaml: 3 mistakes
              recipe.yaml:4: training.early_stopping: needs a validation set, but data.validation (recipe.yaml:3) = none
              recipe.yaml:4: training.validate_every: needs a validation set, but data.validation (recipe.yaml:3) = none
              recipe.yaml:5: evaluation.answer_pattern: found a pattern, expected none: task (recipe.yaml:1) = text has no answers to compare\
            """);
  }

  @Test
  void whatComesLaterIsNotCalledUnknown() {
    assertThat(
            Recipes.error(
                """
                task: preference
                base: pocket
                data: {train: a}
                method: {kind: dora}
                """))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage(
            """
            recipe.yaml: 2 mistakes
              recipe.yaml:1: task: 'preference' is not yet supported; use one of chat, completion, text, masked_text, classification, multi_label, regression, token_classification
              recipe.yaml:4: method.kind: 'dora' is not yet supported; use one of full, lora\
            """);
    assertThat(Recipes.errorOf("training: {optimizer: sgd}"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage("recipe.yaml:5: training.optimizer: 'sgd' is not yet supported; use adamw");
    assertThat(Recipes.errorOf("training: {optimizer: sgd, epochs: 0}"))
        .isInstanceOf(InvalidInputException.class);
  }

  /// Whatever is done to a recipe's text, the reader answers with a recipe or with an error that
  /// says where.
  @Test
  void damagedTextIsARecipeOrAnError() {
    String whole = Recipes.shortest("training.max_steps=5", "data.group_by=\"\\u00e9\"").toYaml();
    String letters = "\"'\\{}[],:#&*!|>%@`-? \n\t\u0000\u00e9\uD83D0eUx<=";
    Random random = new Random(7);
    int errors = 0;
    for (int i = 0; i < 1000; i++) {
      StringBuilder text = new StringBuilder(whole);
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        int at = random.nextInt(text.length());
        char letter = letters.charAt(random.nextInt(letters.length()));
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, letter);
          case 1 -> text.insert(at, letter);
          default -> text.deleteCharAt(at);
        }
      }
      try {
        Recipe recipe = Recipes.read(text.toString());
        assertThat(Recipes.read(recipe.toYaml())).as(text.toString()).isEqualTo(recipe);
      } catch (LuthierException e) {
        assertThat(e).as(text.toString()).hasMessageStartingWith("recipe.yaml:");
        errors++;
      }
    }
    assertThat(errors).isGreaterThan(300);
  }
}
