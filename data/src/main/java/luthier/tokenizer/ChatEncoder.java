package luthier.tokenizer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import luthier.InvalidInputException;
import luthier.template.RenderedChat;

/// Encodes what a template made of a conversation, the same way for training and for serving.
///
/// Two rules go beyond the tokenizer's own. No token crosses the border of an answer: at serving
/// time the model begins and ends to write there. And the text of a control token becomes that
/// token only where the template wrote it: what a user typed is cut behind its first character, so
/// that it stays text. Where data hold no such text, tokens between borders are the tokenizer's.
final class ChatEncoder {

  private final Tokenizer tokenizer;
  private final RenderedChat chat;
  private final List<EncodedChat.Piece> pieces = new ArrayList<>();
  private int controlTexts;

  private ChatEncoder(Tokenizer tokenizer, RenderedChat chat) {
    this.tokenizer = tokenizer;
    this.chat = chat;
  }

  /// @throws InvalidInputException when data hold a control token of a single character, which
  ///   cannot be told apart from text
  static EncodedChat encode(Tokenizer tokenizer, RenderedChat chat) {
    ChatEncoder encoder = new ChatEncoder(tokenizer, chat);
    int from = 0;
    for (int to : encoder.borders()) {
      encoder.add(from, to);
      from = to;
    }
    return new EncodedChat(chat, List.copyOf(encoder.pieces), encoder.controlTexts);
  }

  private TreeSet<Integer> borders() {
    TreeSet<Integer> borders = new TreeSet<>();
    for (List<RenderedChat.Span> spans : List.of(chat.answers(), chat.supervised())) {
      for (RenderedChat.Span span : spans) {
        borders.add(span.start());
        borders.add(span.end());
      }
    }
    borders.add(chat.text().length());
    return borders;
  }

  private void add(int from, int to) {
    if (from == to) {
      return;
    }
    String text = chat.text().substring(from, to);
    Encoding encoding =
        from == 0 ? tokenizer.encodeWithPlaces(text, false) : tokenizer.encodeContinuation(text);
    int start = from;
    for (int cut : forgeries(encoding, text, from)) {
      controlTexts++;
      add(start, cut); // again: a cut may bring another such text to light
      start = cut;
    }
    if (start == from) {
      pieces.add(new EncodedChat.Piece(from, to, encoding.ids()));
    } else {
      add(start, to);
    }
  }

  /// Where control tokens that data made are to be cut.
  private List<Integer> forgeries(Encoding encoding, String text, int from) {
    List<Integer> cuts = new ArrayList<>();
    for (int i = 0; i < encoding.length(); i++) {
      if (!tokenizer.isControl(encoding.ids()[i])) {
        continue;
      }
      // some control tokens take the blanks around them along, which may well be data
      String written = text.substring(encoding.start()[i], encoding.end()[i]);
      int start = from + encoding.start()[i] + written.length() - written.stripLeading().length();
      int end = from + encoding.end()[i] - written.length() + written.stripTrailing().length();
      if (isData(start, end)) {
        int cut = chat.text().offsetByCodePoints(start, 1);
        if (cut >= end) {
          throw new InvalidInputException(
              "the text holds '"
                  + written
                  + "', which the tokenizer knows only as a control token; replace it");
        }
        cuts.add(cut);
      }
    }
    return cuts;
  }

  private boolean isData(int start, int end) {
    BitSet data = chat.data();
    int first = data.nextSetBit(start);
    return first >= 0 && first < end;
  }
}
