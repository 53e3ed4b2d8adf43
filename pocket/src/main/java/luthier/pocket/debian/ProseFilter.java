package luthier.pocket.debian;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Tells running text from everything else that documentation holds.
final class ProseFilter {

  private static final int SHORTEST = 45;
  private static final int LONGEST = 2500;

  /// Words that mark licence texts, notices and editorial boiler-plate.
  private static final List<String> BOILER_PLATE =
      List.of(
          "copyright",
          "without warranty",
          "without any warranty",
          "merchantability",
          "permission is granted",
          "all rights reserved",
          "license",
          "licence",
          "lizenz",
          "licencia",
          "garantía",
          "garantie,",
          "table of contents",
          "free software foundation",
          "trademark",
          "javascript",
          "cookie",
          "isbn",
          "this page was",
          "@end",
          "xmlns",
          "gfdl",
          "gpl",
          "translated by",
          "translator",
          "übersetz",
          "traduc",
          "release notes",
          "bug report",
          "mailing list",
          "reporting bugs",
          "command line",
          "command-line",
          "befehlszeile",
          "línea de órdenes",
          "ligne de commande",
          "see the section",
          "see section",
          "see chapter",
          "siehe abschnitt",
          "siehe kapitel",
          "vea sección",
          "voir section",
          "daemon",
          "kernel",
          "compiler",
          "boolean",
          "dpkg",
          "stdin",
          "stdout",
          "localhost",
          "deprecated");

  /// Signs of markup, code and formulas; prose can do without them.
  private static final String CODE_SIGNS = "{}<>|\\=_#$@*~^+[]";

  /// A path through menus: `Format - Page Style`.
  private static final Pattern MENU_PATH =
      Pattern.compile("\\p{Lu}[\\p{L}/]* - \\p{Lu}|\\(\\d\\)|\\w\\(\\)|:\\w+:|\\bF\\d{1,2}\\b");

  /// Crude words: a small general model need not know them.
  private static final List<String> CRUDE =
      List.of(
          "fuck",
          "shit",
          "cunt",
          "whore",
          "bitch",
          "penis",
          "vagina",
          "sexual",
          "copulat",
          "prostitut",
          "nigger",
          "faggot",
          "genital",
          "semen",
          "bastard",
          "slut",
          "porn",
          "erotic",
          "nazi",
          "rape",
          "coitus",
          "breasts",
          "testic",
          "anus",
          "urin",
          "feces",
          "excrement",
          "negro",
          "jew",
          "homosex",
          "intercourse",
          "suicid",
          "heroin",
          "cocaine",
          "masturb",
          "orgasm",
          "buttocks",
          "scheisse",
          "scheiße",
          "hure");

  private ProseFilter() {}

  /// @param paragraph one line of text, typography already plain
  /// @return whether it reads as one or more whole sentences of general prose
  static boolean accepts(String paragraph) {
    int length = paragraph.length();
    if (length < SHORTEST
        || length > LONGEST
        || !endsLikeASentence(paragraph)
        || !startsLikeASentence(paragraph)) {
      return false;
    }
    return hasTheLettersOfProse(paragraph) && hasTheWordsOfProse(paragraph) && isDecent(paragraph);
  }

  /// @return whether a heading is plain words that may introduce the prose after it
  static boolean acceptsHeading(String heading) {
    if (heading.length() > 80
        || heading.length() < 8
        || heading.indexOf(' ') < 1
        || !Character.isUpperCase(heading.charAt(0))
        || heading.equals(heading.toUpperCase(Locale.ROOT))) {
      return false;
    }
    int plain = 0;
    for (int i = 0; i < heading.length(); i++) {
      char c = heading.charAt(i);
      plain += Character.isLetter(c) || c == ' ' || c == ',' || c == '\'' ? 1 : 0;
    }
    return plain >= heading.length() - 2 && isDecent(heading);
  }

  /// @return whether no crude word and no boiler-plate is in the text
  static boolean isDecent(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (String phrase : BOILER_PLATE) {
      if (lower.contains(phrase)) {
        return false;
      }
    }
    for (String word : CRUDE) {
      int at = lower.indexOf(word);
      if (at >= 0 && (at == 0 || !Character.isLetter(lower.charAt(at - 1)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean endsLikeASentence(String paragraph) {
    int end = paragraph.length() - 1;
    while (end > 0 && "\"')]".indexOf(paragraph.charAt(end)) >= 0) {
      end--;
    }
    char last = paragraph.charAt(end);
    if (last == '.') {
      return !paragraph.endsWith("...")
              && end > 2
              && Character.isLetterOrDigit(paragraph.charAt(end - 1))
          || paragraph.charAt(end - 1) == ')'
          || paragraph.charAt(end - 1) == '"';
    }
    return last == '!' || last == '?';
  }

  private static boolean startsLikeASentence(String paragraph) {
    char first = paragraph.charAt(0);
    if ("\"'¿¡(".indexOf(first) >= 0) {
      first = paragraph.charAt(1);
    }
    return Character.isUpperCase(first);
  }

  private static boolean hasTheLettersOfProse(String paragraph) {
    int letters = 0;
    int signs = 0;
    int digits = 0;
    int foreign = 0;
    int upper = 0;
    for (int i = 0; i < paragraph.length(); i++) {
      char c = paragraph.charAt(i);
      if (Character.isLetter(c)) {
        letters++;
        foreign += c > '\u024f' ? 1 : 0;
        upper += Character.isUpperCase(c) ? 1 : 0;
      } else if (Character.isDigit(c)) {
        digits++;
      } else if (CODE_SIGNS.indexOf(c) >= 0) {
        return false;
      } else if ("/%&".indexOf(c) >= 0) {
        signs++;
      } else if (c > '\u024f') {
        foreign++;
      }
    }
    int length = paragraph.length();
    return letters * 100 >= length * 72
        && signs * 100 <= length
        && digits * 100 <= length * 4
        && upper * 100 <= letters * 14
        && foreign == 0;
  }

  private static boolean hasTheWordsOfProse(String paragraph) {
    String[] words = paragraph.split(" ");
    if (words.length < 8) {
      return false;
    }
    int odd = 0;
    for (String word : words) {
      odd += isOdd(word) ? 1 : 0;
    }
    double average = (double) paragraph.length() / words.length;
    return odd * 12 <= words.length
        && average >= 4
        && average <= 9.5
        && !paragraph.contains("http")
        && !paragraph.contains(" , ")
        && !paragraph.contains(" . ")
        && !paragraph.contains("( ")
        && !paragraph.contains(" )")
        && !paragraph.contains("--")
        && !paragraph.contains("..")
        && !MENU_PATH.matcher(paragraph).find();
  }

  /// A word with a sign or a digit or a capital in its middle: a path, an option, an identifier.
  private static boolean isOdd(String word) {
    if (word.length() > 24) {
      return true;
    }
    for (int i = 1; i < word.length() - 1; i++) {
      char c = word.charAt(i);
      boolean plain = Character.isLetter(c) || c == '\'' || c == '-' || c == ',' || c == '.';
      if (!plain || Character.isUpperCase(c) && Character.isLowerCase(word.charAt(i - 1))) {
        return true;
      }
    }
    return false;
  }
}
