import java.util.List;
import java.util.Locale;

/// A product with its forms in one language.
record Item(String language, String article, String noun) {

  static Item of(String language, String name) {
    int space = language.equals("en") ? -1 : name.indexOf(' ');
    return new Item(language, name.substring(0, Math.max(space, 0)), name.substring(space + 1));
  }

  /// Fills every slot of a phrase; a slot that starts with a capital letter gives a capital.
  String fill(String phrase) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int open = phrase.indexOf('{'); open >= 0; open = phrase.indexOf('{', from)) {
      int close = phrase.indexOf('}', open);
      String slot = phrase.substring(open + 1, close);
      out.append(phrase, from, open).append(form(slot));
      from = close + 1;
    }
    return out.append(phrase, from, phrase.length()).toString();
  }

  private String form(String slot) {
    if (slot.equals("N") || slot.equals("item")) {
      return noun;
    }
    String lower = slot.toLowerCase(Locale.ROOT);
    String form =
        switch (language) {
          case "en" -> english(lower);
          case "de" -> german(lower);
          default -> spanish(lower);
        };
    boolean capital = Character.isUpperCase(slot.charAt(0));
    return capital ? Character.toUpperCase(form.charAt(0)) + form.substring(1) : form;
  }

  private String english(String slot) {
    if (!slot.equals("a")) {
      throw new IllegalStateException("unknown slot {" + slot + "}");
    }
    return ("aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
  }

  private String german(String slot) {
    int gender = List.of("der", "die", "das").indexOf(article);
    return switch (slot) {
      case "der" -> article + " " + noun;
      case "den" -> pick(gender, "den ", "die ", "das ") + noun;
      case "dem" -> pick(gender, "dem ", "der ", "dem ") + noun;
      case "vom" -> pick(gender, "vom ", "von der ", "vom ") + noun;
      case "mein" -> pick(gender, "mein ", "meine ", "mein ") + noun;
      case "meinen" -> pick(gender, "meinen ", "meine ", "mein ") + noun;
      case "er" -> pick(gender, "er", "sie", "es");
      case "ihn" -> pick(gender, "ihn", "sie", "es");
      default -> throw new IllegalStateException("unknown slot {" + slot + "}");
    };
  }

  private String spanish(String slot) {
    int gender = article.equals("la") ? 1 : 0;
    return switch (slot) {
      case "el" -> article + " " + noun;
      case "del" -> pick(gender, "del ", "de la ") + noun;
      case "al" -> pick(gender, "al ", "a la ") + noun;
      case "mi" -> "mi " + noun;
      case "lo" -> pick(gender, "lo", "la");
      case "o" -> pick(gender, "o", "a");
      default -> throw new IllegalStateException("unknown slot {" + slot + "}");
    };
  }

  private static String pick(int gender, String... forms) {
    return forms[gender];
  }
}
