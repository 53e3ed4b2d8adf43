package luthier.template;

import java.util.List;

/// A conversation as the model sees it.
///
/// @param text with its control tokens
/// @param supervised stretches of the text that are supervised, in order, without overlap
public record RenderedChat(String text, List<Span> supervised) {

  /// @param start first UTF-16 unit
  /// @param end behind the last
  /// @param terminated whether the template puts a terminator behind the answer; without one a
  ///   model does not learn to stop
  public record Span(int start, int end, boolean terminated) {}

  /// The offsets as Unicode code points.
  public List<int[]> supervisedCodePoints() {
    return supervised.stream()
        .map(span ->
            new int[] {text.codePointCount(0, span.start()), text.codePointCount(0, span.end())})
        .toList();
  }
}
