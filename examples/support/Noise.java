import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Makes a customer's text look typed by a person in a hurry. Words with digits stay as they are: a
/// typo in an order number or in a number of days would change what the right answer is.
final class Noise {

  private static final Map<String, String> CONTRACTIONS =
      Map.ofEntries(
          Map.entry("do not", "don't"),
          Map.entry("does not", "doesn't"),
          Map.entry("did not", "didn't"),
          Map.entry("is not", "isn't"),
          Map.entry("has not", "hasn't"),
          Map.entry("have not", "haven't"),
          Map.entry("cannot", "can't"),
          Map.entry("I am", "I'm"),
          Map.entry("I will", "I'll"),
          Map.entry("I would", "I'd"),
          Map.entry("We are", "We're"),
          Map.entry("it is", "it's"));

  private static final Map<String, String> SLANG =
      Map.of("you", "u", "please", "pls", "your", "ur", "because", "cuz", "and", "n");

  private final RandomGenerator random;

  Noise(RandomGenerator random) {
    this.random = random;
  }

  /// A text in the manner of this customer.
  String apply(String text, String language, boolean slang, boolean angry) {
    String result = text;
    if (language.equals("en") && (slang || random.nextInt(100) < 60)) {
      result = contract(result);
    }
    if (slang) {
      return typos(lower(simplify(result, language, 90), language), 6);
    }
    int roll = random.nextInt(100);
    if (angry && roll < 15) {
      return simplify(result, language, 50).toUpperCase(Locale.ROOT);
    }
    if (roll < 24) {
      return typos(lower(simplify(result, language, 90), language), 5);
    }
    if (roll < 44) {
      return typos(simplify(result, language, 40), 7);
    }
    return result;
  }

  private static String contract(String text) {
    String result = text;
    for (String full : CONTRACTIONS.keySet().stream().sorted().toList()) {
      String pattern = "\\b" + full + "\\b(?= \\w)";
      result = result.replaceAll(pattern, CONTRACTIONS.get(full));
    }
    return result;
  }

  private String lower(String text, String language) {
    String result = text.toLowerCase(Locale.ROOT);
    if (random.nextInt(100) < 60) {
      result = result.replaceAll("\\.(\\s|$)", "$1").replace(",", "");
    }
    if (language.equals("en") && random.nextInt(100) < 40) {
      StringBuilder out = new StringBuilder();
      for (String word : result.split("(?<= )")) {
        String bare = word.strip();
        out.append(SLANG.containsKey(bare) ? word.replace(bare, SLANG.get(bare)) : word);
      }
      result = out.toString().replace("'", "");
    }
    return result;
  }

  /// Leaves out what is laborious to type: umlauts, accents, opening marks.
  private String simplify(String text, String language, int percent) {
    if (random.nextInt(100) >= percent) {
      return text;
    }
    if (language.equals("de")) {
      return text.replace("ß", "ss")
          .replace("ä", "ae")
          .replace("ö", "oe")
          .replace("ü", "ue")
          .replace("Ä", "Ae")
          .replace("Ö", "Oe")
          .replace("Ü", "Ue");
    }
    if (language.equals("es")) {
      String plain = java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFD);
      return java.text.Normalizer.normalize(
              plain.replaceAll("[\\u0300\\u0301\\u0308]", ""), java.text.Normalizer.Form.NFC)
          .replace("¿", "")
          .replace("¡", "")
          .replace("º", "");
    }
    return text;
  }

  private String typos(String text, int percent) {
    StringBuilder out = new StringBuilder();
    for (String word : text.split("(?<=\\s)")) {
      boolean candidate = word.strip().length() >= 5 && word.chars().noneMatch(Character::isDigit);
      out.append(candidate && random.nextInt(100) < percent ? typo(word) : word);
    }
    return out.toString();
  }

  private String typo(String word) {
    int at = random.nextInt(1, word.strip().length() - 2);
    char first = word.charAt(at);
    char second = word.charAt(at + 1);
    if (!Character.isLetter(first) || !Character.isLetter(second)) {
      return word;
    }
    String head = word.substring(0, at);
    String tail = word.substring(at + 2);
    return switch (random.nextInt(3)) {
      case 0 -> head + second + first + tail;
      case 1 -> head + second + tail;
      default -> head + first + first + second + tail;
    };
  }
}
