package luthier.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An immutable mapping in insertion order. Keys are found as Python finds them: by equality, `1`,
/// `1.0` and `True` being one key.
final class Dict implements Value {

  static final Dict EMPTY = new Dict(new LinkedHashMap<>(), -1);

  /// One key with its value.
  record Entry(Value key, Value value) {}

  private record TupleKey(List<Object> keys) {}

  private final Map<Object, Entry> entries;
  private final int item;

  private Dict(Map<Object, Entry> entries, int item) {
    this.entries = entries;
    this.item = item;
  }

  /// Index of the traced item that this is, -1 for others.
  int item() {
    return item;
  }

  int size() {
    return entries.size();
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  @Nullable Value get(Value key) {
    Entry entry = entries.get(lookupKey(key));
    return entry == null ? null : entry.value();
  }

  boolean contains(Value key) {
    return entries.containsKey(lookupKey(key));
  }

  Items keys(Items.Kind kind) {
    List<Value> keys = new ArrayList<>(entries.size());
    entries.values().forEach(entry -> keys.add(entry.key()));
    return new Items(kind, keys);
  }

  Items values() {
    List<Value> values = new ArrayList<>(entries.size());
    entries.values().forEach(entry -> values.add(entry.value()));
    return new Items(Items.Kind.VALUES, values);
  }

  /// Pairs of key and value, as tuples.
  List<Value> pairs() {
    List<Value> pairs = new ArrayList<>(entries.size());
    entries.values().forEach(entry -> pairs.add(Items.tuple(entry.key(), entry.value())));
    return pairs;
  }

  /// What two keys that Python finds equal have in common.
  ///
  /// @throws TemplateError when the value cannot be a key
  private static Object lookupKey(Value key) {
    return switch (key) {
      case Text text -> text.chars();
      case Bool bool -> Numbers.integer(bool);
      case Int integer -> integer.value();
      case Real real -> Numbers.lookupKey(real.value());
      case None none -> none;
      case Items items when items.kind().tuple() -> {
        List<Object> keys = new ArrayList<>(items.size());
        items.values().forEach(value -> keys.add(lookupKey(value)));
        yield new TupleKey(keys);
      }
      case Host host -> host;
      case Undefined _ -> Undefined.class;
      case Items _, Dict _, Stream _ ->
          throw new TemplateError("a " + Types.name(key) + " cannot be the key of a dictionary");
    };
  }

  static final class Builder {

    private final Map<Object, Entry> entries = new LinkedHashMap<>();

    /// A later value replaces an earlier one, in its place.
    Builder put(Value key, Value value) {
      Object lookup = lookupKey(key);
      Entry before = entries.get(lookup);
      entries.put(lookup, new Entry(before == null ? key : before.key(), value));
      return this;
    }

    Builder putAll(Dict dict) {
      dict.entries().forEach(entry -> put(entry.key(), entry.value()));
      return this;
    }

    Dict build() {
      return build(-1);
    }

    Dict build(int item) {
      return new Dict(new LinkedHashMap<>(entries), item);
    }
  }
}
