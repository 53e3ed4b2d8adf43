package luthier.pocket;

import luthier.pocket.grammar.Grammar;

/// The tables and rules that the generators share.
final class Resources {

  private Resources() {}

  static Grammar grammar() {
    return Grammar.load(
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
        "things.table",
        "toys.table",
        "describe.rules",
        "deutsch.rules",
        "espanol.rules",
        "francais.rules",
        "howto.rules",
        "notes.rules",
        "stories.rules",
        "stories-child.rules",
        "stories-tales.rules",
        "stories-town.rules");
  }
}
