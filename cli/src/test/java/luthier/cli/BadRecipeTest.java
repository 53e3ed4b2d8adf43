package luthier.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Recipes and command lines that cannot be right.
class BadRecipeTest {

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void base() throws IOException {
    TinyBase.write(folder.resolve("base"));
    TinyBase.recipe(folder, "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
training.epoch=1                         | training.epoch ; epochs
          trainning.epochs=1                       | trainning ; training
          training.learning_rate=fast              | training.learning_rate ; found 'fast' ; a number
          training.batch_size=0                    | training.batch_size ; at least 1
          training.batch_size=1.5                  | training.batch_size ; 1.5 ; whole number
          training.max_steps=99999999999999999999  | training.max_steps
          training.learning_rate=.nan              | training.learning_rate
          training.max_length=1000000              | training.max_length ; 256
          training.max_steps=1                     | learning rate is 0 at the only step ; training.warmup_steps to 0
          data.train=nothing.jsonl                 | nothing.jsonl ; no such file
          data.train=[]                            | data.train
          data.validation=1.5                      | data.validation
          data.validation=0.000001                 | data.validation
          task=chatt                               | task ; chatt ; chat
          base=nowhere                             | base ; nowhere
          base=./nowhere                           | base: ; nowhere ; no such directory
          method.r=0                               | method.r
          'method.target_modules=["("]'            | method.target_modules
          method.target_modules=nothing            | method.target_modules ; nothing ; q_proj
          method.layers_to_transform=[7]           | layers_to_transform ; 7
          'method.rank_pattern={nothing: 4}'       | rank_pattern ; nothing
          'method.modules_to_save=[nothing]'       | modules_to_save ; nothing
          method.adapter=./nowhere                 | method.adapter ; nowhere
          'evaluation.answer_pattern="("'          | evaluation.answer_pattern
          device=cuda                              | device ; cuda
          nonsense                                 | nonsense ; key=value
""")
  void overrides(String override, String parts) throws IOException {
    int code = override.startsWith("device") ? 3 : 2;
    Shell.refuses(folder, "--set", override).refused(code, parts.split(" ; "));
  }

  @Test
  void everythingWrongIsSaidAtOnce() throws IOException {
    Files.writeString(
        folder.resolve("recipe.yaml"),
        "task: chat\n"
            + "base: ./base\n"
            + "data: {trian: chat.jsonl}\n"
            + "training:\n"
            + "  epochs: -1\n"
            + "  epochs: 2\n"
            + "mthod: {r: x}\n");
    Shell.refuses(folder)
        .refused(2, "recipe.yaml:3", "trian", "recipe.yaml:5", "recipe.yaml:7", "mthod");
  }

  @Test
  void textThatIsNoRecipe() throws IOException {
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(recipe, "");
    Shell.refuses(folder).refused(2, "recipe.yaml");
    Files.writeString(recipe, "task: [chat\n");
    Shell.refuses(folder).refused(2, "recipe.yaml:");
    Files.writeString(recipe, "- a\n- b\n");
    Shell.refuses(folder).refused(2, "recipe.yaml");
    Files.write(recipe, "task: chat # caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    Shell.refuses(folder).refused(2, "recipe.yaml:1", "not UTF-8");
    Files.writeString(recipe, "a: ".repeat(1) + "[".repeat(50_000));
    Shell.refuses(folder).refused(2, "recipe.yaml");
    Files.writeString(recipe, "seed: " + "9".repeat(100_000) + "\n");
    Shell.refuses(folder).refused(2, "recipe.yaml:1", "seed");
    Files.writeString(recipe, "x".repeat(2_000_000));
    Shell.refuses(folder).refused(2, "recipe.yaml", "larger than 1 MB");
    Files.delete(recipe);
    Shell.refuses(folder).refused(2, "recipe.yaml", "no such file");
    Files.createDirectory(recipe);
    Shell.refuses(folder).refused(2, "recipe.yaml", "a folder");
  }

  @Test
  void commandLines() {
    Shell.run("tune").refused(2, "RECIPE");
    Shell.run("tun", "x").refused(2, "unknown command 'tun'", "tune", "See luthier --help.");
    Shell.run("tune", "x", "--ouut", "y").refused(2, "--ouut");
    Shell.run("tune", folder.resolve("recipe.yaml").toString(), "--resume").refused(2, "--out");
    Shell.run("generate", "nowhere", "--prompt", "x").refused(2, "nowhere");
    Shell.run("generate", folder.resolve("base").toString(), "--prompt", "x", "--max-tokens", "x")
        .refused(2, "--max-tokens");
    Shell.run("score", folder.resolve("base").toString(), "--ids", "nowhere.jsonl")
        .refused(2, "nowhere.jsonl", "no such file");
    Shell.run("render", "nowhere.jinja", "--messages", "x")
        .refused(2, "nowhere.jinja: no such file");
  }
}
