package luthier.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.UnsupportedException;

/// Tokenizers in the forms that came before `tokenizer.json`. They do not say all of what has to be
/// done to a text (the rest is in Python code), so they are refused by name, not guessed at.
final class ForeignTokenizer {

  /// SentencePiece models, word pieces, byte-level merges.
  private static final List<String> FILES =
      List.of(
          "tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "vocab.txt", "merges.txt");

  private ForeignTokenizer() {}

  static LuthierException missing(Path directory) {
    for (String name : FILES) {
      if (Files.exists(directory.resolve(name))) {
        return new UnsupportedException(
            directory
                + ": its tokenizer is in "
                + name
                + ", supported is tokenizer.json; make it once with Python:"
                + " transformers.AutoTokenizer.from_pretrained(\"MODEL\").save_pretrained(\"MODEL\")");
      }
    }
    return new InvalidInputException(
        directory + ": has no tokenizer.json; expected a model directory in Hugging Face layout");
  }
}
