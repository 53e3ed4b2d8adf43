package luthier.pocket.talk;

import java.util.List;
import java.util.Map;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Entity;

/// A day of a month without a year: "3 May". `on` says when something happens on that day.
record Day(int day, int month) implements Value, Comparable<Day> {

  private static final List<Integer> LENGTHS =
      List.of(31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);
  private static final List<List<String>> MONTHS =
      List.of(
          List.of(
              "January",
              "February",
              "March",
              "April",
              "May",
              "June",
              "July",
              "August",
              "September",
              "October",
              "November",
              "December"),
          List.of(
              "Januar",
              "Februar",
              "März",
              "April",
              "Mai",
              "Juni",
              "Juli",
              "August",
              "September",
              "Oktober",
              "November",
              "Dezember"),
          List.of(
              "enero",
              "febrero",
              "marzo",
              "abril",
              "mayo",
              "junio",
              "julio",
              "agosto",
              "septiembre",
              "octubre",
              "noviembre",
              "diciembre"),
          List.of(
              "janvier",
              "février",
              "mars",
              "avril",
              "mai",
              "juin",
              "juillet",
              "août",
              "septembre",
              "octobre",
              "novembre",
              "décembre"));

  static Day any(Dice dice) {
    int month = dice.between(1, 12);
    return new Day(dice.between(1, length(month)), month);
  }

  /// Days of the month, 28 for February.
  static int length(int month) {
    return LENGTHS.get(month - 1);
  }

  static String month(int month, Tongue tongue) {
    return MONTHS.get(tongue.ordinal()).get(month - 1);
  }

  /// @return the day that many days later, in a year without a 29 February
  Day plus(int days) {
    int newDay = day + days;
    int newMonth = month;
    while (newDay > length(newMonth)) {
      newDay -= length(newMonth);
      newMonth = newMonth % 12 + 1;
    }
    return new Day(newDay, newMonth);
  }

  String text(Tongue tongue) {
    String name = month(month, tongue);
    return switch (tongue) {
      case EN -> day + " " + name;
      case DE -> day + ". " + name;
      case ES -> day + " de " + name;
      case FR -> (day == 1 ? "1er" : day) + " " + name;
    };
  }

  @Override
  public Entity in(Tongue tongue) {
    String on =
        switch (tongue) {
          case EN -> "on ";
          case DE -> "am ";
          case ES -> "el ";
          case FR -> "le ";
        };
    return new Entity(Map.of("name", text(tongue), "on", on + text(tongue)));
  }

  @Override
  public int compareTo(Day other) {
    return month != other.month ? month - other.month : day - other.day;
  }
}
