package luthier.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `owner.name`, `owner[key]` and slices.
final class Access {

  private Access() {}

  /// The attribute, or the item of that name; undefined when there is neither.
  static Value attribute(Environment environment, Value owner, String name) {
    if (owner instanceof Undefined undefined) {
      throw undefined.error();
    }
    Value found = methodOrAttribute(environment, owner, name);
    if (found == null && owner instanceof Dict dict) {
      found = dict.get(Text.of(name));
    }
    return found == null ? Undefined.attribute(owner, name) : found;
  }

  private static @Nullable Value methodOrAttribute(
      Environment environment, Value owner, String name) {
    return switch (owner) {
      case Text text -> TextMethods.bound(environment, text, name);
      case Dict dict -> CollectionMethods.bound(dict, name);
      case Items items -> CollectionMethods.bound(environment, items, name);
      case Host host -> host.attribute(name);
      case Value.None _, Value.Bool _, Value.Int _, Value.Real _, Undefined _, Stream _ -> null;
    };
  }

  /// The item, or the attribute of that name; undefined when there is neither.
  static Value item(Environment environment, Value owner, Value key) {
    switch (owner) {
      case Undefined undefined -> throw undefined.error();
      case Dict dict -> {
        Value found = dict.get(key);
        if (found != null) {
          return found;
        }
      }
      case Items items when Numbers.isInteger(key) && !items.kind().view() -> {
        int index = Numbers.index(key, "an index");
        int at = index < 0 ? index + items.size() : index;
        return at >= 0 && at < items.size()
            ? items.values().get(at)
            : new Undefined(Types.name(owner) + " index " + index + " is out of range");
      }
      case Text text when Numbers.isInteger(key) -> {
        int index = Numbers.index(key, "an index");
        int length = text.length();
        int at = index < 0 ? index + length : index;
        return at >= 0 && at < length
            ? text.slice(text.unit(at), text.unit(at + 1))
            : new Undefined("string index " + index + " is out of range");
      }
      default -> {}
    }
    if (key instanceof Text name) {
      Value found = methodOrAttribute(environment, owner, name.chars());
      return found == null ? Undefined.attribute(owner, name.chars()) : found;
    }
    return new Undefined(
        "'" + Types.name(owner) + "' object has no element " + quoted(environment, key));
  }

  private static String quoted(Environment environment, Value key) {
    return key instanceof Host || key instanceof Stream
        ? Types.name(key)
        : Types.shorten(Printing.repr(environment, key).chars());
  }

  /// `owner[start:stop:step]` as Python slices.
  static Value slice(
      Environment environment,
      Value owner,
      @Nullable Value start,
      @Nullable Value stop,
      @Nullable Value step) {
    if (owner instanceof Undefined undefined) {
      throw undefined.error();
    }
    int by = position(step, 1);
    if (by == 0) {
      throw new TemplateError("slice step cannot be zero");
    }
    int length =
        switch (owner) {
          case Text text -> text.length();
          case Items items when !items.kind().view() -> items.size();
          default -> throw new TemplateError("'" + Types.name(owner) + "' object cannot be sliced");
        };
    int from = clamp(position(start, by > 0 ? 0 : length - 1), start != null, length, by);
    int to =
        stop == null || stop instanceof Value.None
            ? (by > 0 ? length : -1)
            : clamp(position(stop, 0), true, length, by);
    List<Integer> picked = new ArrayList<>();
    for (long i = from; by > 0 ? i < to : i > to; i += by) {
      picked.add((int) i);
    }
    environment.meter().items(picked.size());
    if (owner instanceof Text text) {
      if (by == 1) {
        return from < to ? text.slice(text.unit(from), text.unit(to)) : Text.EMPTY;
      }
      TextBuilder out = environment.newText();
      int[] units = units(text, length);
      for (int i : picked) {
        out.append(text, units[i], units[i + 1]);
      }
      return out.toText();
    }
    Items items = (Items) owner;
    List<Value> values = picked.stream().map(items.values()::get).toList();
    return items.kind().tuple() ? Items.tuple(values) : new Items(items.kind(), values);
  }

  private static int[] units(Text text, int length) {
    int[] units = new int[length + 1];
    int unit = 0;
    for (int i = 0; i < length; i++) {
      units[i] = unit;
      unit += Character.charCount(text.chars().codePointAt(unit));
    }
    units[length] = unit;
    return units;
  }

  private static int position(@Nullable Value value, int absent) {
    return value == null || value instanceof Value.None
        ? absent
        : Numbers.index(value, "a slice index");
  }

  private static int clamp(int index, boolean given, int length, int by) {
    int at = given && index < 0 ? index + length : index;
    if (by > 0) {
      return Math.clamp(at, 0, length);
    }
    return Math.clamp(at, -1, length - 1);
  }
}
