package luthier.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.example.Example;

/// From plain texts to tokens with the numbers of their words, for an encoder that learns to fill
/// in hidden ones. Each piece has around it what the tokenizer adds around a text.
public record MaskedEncoder(Tokenizer tokenizer) {

  private static final int IGNORED = -100;

  /// A whole text, without what is added around it.
  ///
  /// @param ids of its tokens
  /// @param words number of each token's word in the text, ascending; -100 of control tokens that
  ///   the text spells, which are never hidden
  /// @param before what the tokenizer adds in front, and
  /// @param after behind
  public record Text(String id, int[] ids, int[] words, int[] before, int[] after) {

    /// Tokens of the text in one piece.
    public int length() {
      return before.length + ids.length + after.length;
    }

    /// Whether the text spells control tokens.
    public boolean controls() {
      return Arrays.stream(words).anyMatch(word -> word == IGNORED);
    }

    /// The whole text as one example.
    public TokenizedExample whole() {
      return piece(0, ids.length);
    }

    /// What is left when the end is cut.
    public TokenizedExample cutTo(int most) {
      return piece(0, Math.min(ids.length, most - around()));
    }

    /// Pieces of at most so many tokens, cut between words where no word is longer than a piece. A
    /// piece in which nothing can be hidden is left out.
    public List<TokenizedExample> split(int most) {
      List<TokenizedExample> pieces = new ArrayList<>();
      for (int from = 0; from < ids.length; ) {
        int to = Math.min(ids.length, from + most - around());
        int cut = to;
        while (cut > from && cut < ids.length && sameWord(cut - 1, cut)) {
          cut--;
        }
        to = cut > from ? cut : to;
        TokenizedExample piece = piece(from, to);
        if (piece.supervised() > 0) {
          pieces.add(piece);
        }
        from = to;
      }
      return pieces;
    }

    private int around() {
      return before.length + after.length;
    }

    private boolean sameWord(int a, int b) {
      return words[a] != IGNORED && words[a] == words[b];
    }

    private TokenizedExample piece(int from, int to) {
      int[] all = new int[around() + to - from];
      int[] labels = new int[all.length];
      Arrays.fill(labels, IGNORED);
      System.arraycopy(before, 0, all, 0, before.length);
      System.arraycopy(ids, from, all, before.length, to - from);
      System.arraycopy(words, from, labels, before.length, to - from);
      System.arraycopy(after, 0, all, before.length + to - from, after.length);
      return new TokenizedExample(
          id, all, new int[0], TokenizedExample.Supervision.MASKED, labels, new double[0], 0);
    }
  }

  /// The smallest `max_length` with which there is something to hide.
  public int leastLength() {
    return tokenizer.encode("", true).length + 1;
  }

  /// @param id of the example
  /// @throws InvalidInputException when the text has no token that could be hidden
  public Text encode(String id, Example.Passage passage) {
    List<InputEncoding> parts = new ArrayList<>();
    List<Integer> cuts = LongText.cuts(passage.text(), Tokenizer.MAX_TEXT);
    int from = 0;
    for (int i = 0; i <= cuts.size(); i++) {
      int to = i < cuts.size() ? cuts.get(i) : passage.text().length();
      parts.add(encoded(passage, passage.text().substring(from, to)));
      from = to;
    }
    Text text = joined(id, parts);
    if (Arrays.stream(text.words()).allMatch(word -> word == IGNORED)) {
      throw new InvalidInputException(
          passage.origin()
              + ": the tokenizer finds no word in this text, so there is nothing to hide; take it"
              + " out");
    }
    return text;
  }

  private InputEncoding encoded(Example.Passage passage, String part) {
    try {
      return tokenizer.encodeInput(part, Optional.empty());
    } catch (InvalidInputException e) {
      throw new InvalidInputException(passage.origin() + ": " + e.getMessage(), e);
    }
  }

  private Text joined(String id, List<InputEncoding> parts) {
    List<Integer> ids = new ArrayList<>();
    List<Integer> words = new ArrayList<>();
    int firstWord = 0;
    for (InputEncoding part : parts) {
      int most = -1;
      for (int t = 0; t < part.length(); t++) {
        if (part.source()[t] != InputEncoding.ADDED) {
          ids.add(part.ids()[t]);
          words.add(tokenizer.isControl(part.ids()[t]) ? IGNORED : firstWord + part.word()[t]);
          most = Math.max(most, part.word()[t]);
        }
      }
      firstWord += most + 1;
    }
    InputEncoding first = parts.getFirst();
    int before = 0;
    while (before < first.length() && first.source()[before] == InputEncoding.ADDED) {
      before++;
    }
    int after = first.length();
    while (after > before && first.source()[after - 1] == InputEncoding.ADDED) {
      after--;
    }
    return new Text(
        id,
        array(ids),
        array(words),
        Arrays.copyOf(first.ids(), before),
        Arrays.copyOfRange(first.ids(), after, first.length()));
  }

  private static int[] array(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
