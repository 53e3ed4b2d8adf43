package luthier.pocket.talk;

import luthier.pocket.grammar.Dice;

/// Numbers of orders, cards, bookings and tickets.
final class Codes {

  private static final String LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";

  private Codes() {}

  static String next(Dice dice) {
    return switch (dice.below(8)) {
      case 0 -> letter(dice) + "-" + dice.between(100, 999);
      case 1 -> letter(dice) + letter(dice) + dice.between(1000, 9999);
      case 2 -> letter(dice) + dice.between(100, 99999);
      case 3 -> Integer.toString(dice.between(1000, 9999));
      case 4 -> Integer.toString(dice.between(100000, 999999));
      default -> Integer.toString(dice.between(10000, 99999));
    };
  }

  private static String letter(Dice dice) {
    return String.valueOf(LETTERS.charAt(dice.below(LETTERS.length())));
  }
}
