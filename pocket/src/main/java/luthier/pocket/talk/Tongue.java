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

  /// English seven times of ten, the others once each.
  static Tongue mostlyEnglish(Dice dice) {
    return switch (dice.below(10)) {
      case 0 -> DE;
      case 1 -> ES;
      case 2 -> FR;
      default -> EN;
    };
  }

  /// A language other than English.
  static Tongue foreign(Dice dice) {
    return dice.pick(DE, ES, FR);
  }
}
