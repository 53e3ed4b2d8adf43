package luthier.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.batch.StepPlan;
import luthier.batch.WordMask;
import luthier.recipe.Recipe;
import luthier.recipe.Task;
import luthier.tokenizer.MaskedEncoder;
import luthier.tokenizer.TokenizedExample;
import luthier.tokenizer.Tokenizer;

/// How a run on masked text makes examples of texts: tokens with the numbers of their words, of
/// which the mask then hides some.
record MaskedWords(MaskedEncoder encoder, WordMask mask) {

  /// Empty for other tasks.
  ///
  /// @param tokenizer of the base
  /// @param vocabulary of the model
  /// @throws InvalidInputException when the base has no tokenizer or that no mask token
  static Optional<MaskedWords> of(
      Recipe recipe, Path base, Optional<Tokenizer> tokenizer, int vocabulary, int maxLength) {
    if (recipe.task().kind() != Task.Kind.MASKED) {
      return Optional.empty();
    }
    Tokenizer known = tokenizer.orElseThrow(() -> Tokenizer.missing(base));
    MaskedEncoder encoder = new MaskedEncoder(known);
    if (maxLength < encoder.leastLength()) {
      throw new InvalidInputException(
          "training.max_length: found "
              + maxLength
              + ", expected at least "
              + encoder.leastLength()
              + ": the tokenizer adds "
              + (encoder.leastLength() - 1)
              + " tokens around every text");
    }
    double share = recipe.training().masking().probability();
    return Optional.of(
        new MaskedWords(encoder, WordMask.of(share, known, vocabulary, recipe.seed())));
  }

  /// Held-out examples, whose hidden words are always the same.
  List<TokenizedExample> held(List<TokenizedExample> examples) {
    return examples.stream().map(mask::held).toList();
  }

  /// Training examples as an epoch sees them.
  StepPlan.View view() {
    return mask::of;
  }
}
