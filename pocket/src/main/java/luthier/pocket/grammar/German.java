package luthier.pocket.grammar;

import java.util.Set;

/// The few rules of German that templates need. Nouns come with their article in the nominative:
/// `der Stuhl`, `die Lampe`, `das Bett`.
final class German {

  /// Masculine nouns that get an ending in all other cases: `den Bären`.
  private static final Set<String> WEAK =
      Set.of("Affe", "Bär", "Elefant", "Krake", "Löwe", "Spatz", "Hase", "Rabe");

  private German() {}

  /// @param function `wort` the noun alone, `den` accusative, `ein` and `einen` with the indefinite
  ///   article in the nominative and the accusative, `er` the pronoun
  static String changed(String function, String noun) {
    int blank = noun.indexOf(' ');
    String article = blank < 0 ? "" : noun.substring(0, blank);
    String word = noun.substring(blank + 1);
    boolean masculine = article.equals("der");
    if (!masculine && !article.equals("die") && !article.equals("das")) {
      throw new IllegalArgumentException(
          "'" + noun + "': expected a German noun after der, die or das");
    }
    boolean feminine = article.equals("die");
    return switch (function) {
      case "wort" -> word;
      case "den" -> masculine ? "den " + accusative(word) : noun;
      case "ein" -> (feminine ? "eine " : "ein ") + word;
      case "einen" ->
          masculine ? "einen " + accusative(word) : (feminine ? "eine " : "ein ") + word;
      case "er" -> masculine ? "er" : feminine ? "sie" : "es";
      default -> throw new IllegalArgumentException("no German function '" + function + "'");
    };
  }

  private static String accusative(String masculine) {
    if (!WEAK.contains(masculine)) {
      return masculine;
    }
    return masculine + (masculine.endsWith("e") ? "n" : "en");
  }
}
