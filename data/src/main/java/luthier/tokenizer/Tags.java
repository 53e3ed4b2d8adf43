package luthier.tokenizer;

import java.util.ArrayList;
import java.util.List;

/// The tags of tokens that labelled passages become: O, and B- and I- of each label.
public final class Tags {

  private Tags() {}

  /// The outputs of a model with these labels.
  public static List<String> of(List<String> labels) {
    List<String> tags = new ArrayList<>(List.of("O"));
    for (String label : labels) {
      tags.add("B-" + label);
      tags.add("I-" + label);
    }
    return List.copyOf(tags);
  }

  /// The tag of a token.
  ///
  /// @param label place of the label
  /// @param first whether the passage begins with this token
  static int tag(int label, boolean first) {
    return 1 + 2 * label + (first ? 0 : 1);
  }
}
