package luthier.pocket.talk;

import java.util.LinkedHashMap;
import java.util.Map;
import luthier.pocket.grammar.Entity;

/// A length of time.
///
/// @param inWords whether the number is written in words
record Span(int count, Unit unit, boolean inWords) implements Value {

  /// Units of time, with their words: one; one (dative for German); many; many (dative).
  enum Unit {
    MINUTE(
        1,
        "a minute",
        "minutes",
        "eine Minute",
        "einer Minute",
        "Minuten",
        "Minuten",
        "un minuto",
        "minutos",
        "une minute",
        "minutes"),
    HOUR(
        60,
        "an hour",
        "hours",
        "eine Stunde",
        "einer Stunde",
        "Stunden",
        "Stunden",
        "una hora",
        "horas",
        "une heure",
        "heures"),
    DAY(
        1440,
        "a day",
        "days",
        "ein Tag",
        "einem Tag",
        "Tage",
        "Tagen",
        "un día",
        "días",
        "un jour",
        "jours"),
    WEEK(
        10080,
        "a week",
        "weeks",
        "eine Woche",
        "einer Woche",
        "Wochen",
        "Wochen",
        "una semana",
        "semanas",
        "une semaine",
        "semaines"),
    MONTH(
        43800,
        "a month",
        "months",
        "ein Monat",
        "einem Monat",
        "Monate",
        "Monaten",
        "un mes",
        "meses",
        "un mois",
        "mois"),
    YEAR(
        525600,
        "a year",
        "years",
        "ein Jahr",
        "einem Jahr",
        "Jahre",
        "Jahren",
        "un año",
        "años",
        "un an",
        "ans");

    final int minutes;
    private final String[] words;

    Unit(int minutes, String... words) {
      this.minutes = minutes;
      this.words = words;
    }

    String one(Tongue tongue) {
      return words[new int[] {0, 2, 6, 8}[tongue.ordinal()]];
    }

    String oneDative(Tongue tongue) {
      return tongue == Tongue.DE ? words[3] : one(tongue);
    }

    String many(Tongue tongue) {
      return words[new int[] {1, 4, 7, 9}[tongue.ordinal()]];
    }

    String manyDative(Tongue tongue) {
      return tongue == Tongue.DE ? words[5] : many(tongue);
    }

    /// The noun alone, singular.
    String noun(Tongue tongue) {
      String one = one(tongue);
      return one.substring(one.indexOf(' ') + 1);
    }
  }

  Span(int count, Unit unit) {
    this(count, unit, false);
  }

  static Span days(int count) {
    return new Span(count, Unit.DAY);
  }

  /// Length in minutes; months and years count with their average length.
  long minutes() {
    return (long) count * unit.minutes;
  }

  Span withWords() {
    return new Span(count, unit, true);
  }

  @Override
  public Entity in(Tongue tongue) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("name", count == 1 ? one(tongue) : number(tongue) + " " + unit.many(tongue));
    words.put(
        "dat", count == 1 ? oneDative(tongue) : number(tongue) + " " + unit.manyDative(tongue));
    words.put(
        "acc",
        count == 1 && unit != Unit.YEAR
            ? words.get("name").replaceFirst("^ein (?=Tag|Monat)", "einen ")
            : words.get("name"));
    words.put("ago", ago(words.get("dat"), tongue));
    words.put("number", Integer.toString(count));
    return new Entity(words);
  }

  private String number(Tongue tongue) {
    return inWords ? Numerals.words(count, tongue) : Integer.toString(count);
  }

  private String one(Tongue tongue) {
    return inWords || tongue != Tongue.EN
        ? unit.one(tongue).replaceFirst("^an? ", "one ")
        : "1 " + unit.noun(tongue);
  }

  private String oneDative(Tongue tongue) {
    return tongue == Tongue.DE ? unit.oneDative(tongue) : one(tongue);
  }

  private static String ago(String dative, Tongue tongue) {
    return switch (tongue) {
      case EN -> dative + " ago";
      case DE -> "vor " + dative;
      case ES -> "hace " + dative;
      case FR -> "il y a " + dative;
    };
  }
}
