package luthier.run;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import luthier.recipe.Data;
import luthier.template.TemplateFiles;
import luthier.tokenizer.ExampleEncoder;
import luthier.tokenizer.Tokenizer;

/// What a base brings along for text.
final class TextTools {

  private TextTools() {}

  /// Makes tokens of text; empty when the base has no tokenizer.
  ///
  /// @param clock tells the time to templates that ask for it
  static Optional<ExampleEncoder> encoder(Path base, Data.TrainOn trainOn, Clock clock) {
    return Tokenizer.isIn(base)
        ? Optional.of(encoder(base, Tokenizer.load(base), trainOn, clock))
        : Optional.empty();
  }

  static ExampleEncoder encoder(Path base, Tokenizer tokenizer, Data.TrainOn trainOn, Clock clock) {
    return new ExampleEncoder(
        tokenizer, tokenizer.specialTokens().eos(), trainOn, TemplateFiles.load(base, clock));
  }
}
