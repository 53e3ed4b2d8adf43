package luthier.metric;

import java.util.ArrayList;
import java.util.List;

/// How tags of tokens (`O`, `B-label`, `I-label`; Ramshaw and Marcus, 1995) become passages.
public enum TagScheme {
  /// A passage begins with B-; an I- that continues nothing of its label is no part of any. It is
  /// seqeval's strict mode with IOB2.
  STRICT,
  /// An I- that continues nothing of its label begins a passage, as in CoNLL-2000's evaluation
  /// script and seqeval's default mode.
  LENIENT;

  /// The passages of a sequence of tags, in token places.
  ///
  /// @throws IllegalArgumentException on a tag of another form
  public List<Span> spans(List<String> tags) {
    List<Span> spans = new ArrayList<>();
    int start = -1;
    String label = "";
    for (int i = 0; i < tags.size(); i++) {
      String tag = tags.get(i);
      boolean inside = inside(tag);
      boolean continues = inside && start >= 0 && label.equals(tag.substring(2));
      if (!continues) {
        if (start >= 0) {
          spans.add(new Span(start, i, label));
        }
        boolean begins = tag.startsWith("B-") || (inside && this == LENIENT);
        start = begins ? i : -1;
        label = begins ? tag.substring(2) : "";
      }
    }
    if (start >= 0) {
      spans.add(new Span(start, tags.size(), label));
    }
    return spans;
  }

  private static boolean inside(String tag) {
    boolean inside = tag.startsWith("I-");
    Predictions.require(
        inside || tag.startsWith("B-") || tag.equals("O"), "O, B-label or I-label", tag);
    return inside;
  }
}
