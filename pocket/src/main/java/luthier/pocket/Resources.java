package luthier.pocket;

import java.util.List;
import luthier.pocket.grammar.Grammar;

/// The tables and rules that the generators share.
final class Resources {

  static final List<String> FILES =
      List.of(
          "actes.table",
          "actos.table",
          "acts.table",
          "animals.table",
          "clothes.table",
          "countries.table",
          "critters.table",
          "fears.table",
          "foods.table",
          "jobs.table",
          "leute.table",
          "noises.table",
          "people.table",
          "personas.table",
          "personnes.table",
          "places.table",
          "skills.table",
          "taten.table",
          "things.table",
          "toys.table",
          "days.rules",
          "describe.rules",
          "deutsch.rules",
          "espanol.rules",
          "francais.rules",
          "help.rules",
          "howto.rules",
          "notes.rules",
          "stories.rules",
          "stories-child.rules",
          "stories-tales.rules",
          "stories-town.rules");

  private Resources() {}

  static Grammar grammar() {
    return Grammar.load(FILES.toArray(String[]::new));
  }
}
