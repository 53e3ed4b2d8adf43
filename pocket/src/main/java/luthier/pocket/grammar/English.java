package luthier.pocket.grammar;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The few rules of English that templates need: articles, plurals, lists, capitals, number words.
public final class English {

  private static final Set<String> SILENT_H = Set.of("hour", "honest", "honour", "heir", "honor");
  private static final List<String> SPOKEN_LIKE_YOU_OR_WON =
      List.of("uni", "use", "usu", "euro", "one", "once", "ufo", "uten", "ukulele", "ewe");
  private static final List<String> STILL_VOWEL = List.of("unin", "unim", "unid", "unus", "unint");
  private static final Map<String, String> ODD_PLURALS =
      Map.ofEntries(
          Map.entry("child", "children"),
          Map.entry("man", "men"),
          Map.entry("woman", "women"),
          Map.entry("foot", "feet"),
          Map.entry("tooth", "teeth"),
          Map.entry("mouse", "mice"),
          Map.entry("goose", "geese"),
          Map.entry("sheep", "sheep"),
          Map.entry("fish", "fish"),
          Map.entry("deer", "deer"),
          Map.entry("knife", "knives"),
          Map.entry("leaf", "leaves"),
          Map.entry("wolf", "wolves"),
          Map.entry("shelf", "shelves"),
          Map.entry("loaf", "loaves"),
          Map.entry("half", "halves"),
          Map.entry("life", "lives"),
          Map.entry("wife", "wives"),
          Map.entry("thief", "thieves"),
          Map.entry("person", "people"),
          Map.entry("ox", "oxen"),
          Map.entry("potato", "potatoes"),
          Map.entry("tomato", "tomatoes"),
          Map.entry("hero", "heroes"),
          Map.entry("echo", "echoes"),
          Map.entry("mosquito", "mosquitoes"),
          Map.entry("volcano", "volcanoes"),
          Map.entry("scarf", "scarves"),
          Map.entry("calf", "calves"),
          Map.entry("moose", "moose"),
          Map.entry("salmon", "salmon"),
          Map.entry("trout", "trout"),
          Map.entry("squid", "squid"),
          Map.entry("postman", "postmen"),
          Map.entry("fireman", "firemen"),
          Map.entry("snowman", "snowmen"),
          Map.entry("policeman", "policemen"),
          Map.entry("mango", "mangoes"),
          Map.entry("elf", "elves"),
          Map.entry("dwarf", "dwarfs"),
          Map.entry("roof", "roofs"),
          Map.entry("scissors", "scissors"),
          Map.entry("glasses", "glasses"),
          Map.entry("trousers", "trousers"),
          Map.entry("fisherman", "fishermen"));
  private static final String[] SMALL = {
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen"
  };
  private static final String[] TENS = {
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"
  };

  private English() {}

  /// @return `phrase` with "a" or "an" before it
  public static String withArticle(String phrase) {
    return (startsWithVowelSound(phrase) ? "an " : "a ") + phrase;
  }

  static boolean startsWithVowelSound(String phrase) {
    String word = phrase.toLowerCase(Locale.ROOT).split("[ -]")[0];
    if (SILENT_H.stream().anyMatch(word::startsWith)) {
      return true;
    }
    if (word.matches("8.*|11|18")) {
      return true;
    }
    if (STILL_VOWEL.stream().anyMatch(word::startsWith)) {
      return true;
    }
    if (SPOKEN_LIKE_YOU_OR_WON.stream().anyMatch(word::startsWith)) {
      return false;
    }
    return !word.isEmpty() && "aeiou".indexOf(word.charAt(0)) >= 0;
  }

  /// @param noun a singular noun, possibly with words before it: "red ball"
  public static String plural(String noun) {
    int blank = noun.lastIndexOf(' ');
    String before = noun.substring(0, blank + 1);
    String word = noun.substring(blank + 1);
    String odd = ODD_PLURALS.get(word);
    if (odd != null) {
      return before + odd;
    }
    if (word.matches(".*(s|x|z|ch|sh)")) {
      return before + word + "es";
    }
    if (word.matches(".*[^aeiou]y")) {
      return before + word.substring(0, word.length() - 1) + "ies";
    }
    return before + word + "s";
  }

  /// @return "1 apple", "3 apples"
  public static String count(int number, String noun) {
    return number + " " + (number == 1 ? noun : plural(noun));
  }

  /// @return "a", "a and b", "a, b and c"
  public static String list(List<String> items) {
    return list(items, "and");
  }

  public static String list(List<String> items, String last) {
    if (items.size() == 1) {
      return items.get(0);
    }
    int end = items.size() - 1;
    return String.join(", ", items.subList(0, end)) + " " + last + " " + items.get(end);
  }

  public static String capitalised(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /// @param number from 0 to 999,999
  public static String inWords(int number) {
    if (number < 20) {
      return SMALL[number];
    }
    if (number < 100) {
      return TENS[number / 10] + (number % 10 == 0 ? "" : "-" + SMALL[number % 10]);
    }
    if (number < 1000) {
      return SMALL[number / 100]
          + " hundred"
          + (number % 100 == 0 ? "" : " and " + inWords(number % 100));
    }
    int rest = number % 1000;
    String tail = rest == 0 ? "" : (rest < 100 ? " and " : " ") + inWords(rest);
    return inWords(number / 1000) + " thousand" + tail;
  }
}
