package luthier.tokenizer;

import java.util.Arrays;
import java.util.List;
import luthier.template.RenderedChat;

/// A conversation as tokens.
///
/// @param rendered the text that they stand for
/// @param pieces in order, without a gap; no token crosses from one into the next
/// @param controlTexts how often the conversation's own text says what the tokenizer knows as a
///   control token; these are encoded as text
public record EncodedChat(RenderedChat rendered, List<Piece> pieces, int controlTexts) {

  private static final int IGNORED = -100;

  /// @param from first UTF-16 unit of the text
  /// @param to behind the last
  public record Piece(int from, int to, int[] ids) {}

  /// All token ids.
  public int[] ids() {
    return idsUpTo(rendered.text().length());
  }

  /// The token ids up to a border of an answer.
  public int[] idsUpTo(int unit) {
    return pieces.stream()
        .filter(piece -> piece.to() <= unit)
        .flatMapToInt(piece -> Arrays.stream(piece.ids()))
        .toArray();
  }

  /// The token at each position, or -100 where it is not supervised.
  public int[] labels() {
    int[] labels = ids();
    int token = 0;
    for (Piece piece : pieces) {
      if (rendered.supervised().stream().noneMatch(span -> contains(span, piece))) {
        Arrays.fill(labels, token, token + piece.ids().length, IGNORED);
      }
      token += piece.ids().length;
    }
    return labels;
  }

  private static boolean contains(RenderedChat.Span span, Piece piece) {
    return span.start() <= piece.from() && piece.to() <= span.end();
  }
}
