package luthier.run;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import luthier.recipe.Data;
import luthier.template.TemplateFiles;
import luthier.tokenizer.ExampleEncoder;
import luthier.tokenizer.Tokenizer;

/// What a base brings along for text.
final class TextTools {

  private TextTools() {}

  /// Makes tokens of text; empty when the base has no tokenizer.
  static Optional<ExampleEncoder> encoder(Path base, Data.TrainOn trainOn) {
    if (!Tokenizer.isIn(base)) {
      return Optional.empty();
    }
    Tokenizer tokenizer = Tokenizer.load(base);
    OptionalInt end = tokenizer.specialTokens().eos();
    return Optional.of(
        new ExampleEncoder(
            tokenizer, end, trainOn, TemplateFiles.load(base, Clock.systemDefaultZone())));
  }
}
