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
        "noises.table",
        "people.table",
        "places.table",
        "skills.table",
        "things.table",
        "toys.table",
        "describe.rules",
        "howto.rules",
        "notes.rules",
        "stories.rules",
        "stories-child.rules",
        "stories-tales.rules",
        "stories-town.rules");
  }
}
