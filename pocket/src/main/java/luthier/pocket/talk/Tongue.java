package luthier.pocket.talk;

import java.util.Locale;
import luthier.pocket.grammar.Dice;

/// A language that conversations are held in.
enum Tongue {
  EN,
  DE,
  ES,
  FR;

  /// Two-letter code, also the first part of the names of the rules in this language.
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The others 13 times of a hundred each. Since some kinds are in English only, this makes each
  /// of them a tenth of all conversations.
  static Tongue mostlyEnglish(Dice dice) {
    int at = dice.below(100);
    return at < 13 ? DE : at < 26 ? ES : at < 39 ? FR : EN;
  }

  /// A language other than English.
  static Tongue foreign(Dice dice) {
    return dice.pick(DE, ES, FR);
  }
}
