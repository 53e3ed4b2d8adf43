package luthier.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `docs/recipe-keys.md` lists exactly the keys that are declared.
class RecipeKeysPageTest {

  private static final String HEAD =
      """
      # Every key of a recipe

      <!-- Made from the declarations in core/src/main/java/luthier/recipe by RecipeKeysPageTest, which
           fails when the two differ and leaves the new page in core/target/recipe-keys.md. -->

      A recipe is YAML (or JSON, which is YAML), UTF-8, at most 1 MB. `task`, `base` and `data.train` must be
      given; everything else has the default below. A key that is not in this table is an error, and so is a key
      that is given twice, a value of the wrong type or out of range, and values that do not go together: all
      mistakes come in one message, with the line. Anchors, aliases and tags are not allowed.

      * A dotted name such as `training.epochs` means the key `epochs` in the section `training`:

        ```yaml
        training:
          epochs: 3
        ```

      * `--set training.epochs=1` replaces a value (or a whole section: `--set 'method={kind: full}'`). The
        value is YAML. A key of the file that the override excludes is dropped, for example `epochs` by
        `--set training.max_steps=10`. Of two overrides of the same key the later counts.
      * Relative paths start at the recipe's folder, those in `--set` at the working directory.
        `base` is a directory when it begins with `/`, `./` or `../` or names a folder with a `config.json`;
        otherwise it is a name. A built-in name (`pocket`, `minilm`) wins over a folder.
        [bases.md](bases.md) tells what each kind of name means and where its files are kept.
      * `auto` means that Luthier decides, and writes the decision into the run's own `recipe.yaml`, which holds
        every key with the value that was used, and absolute paths; it can be run again as it is.

      | Key | Allowed | When absent | Meaning |
      |---|---|---|---|
      """;

  @Test
  void thePageIsUpToDate() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (Recipe.KeyDescription key : Recipe.keys()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(key.path(), cell(key.allowed()), cell(key.absent()), cell(key.meaning())));
    }
    Path home = Path.of(System.getProperty("luthier.home", ".."));
    Path made = Path.of("target/recipe-keys.md");
    Files.createDirectories(made.toAbsolutePath().getParent());
    Files.writeString(made, page);
    assertThat(home.resolve("docs/recipe-keys.md"))
        .as("copy core/target/recipe-keys.md to docs/recipe-keys.md")
        .hasContent(page.toString());
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
