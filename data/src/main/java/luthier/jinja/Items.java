package luthier.jinja;

import java.util.List;

/// A finite sequence whose items are all there: Python's list, tuple, range and dictionary views.
///
/// @param kind which of them; decides printing, equality and what may be asked
record Items(Kind kind, List<Value> values) implements Value {

  enum Kind {
    LIST("list"),
    TUPLE("tuple"),
    /// What `groupby` yields: a tuple that also has the attributes `grouper` and `list`.
    GROUP("tuple"),
    RANGE("range"),
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    private final String typeName;

    Kind(String typeName) {
      this.typeName = typeName;
    }

    String typeName() {
      return typeName;
    }

    boolean tuple() {
      return this == TUPLE || this == GROUP;
    }

    /// Views have no order to index by.
    boolean view() {
      return this == KEYS || this == VALUES || this == ITEMS;
    }
  }

  static final Items NO_LIST = list(List.of());

  Items {
    values = List.copyOf(values);
  }

  static Items list(List<? extends Value> values) {
    return new Items(Kind.LIST, List.copyOf(values));
  }

  static Items tuple(List<? extends Value> values) {
    return new Items(Kind.TUPLE, List.copyOf(values));
  }

  static Items tuple(Value... values) {
    return new Items(Kind.TUPLE, List.of(values));
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  int size() {
    return values.size();
  }
}
