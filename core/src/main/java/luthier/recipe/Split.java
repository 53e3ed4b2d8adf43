package luthier.recipe;

import java.nio.file.Path;
import java.util.List;

/// Where a validation or test set comes from.
public sealed interface Split {

  /// `none`: there is no such set.
  record None() implements Split {}

  /// `auto`: a tenth of the training examples, at most 500, when there are at least 50; else none.
  record Auto() implements Split {}

  /// A share of the examples of `data.train`, in (0, 1).
  record Share(double share) implements Split {

    public Share {
      new Problems()
          .check(
              RecipeTypes.isShare(share),
              "share",
              "found " + Yaml.number(share) + ", expected a number greater than 0 and less than 1")
          .throwIfAny();
    }
  }

  /// Files of their own; absolute paths.
  record Files(List<Path> files) implements Split {

    public Files {
      files = List.copyOf(files);
    }
  }
}
