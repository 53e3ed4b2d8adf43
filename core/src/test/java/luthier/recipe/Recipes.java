package luthier.recipe;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import luthier.LuthierException;

/// Recipes for the tests of this package, as a user would write them.
final class Recipes {

  static final Path FOLDER = Path.of("/recipes");

  static final String SHORTEST =
      """
      task: chat
      base: pocket
      data:
        train: tickets.jsonl
      """;

  private Recipes() {}

  static Recipe read(String yaml, String... overrides) {
    return Recipe.parse("recipe.yaml", yaml, FOLDER, List.of(overrides));
  }

  static Recipe shortest(String... overrides) {
    return read(SHORTEST, overrides);
  }

  /// The message about a recipe that cannot be read.
  static LuthierException error(String yaml, String... overrides) {
    return catchThrowableOfType(LuthierException.class, () -> read(yaml, overrides));
  }

  /// The message about the shortest recipe with these lines more.
  static LuthierException errorOf(String... moreLines) {
    return error(SHORTEST + String.join("\n", moreLines) + "\n");
  }
}
