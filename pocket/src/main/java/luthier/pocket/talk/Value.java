package luthier.pocket.talk;

import java.util.Map;
import luthier.pocket.grammar.Entity;

/// A meaning that every language words in its own way: a span of time, an amount, a thing.
@FunctionalInterface
interface Value {

  /// @return the words for it; `name` is the one that stands alone
  Entity in(Tongue tongue);

  /// A value that is the same in every language: a name, a number.
  static Value of(String text) {
    Entity entity = new Entity(Map.of("name", text));
    return _ -> entity;
  }
}
