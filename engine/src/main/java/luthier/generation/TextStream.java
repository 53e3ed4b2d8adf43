package luthier.generation;

import java.util.Arrays;
import luthier.tokenizer.Tokenizer;

/// Turns tokens into text as they come, never in the middle of a character.
public final class TextStream {

  private final Tokenizer tokenizer;
  private int[] ids = {};
  private int told; // characters already given out

  public TextStream(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /// The text that this token adds; empty while a character is incomplete.
  public String add(int id) {
    ids = Arrays.copyOf(ids, ids.length + 1);
    ids[ids.length - 1] = id;
    String text = tokenizer.decode(ids, false);
    if (text.endsWith("\uFFFD")) {
      return "";
    }
    return tell(text);
  }

  /// What is left at the end.
  public String finish() {
    return ids.length == 0 ? "" : tell(tokenizer.decode(ids, false));
  }

  private String tell(String text) {
    String fresh = text.length() > told ? text.substring(told) : "";
    told = Math.max(told, text.length());
    return fresh;
  }
}
