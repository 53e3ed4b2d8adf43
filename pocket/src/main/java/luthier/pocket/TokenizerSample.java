package luthier.pocket;

import java.util.ArrayList;
import java.util.List;
import luthier.pocket.document.Document;
import luthier.tokenizer.BpeTrainer;
import luthier.tokenizer.BpeVocabulary;

/// The text that the vocabulary is learned from: of each portion the same share as in the mixture,
/// but no less than a floor, so that the small languages get words of their own.
final class TokenizerSample {

  static final List<String> SPECIAL =
      List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|pad|>");

  /// Text of a special token is a border that no merge crosses.
  private static final String BORDER = "<|pad|>";

  private final List<String> texts = new ArrayList<>();

  /// @param characters how much of the portion is taken
  void add(Portion portion, long characters) {
    long left = characters;
    while (left > 0 && portion.documents().hasNext()) {
      Document document = portion.documents().next();
      texts.add(digitsApart(document.text()));
      left -= document.text().length();
    }
  }

  /// No merge is learned between digits, so each is a token of its own: a number is copied digit by
  /// digit, and numbers of any length are split alike.
  static String digitsApart(String text) {
    return text.replaceAll("(?<=\\d)(?=\\d)", java.util.regex.Matcher.quoteReplacement(BORDER));
  }

  BpeVocabulary train(int vocabularySize) {
    return BpeTrainer.train(texts, vocabularySize, SPECIAL);
  }
}
