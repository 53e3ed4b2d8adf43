package luthier.pocket.grammar;

import java.util.Set;

/// The few rules of Spanish that templates need. Nouns come with their article: `el libro`, `la
/// mesa`, `las tijeras`.
final class Spanish {

  /// Feminine nouns that have `el` before a stressed a.
  private static final Set<String> FEMININE_WITH_EL = Set.of("águila", "agua", "hacha", "aula");

  private Spanish() {}

  /// @param function `palabra` the noun alone, `un` with the indefinite article, `al` after the
  ///   preposition a, `o` the ending of an adjective that goes with it
  static String changed(String function, String noun) {
    int blank = noun.indexOf(' ');
    String article = blank < 0 ? "" : noun.substring(0, blank);
    String word = noun.substring(blank + 1);
    if (!Set.of("el", "la", "los", "las").contains(article)) {
      throw new IllegalArgumentException(
          "'" + noun + "': expected a Spanish noun after el, la, los or las");
    }
    return switch (function) {
      case "palabra" -> word;
      case "un" ->
          switch (article) {
            case "el" -> "un ";
            case "la" -> "una ";
            case "los" -> "unos ";
            default -> "unas ";
          } + word;
      case "al" -> article.equals("el") ? "al " + word : "a " + noun;
      case "o" ->
          switch (article) {
            case "el" -> FEMININE_WITH_EL.contains(word) ? "a" : "o";
            case "la" -> "a";
            case "los" -> "os";
            default -> "as";
          };
      default -> throw new IllegalArgumentException("no Spanish function '" + function + "'");
    };
  }
}
