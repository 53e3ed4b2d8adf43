package luthier.pocket.talk;

import java.util.Locale;
import luthier.pocket.grammar.Dice;

/// Typing as people do it in a hurry. Numbers and names keep their characters, since answers copy
/// them; names may lose their capital.
final class Noise {

  private Noise() {}

  static String typed(String text, Dice dice) {
    return switch (dice.below(5)) {
      case 0 -> text.toLowerCase(Locale.ROOT);
      case 1 -> withoutEnd(text.toLowerCase(Locale.ROOT));
      case 2 -> typo(text, dice);
      case 3 -> withoutEnd(typo(text, dice)).toLowerCase(Locale.ROOT);
      default -> withoutEnd(text);
    };
  }

  private static String withoutEnd(String text) {
    return text.replaceAll("\\s*[.!?]+$", "").replace("¿", "").replace("¡", "");
  }

  /// Swaps, doubles or drops one letter inside one longer lower-case word.
  private static String typo(String text, Dice dice) {
    String[] words = text.split(" ", -1);
    for (int attempt = 0; attempt < 8; attempt++) {
      int i = dice.below(words.length);
      String word = words[i];
      if (word.matches("[a-zäöüßéèñ]{5,}")) {
        int at = dice.between(1, word.length() - 3);
        words[i] =
            switch (dice.below(3)) {
              case 0 ->
                  word.substring(0, at)
                      + word.charAt(at + 1)
                      + word.charAt(at)
                      + word.substring(at + 2);
              case 1 -> word.substring(0, at) + word.charAt(at) + word.substring(at);
              default -> word.substring(0, at) + word.substring(at + 1);
            };
        break;
      }
    }
    return String.join(" ", words);
  }
}
