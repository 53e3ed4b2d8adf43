package luthier.template;

import java.util.BitSet;
import java.util.List;

/// A conversation as the model sees it.
///
/// @param text with its control tokens
/// @param supervised stretches of the text that are supervised, in order, without overlap
/// @param answers what the model writes at serving time, supervised here or not, in order
/// @param data which UTF-16 units came from the conversation, not from the template; not to be
///   changed
public record RenderedChat(String text, List<Span> supervised, List<Span> answers, BitSet data) {

  /// @param message index of the message that it answers with, -1 when everything is supervised
  /// @param start first UTF-16 unit
  /// @param end behind the last
  /// @param terminated whether the template puts a terminator behind the answer; without one a
  ///   model does not learn to stop
  public record Span(int message, int start, int end, boolean terminated) {}

  /// The offsets as Unicode code points.
  public List<int[]> supervisedCodePoints() {
    return supervised.stream()
        .map(span ->
            new int[] {text.codePointCount(0, span.start()), text.codePointCount(0, span.end())})
        .toList();
  }
}
