package luthier.pocket.grammar;

import java.util.regex.Pattern;

/// The capitals of sentences, so that rules can be written without them.
public final class Sentences {

  /// What follows quoted speech that ends with `?` or `!` and belongs to the same sentence: `asked
  /// Tom`, `he said`, `Tom and Anna shouted`.
  private static final Pattern SPEECH_TAG =
      Pattern.compile(
          "^(\\p{L}+ ){0,3}?(said|asked|called|cried|whispered|shouted|thought|answered|replied"
              + "|wondered|begged|sagte|fragte|rief|dachte|antwortete|flüsterte|dijo"
              + "|preguntó|gritó|pensó|respondió|susurró|dit|demanda|cria|pensa|répondit|murmura"
              + "|demande)\\b.*",
          Pattern.DOTALL);

  private Sentences() {}

  /// @param text sentences whose first words may begin in lower case
  /// @return the same with a capital at the start of the text and of each line, after the end of a
  ///   sentence, and at the start of quoted speech; what tells who speaks goes on in lower case
  public static String capitalised(String text) {
    return capitalised(text, false);
  }

  /// @param lowerAfterComma whether a line after a comma goes on in lower case, as in German letters
  ///   after "Guten Tag,"
  public static String capitalised(String text, boolean lowerAfterComma) {
    StringBuilder out = new StringBuilder(text);
    boolean start = true;
    boolean open = false;
    boolean spoken = false; // the sentence holds speech already: "Yes," said Tom, "but ..."
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c == '"') {
        open = !open;
        boolean ends = !open && endsSentence(out, i);
        start |= ends || open && !spoken && followsIntroduction(out, i);
        spoken = !open && !ends;
      } else if (Character.isLetterOrDigit(c)) {
        if (start) {
          out.setCharAt(i, Character.toUpperCase(c));
        }
        start = false;
      } else if (c == '\n') {
        start = !(lowerAfterComma && out.substring(0, i).stripTrailing().endsWith(","));
        open = false;
        spoken = false;
      } else if (c == ' ' && i > 0 && ".!?".indexOf(out.charAt(i - 1)) >= 0) {
        start |= !isEllipsis(out, i);
        spoken &= open;
      }
    }
    return out.toString();
  }

  private static boolean followsIntroduction(CharSequence text, int quote) {
    return quote == 0
        || text.charAt(quote - 1) == '\n'
        || quote > 1 && text.charAt(quote - 1) == ' ' && ",:".indexOf(text.charAt(quote - 2)) >= 0;
  }

  /// Whether the closing quote ends its sentence: after a full stop always, after `?` and `!`
  /// unless the speaker is named next.
  private static boolean endsSentence(CharSequence text, int quote) {
    if (quote == 0) {
      return false;
    }
    char before = text.charAt(quote - 1);
    if (before == '.') {
      return quote + 1 >= text.length() || text.charAt(quote + 1) != ',';
    }
    if (before != '!' && before != '?'
        || quote + 2 >= text.length()
        || text.charAt(quote + 1) == ',') {
      return false;
    }
    String rest =
        text.subSequence(quote + 2, Math.min(text.length(), quote + 60)).toString();
    return !SPEECH_TAG.matcher(rest).matches();
  }

  private static boolean isEllipsis(CharSequence text, int blank) {
    return blank > 2 && text.charAt(blank - 1) == '.' && text.charAt(blank - 2) == '.';
  }
}
