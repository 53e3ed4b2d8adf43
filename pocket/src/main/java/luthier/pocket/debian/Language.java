package luthier.pocket.debian;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The languages that the corpus keeps, told apart by their most frequent little words.
enum Language {
  ENGLISH("en"),
  GERMAN("de"),
  SPANISH("es"),
  FRENCH("fr");

  /// Little words by language; those that two languages share ("die", "me", "en", "es" …) are left
  /// out where they would mislead. The last rows are languages that translations are often mistaken
  /// for.
  private static final Map<String, Set<String>> LITTLE_WORDS =
      Map.of(
          "en",
              Set.of(
                  "the", "of", "and", "to", "is", "that", "it", "for", "you", "with", "this", "are",
                  "be", "not", "or", "can", "your", "from", "which", "by", "have", "will", "he",
                  "his", "was", "but", "they"),
          "de",
              Set.of(
                  "der", "die", "das", "und", "ist", "nicht", "ein", "eine", "zu", "mit", "von",
                  "auf", "für", "sie", "werden", "den", "dem", "wird", "oder", "im", "sich",
                  "können", "auch", "wenn", "als", "einen"),
          "es",
              Set.of(
                  "el", "los", "las", "una", "para", "por", "con", "del", "se", "puede", "este",
                  "esta", "como", "más", "y", "su", "al", "si", "pero", "son", "está", "cuando",
                  "archivo", "sistema", "lo", "un"),
          "fr",
              Set.of(
                  "le", "les", "des", "est", "une", "pour", "dans", "vous", "pas", "sur", "avec",
                  "du", "et", "ce", "cette", "qui", "au", "sont", "être", "plus", "peut", "votre",
                  "aux", "ne", "il", "ou"),
          "it",
              Set.of(
                  "il", "che", "di", "è", "per", "non", "della", "sono", "gli", "nel", "essere",
                  "alla", "dei", "può", "più", "questo", "delle", "anche", "lo", "con"),
          "pt",
              Set.of(
                  "o", "os", "não", "uma", "em", "do", "da", "são", "você", "ao", "mais", "ou",
                  "arquivo", "um", "pode", "dos", "das", "é", "com", "ser"),
          "nl",
              Set.of(
                  "het", "een", "van", "niet", "voor", "dat", "zijn", "te", "wordt", "op", "aan",
                  "ook", "kan", "deze", "bij", "naar", "als", "is", "en", "de"),
          "ca",
              Set.of(
                  "els", "amb", "és", "per", "una", "les", "que", "i", "al", "aquest", "aquesta",
                  "del", "si", "pot", "fitxer", "són", "dels", "més", "no", "mal"),
          "sv",
              Set.of(
                  "och", "att", "är", "som", "en", "det", "för", "med", "på", "av", "den", "om",
                  "kan", "inte", "og", "til", "er", "af", "ikke"));

  private final String code;

  Language(String code) {
    this.code = code;
  }

  /// The two-letter code of ISO 639-1.
  String code() {
    return code;
  }

  /// @return the language of a paragraph, or nothing where it is another one or cannot be told
  static Optional<Language> of(String paragraph) {
    String[] words = paragraph.toLowerCase(Locale.ROOT).split("[^\\p{L}]+");
    String best = "";
    int bestCount = 0;
    int second = 0;
    for (Map.Entry<String, Set<String>> entry : LITTLE_WORDS.entrySet()) {
      int count = 0;
      for (String word : words) {
        count += entry.getValue().contains(word) ? 1 : 0;
      }
      if (count > bestCount) {
        second = bestCount;
        bestCount = count;
        best = entry.getKey();
      } else if (count > second) {
        second = count;
      }
    }
    if (bestCount < 2 || bestCount == second || bestCount * 12 < words.length) {
      return Optional.empty();
    }
    for (Language language : values()) {
      if (language.code.equals(best)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }
}
