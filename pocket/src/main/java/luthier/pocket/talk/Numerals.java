package luthier.pocket.talk;

import java.util.List;
import luthier.pocket.grammar.English;

/// Small numbers in words.
final class Numerals {

  private static final List<String> DE =
      List.of(
          ("null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn"
                  + " fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig")
              .split(" "));
  private static final List<String> ES =
      List.of(
          ("cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce"
                  + " quince dieciséis diecisiete dieciocho diecinueve veinte")
              .split(" "));
  private static final List<String> FR =
      List.of(
          ("zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze"
                  + " quinze seize dix-sept dix-huit dix-neuf vingt")
              .split(" "));

  private Numerals() {}

  /// @return the number in words; in digits where this class does not know the word
  static String words(int number, Tongue tongue) {
    if (tongue == Tongue.EN) {
      return number >= 0 && number < 1_000_000 ? English.inWords(number) : Integer.toString(number);
    }
    List<String> known =
        switch (tongue) {
          case DE -> DE;
          case ES -> ES;
          default -> FR;
        };
    return number >= 0 && number <= 20 ? known.get(number) : Integer.toString(number);
  }
}
