package luthier.jinja;

import org.jspecify.annotations.Nullable;

/// The methods of dictionaries and lists that do not change them. Those that would are refused, as
/// Jinja's immutable sandbox does.
final class CollectionMethods {

  private CollectionMethods() {}

  static @Nullable Value bound(Dict dict, String name) {
    return switch (name) {
      case "items" ->
          new Function(
              name,
              a -> {
                a.end();
                return new Items(Items.Kind.ITEMS, dict.pairs());
              });
      case "keys" ->
          new Function(
              name,
              a -> {
                a.end();
                return dict.keys(Items.Kind.KEYS);
              });
      case "values" ->
          new Function(
              name,
              a -> {
                a.end();
                return dict.values();
              });
      case "copy" ->
          new Function(
              name,
              a -> {
                a.end();
                return dict;
              });
      case "get" ->
          new Function(
              name,
              a -> {
                Value key = a.required("key");
                Value absent = a.optional("default", Value.NONE);
                a.end();
                Value found = dict.get(key);
                return found == null ? absent : found;
              });
      case "clear", "pop", "popitem", "setdefault", "update" -> refused(name);
      default -> null;
    };
  }

  static @Nullable Value bound(Environment environment, Items items, String name) {
    if (items.kind() == Items.Kind.GROUP) {
      switch (name) {
        case "grouper" -> {
          return items.values().get(0);
        }
        case "list" -> {
          return items.values().get(1);
        }
        default -> {}
      }
    }
    return switch (name) {
      case "copy" ->
          new Function(
              name,
              a -> {
                a.end();
                return items;
              });
      case "count" ->
          new Function(
              name,
              a -> {
                Value wanted = a.required("value");
                a.end();
                return Value.of(
                    items.values().stream()
                        .filter(v -> Operators.equal(environment, v, wanted))
                        .count());
              });
      case "index" -> new Function(name, a -> index(environment, items, a));
      case "append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort" ->
          items.kind() == Items.Kind.LIST ? refused(name) : null;
      default -> null;
    };
  }

  private static Value index(Environment environment, Items items, Arguments arguments) {
    Value wanted = arguments.required("value");
    arguments.end();
    for (int i = 0; i < items.size(); i++) {
      if (Operators.equal(environment, items.values().get(i), wanted)) {
        return Value.of(i);
      }
    }
    throw new TemplateError("the value is not in the list");
  }

  private static Value refused(String name) {
    return new Function(
        name,
        _ -> {
          throw new TemplateError("'" + name + "' would change a value; templates must not");
        });
  }
}
