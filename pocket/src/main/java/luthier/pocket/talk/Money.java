package luthier.pocket.talk;

import java.util.Map;
import luthier.pocket.grammar.Entity;

/// An amount in euros.
record Money(int cents) implements Value {

  static Money euros(int euros) {
    return new Money(euros * 100);
  }

  @Override
  public Entity in(Tongue tongue) {
    return new Entity(Map.of("name", text(tongue), "digits", digits(tongue)));
  }

  String text(Tongue tongue) {
    if (cents < 100) {
      return cents
          + switch (tongue) {
            case EN -> cents == 1 ? " cent" : " cents";
            case DE -> " Cent";
            case ES -> cents == 1 ? " céntimo" : " céntimos";
            case FR -> cents == 1 ? " centime" : " centimes";
          };
    }
    return digits(tongue)
        + switch (tongue) {
          case EN, ES -> cents == 100 ? " euro" : " euros";
          case DE -> " Euro";
          case FR -> cents < 200 ? " euro" : " euros";
        };
  }

  private String digits(Tongue tongue) {
    if (cents % 100 == 0) {
      return Integer.toString(cents / 100);
    }
    int rest = cents % 100;
    return cents / 100 + (tongue == Tongue.EN ? "." : ",") + (rest < 10 ? "0" : "") + rest;
  }
}
