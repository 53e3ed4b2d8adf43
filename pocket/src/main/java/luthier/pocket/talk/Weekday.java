package luthier.pocket.talk;

import java.util.Map;
import luthier.pocket.grammar.Entity;

/// Days of the week; `on` says when something happens on that day.
enum Weekday implements Value {
  MONDAY("Monday", "Montag", "lunes", "lundi"),
  TUESDAY("Tuesday", "Dienstag", "martes", "mardi"),
  WEDNESDAY("Wednesday", "Mittwoch", "miércoles", "mercredi"),
  THURSDAY("Thursday", "Donnerstag", "jueves", "jeudi"),
  FRIDAY("Friday", "Freitag", "viernes", "vendredi"),
  SATURDAY("Saturday", "Samstag", "sábado", "samedi"),
  SUNDAY("Sunday", "Sonntag", "domingo", "dimanche");

  private final String[] names;

  Weekday(String... names) {
    this.names = names;
  }

  String text(Tongue tongue) {
    return names[tongue.ordinal()];
  }

  @Override
  public Entity in(Tongue tongue) {
    String name = text(tongue);
    String on =
        switch (tongue) {
          case EN -> "on " + name;
          case DE -> "am " + name;
          case ES -> "el " + name;
          case FR -> name;
        };
    return new Entity(Map.of("name", name, "on", on));
  }
}
