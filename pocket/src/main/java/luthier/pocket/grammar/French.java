package luthier.pocket.grammar;

import java.util.Set;

/// The few rules of French that templates need. Nouns come with their article: `le livre`, `la
/// table`, `l'étagère`, `les ciseaux`.
final class French {

  /// Feminine nouns whose article is `l'`; the others after `l'` are masculine.
  private static final Set<String> FEMININE =
      Set.of(
          "abeille", "aiguille", "allumette", "araignée", "assiette", "autruche", "échelle",
          "écharpe", "enveloppe", "étagère", "horloge", "imprimante", "oie", "orange", "eau",
          "infirmière");

  private French() {}

  /// @param function `mot` the noun alone, `un_fr` with the indefinite article, `de_fr` after the
  ///   preposition de
  static String changed(String function, String noun) {
    String word = noun.replaceFirst("^(le |la |les |l')", "");
    return switch (function) {
      case "mot" -> word;
      case "un_fr" -> indefinite(noun, word);
      case "de_fr" -> ofIt(noun, word);
      default -> throw new IllegalArgumentException("no French function '" + function + "'");
    };
  }

  private static String indefinite(String noun, String word) {
    if (noun.startsWith("les ")) {
      return "des " + word;
    }
    if (noun.startsWith("la ") || noun.startsWith("l'") && FEMININE.contains(word)) {
      return "une " + word;
    }
    if (noun.equals(word)) {
      throw new IllegalArgumentException("'" + noun + "': expected a French noun with its article");
    }
    return "un " + word;
  }

  private static String ofIt(String noun, String word) {
    if (noun.startsWith("le ")) {
      return "du " + word;
    }
    if (noun.startsWith("les ")) {
      return "des " + word;
    }
    return "de " + noun;
  }
}
