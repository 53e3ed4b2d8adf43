package luthier.jinja;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The filters of values and sequences; those of texts are in [TextFilters].
final class Filters {

  private final Environment environment;
  private final Tests tests;

  Filters(Environment environment, Tests tests) {
    this.environment = environment;
    this.tests = tests;
  }

  /// Whether there is a filter of that name.
  static boolean exists(String name) {
    return NAMES.contains(name) || TextFilters.NAMES.contains(name);
  }

  private static final Set<String> NAMES =
      Set.of(
          "abs",
          "attr",
          "batch",
          "count",
          "d",
          "default",
          "dictsort",
          "first",
          "float",
          "groupby",
          "int",
          "items",
          "join",
          "last",
          "length",
          "list",
          "map",
          "max",
          "min",
          "random",
          "reject",
          "rejectattr",
          "reverse",
          "round",
          "select",
          "selectattr",
          "slice",
          "sort",
          "string",
          "sum",
          "tojson",
          "unique");

  /// @param a the arguments after the value
  Value apply(String name, Value v, Arguments a) {
    return switch (name) {
      case "abs" -> abs(v, a);
      case "attr" -> attr(v, a);
      case "batch" -> batch(v, a);
      case "count", "length" -> length(v, a);
      case "d", "default" -> otherwise(v, a);
      case "dictsort" -> dictSort(v, a);
      case "first" -> first(v, a);
      case "float" -> toFloat(v, a);
      case "groupby" -> groupBy(v, a);
      case "int" -> toInt(v, a);
      case "items" -> items(v, a);
      case "join" -> join(v, a);
      case "last" -> last(v, a);
      case "list" -> list(v, a);
      case "map" -> map(v, a);
      case "max" -> extreme(v, a, true);
      case "min" -> extreme(v, a, false);
      case "random" -> first(v, a); // any item will do, and a rendering must be repeatable
      case "reject" -> select(v, a, false, false);
      case "rejectattr" -> select(v, a, false, true);
      case "reverse" -> reverse(v, a);
      case "round" -> round(v, a);
      case "select" -> select(v, a, true, false);
      case "selectattr" -> select(v, a, true, true);
      case "slice" -> slices(v, a);
      case "sort" -> sort(v, a);
      case "string" -> end(a, environment.text(v));
      case "sum" -> sum(v, a);
      case "tojson" -> JsonText.filter(environment, v, a);
      case "unique" -> unique(v, a);
      default -> TextFilters.apply(environment, name, v, a);
    };
  }

  private static Value end(Arguments a, Value result) {
    a.end();
    return result;
  }

  private Value abs(Value v, Arguments a) {
    a.end();
    if (!Numbers.isNumber(v)) {
      throw v instanceof Undefined u
          ? u.error()
          : new TemplateError("abs of a value of type " + Types.name(v));
    }
    return v instanceof Value.Real real
        ? new Value.Real(Math.abs(real.value()))
        : new Value.Int(Numbers.integer(v).abs());
  }

  private Value attr(Value v, Arguments a) {
    String name = a.requiredText("name").chars();
    a.end();
    // Jinja's attr looks for attributes only, never for items
    if (v instanceof Dict dict) {
      Value method = CollectionMethods.bound(dict, name);
      return method == null ? Undefined.attribute(v, name) : method;
    }
    return Access.attribute(environment, v, name);
  }

  private Value length(Value v, Arguments a) {
    a.end();
    return switch (v) {
      case Text text -> Value.of(text.length());
      case Items items -> Value.of(items.size());
      case Dict dict -> Value.of(dict.size());
      case Undefined _ -> Value.of(0);
      default -> throw new TemplateError("object of type '" + Types.name(v) + "' has no len()");
    };
  }

  private Value otherwise(Value v, Arguments a) {
    Value absent = a.optional("default_value", Text.EMPTY);
    boolean alsoFalse = a.optionalFlag("boolean", false);
    a.end();
    return v instanceof Undefined || (alsoFalse && !Operators.truth(v)) ? absent : v;
  }

  private Value dictSort(Value v, Arguments a) {
    boolean sensitive = a.optionalFlag("case_sensitive", false);
    Text by = a.optionalText("by");
    boolean reverse = a.optionalFlag("reverse", false);
    a.end();
    if (!(v instanceof Dict dict)) {
      throw new TemplateError("dictsort of a value of type " + Types.name(v));
    }
    int position = by != null && by.chars().equals("value") ? 1 : 0;
    List<Value> pairs = new ArrayList<>(dict.pairs());
    sortBy(pairs, pair -> ((Items) pair).values().get(position), sensitive, reverse);
    return Items.list(pairs);
  }

  private interface Key {
    Value of(Value item);
  }

  private void sortBy(List<Value> values, Key key, boolean sensitive, boolean reverse) {
    record Keyed(Value key, Value value) {}
    List<Keyed> keyed = new ArrayList<>();
    for (Value value : values) {
      Value k = key.of(value);
      keyed.add(new Keyed(sensitive ? k : folded(k), value));
    }
    Comparator<Keyed> order = (x, y) -> Operators.order(environment, "<", x.key(), y.key());
    keyed.sort(reverse ? order.reversed() : order);
    for (int i = 0; i < keyed.size(); i++) {
      values.set(i, keyed.get(i).value());
    }
  }

  private static Value folded(Value value) {
    return value instanceof Text text ? Text.of(text.chars().toLowerCase(Locale.ROOT)) : value;
  }

  private Value first(Value v, Arguments a) {
    a.end();
    Iterator<Value> items = Iteration.over(v);
    return items.hasNext() ? items.next() : new Undefined("no first item, the sequence is empty");
  }

  private Value last(Value v, Arguments a) {
    a.end();
    if (v instanceof Stream) {
      throw new TemplateError("the last item of a generator; make it a list with '|list' first");
    }
    List<Value> items = Iteration.all(environment, v);
    return items.isEmpty() ? new Undefined("no last item, the sequence is empty") : items.getLast();
  }

  private Value items(Value v, Arguments a) {
    a.end();
    if (v instanceof Undefined) {
      return Items.NO_LIST;
    }
    if (!(v instanceof Dict dict)) {
      throw new TemplateError("Can only get item pairs from a mapping.");
    }
    return new Stream(dict.pairs().iterator());
  }

  private Value list(Value v, Arguments a) {
    a.end();
    return Items.list(Iteration.all(environment, v));
  }

  private Value join(Value v, Arguments a) {
    Text separator = a.optionalText("d");
    Value attribute = a.optional("attribute", Value.NONE);
    a.end();
    TextBuilder out = environment.newText();
    boolean first = true;
    for (Value item : Iteration.all(environment, v)) {
      if (!first && separator != null) {
        out.append(separator);
      }
      Value each = attribute instanceof Value.None ? item : reach(item, attribute);
      out.append(environment.text(each));
      first = false;
    }
    return out.toText();
  }

  /// `a.b.0`: attributes of attributes, digits being positions.
  private Value reach(Value item, Value path) {
    if (Numbers.isInteger(path)) {
      return Access.item(environment, item, path);
    }
    Value at = item;
    for (String part : environment.text(path).chars().split("\\.")) {
      Value key = part.matches("\\d{1,9}") ? Value.of(Integer.parseInt(part)) : Text.of(part);
      at = Access.item(environment, at, key);
    }
    return at;
  }

  private Value map(Value v, Arguments a) {
    List<Value> positional = a.restPositional();
    Map<String, Value> named = a.restNamed();
    List<Value> results = new ArrayList<>();
    Value attribute = named.get("attribute");
    if (positional.isEmpty() && attribute == null) {
      throw new TemplateError("map() needs a filter or an attribute");
    }
    for (Value item : Iteration.all(environment, v)) {
      environment.meter().step();
      if (attribute != null && positional.isEmpty()) {
        Value found = reach(item, attribute);
        Value absent = named.get("default");
        results.add(found instanceof Undefined && absent != null ? absent : found);
      } else {
        String filter = environment.text(positional.getFirst()).chars();
        if (!exists(filter)) {
          throw new TemplateError("no filter named '" + Types.shorten(filter) + "'");
        }
        List<Value> rest = positional.subList(1, positional.size());
        results.add(apply(filter, item, new Arguments(filter, rest, named)));
      }
    }
    return new Stream(results.iterator());
  }

  private Value select(Value v, Arguments a, boolean keep, boolean byAttribute) {
    List<Value> positional = a.restPositional();
    a.end();
    int next = byAttribute ? 1 : 0;
    if (byAttribute && positional.isEmpty()) {
      throw new TemplateError("selectattr and rejectattr need an attribute");
    }
    List<Value> results = new ArrayList<>();
    for (Value item : Iteration.all(environment, v)) {
      environment.meter().step();
      Value subject = byAttribute ? reach(item, positional.getFirst()) : item;
      boolean holds;
      if (positional.size() > next) {
        String test = environment.text(positional.get(next)).chars();
        List<Value> rest = positional.subList(next + 1, positional.size());
        holds = tests.holds(test, subject, new Arguments(test, rest, Map.of()));
      } else {
        holds = Operators.truth(subject);
      }
      if (holds == keep) {
        results.add(item);
      }
    }
    return new Stream(results.iterator());
  }

  private Value groupBy(Value v, Arguments a) {
    Value attribute = a.required("attribute");
    Value absent = a.take("default");
    boolean sensitive = a.optionalFlag("case_sensitive", false);
    a.end();
    List<Value> sorted = new ArrayList<>(Iteration.all(environment, v));
    Key key =
        item -> {
          Value found = reach(item, attribute);
          return found instanceof Undefined && absent != null ? absent : found;
        };
    sortBy(sorted, key, sensitive, false);
    List<Value> groups = new ArrayList<>();
    List<Value> group = new ArrayList<>();
    Value current = null;
    for (Value item : sorted) {
      Value k = key.of(item);
      Value compared = sensitive ? k : folded(k);
      Value before = current == null || sensitive ? current : folded(current);
      if (before != null && !Operators.equal(environment, before, compared)) {
        groups.add(group(current, group));
        group = new ArrayList<>();
        current = null;
      }
      current = current == null ? k : current;
      group.add(item);
    }
    if (current != null) {
      groups.add(group(current, group));
    }
    return Items.list(groups);
  }

  private static Value group(@Nullable Value key, List<Value> items) {
    return new Items(Items.Kind.GROUP, List.of(key == null ? Value.NONE : key, Items.list(items)));
  }

  private Value sort(Value v, Arguments a) {
    boolean reverse = a.optionalFlag("reverse", false);
    boolean sensitive = a.optionalFlag("case_sensitive", false);
    Value attribute = a.optional("attribute", Value.NONE);
    a.end();
    List<Value> values = new ArrayList<>(Iteration.all(environment, v));
    Key key = item -> item;
    if (!(attribute instanceof Value.None)) {
      String[] paths = environment.text(attribute).chars().split(",");
      key =
          item -> {
            List<Value> keys = new ArrayList<>();
            for (String path : paths) {
              Value k = reach(item, Text.of(path));
              keys.add(sensitive ? k : folded(k));
            }
            return keys.size() == 1 ? keys.getFirst() : Items.tuple(keys);
          };
    }
    sortBy(values, key, sensitive, reverse);
    return Items.list(values);
  }

  private Value extreme(Value v, Arguments a, boolean max) {
    boolean sensitive = a.optionalFlag("case_sensitive", false);
    Value attribute = a.optional("attribute", Value.NONE);
    a.end();
    Value best = null;
    Value bestKey = null;
    for (Value item : Iteration.all(environment, v)) {
      Value key = attribute instanceof Value.None ? item : reach(item, attribute);
      Value compared = sensitive ? key : folded(key);
      int order = bestKey == null ? 0 : Operators.order(environment, "<", compared, bestKey);
      if (best == null || bestKey == null || (max ? order > 0 : order < 0)) {
        best = item;
        bestKey = compared;
      }
    }
    return best == null ? new Undefined("no item, the sequence is empty") : best;
  }

  private Value reverse(Value v, Arguments a) {
    a.end();
    if (v instanceof Text) {
      return Access.slice(environment, v, null, null, Value.of(-1));
    }
    return new Stream(Iteration.all(environment, v).reversed().iterator());
  }

  private Value unique(Value v, Arguments a) {
    boolean sensitive = a.optionalFlag("case_sensitive", false);
    Value attribute = a.optional("attribute", Value.NONE);
    a.end();
    List<Value> kept = new ArrayList<>();
    List<Value> keys = new ArrayList<>();
    for (Value item : Iteration.all(environment, v)) {
      Value key = attribute instanceof Value.None ? item : reach(item, attribute);
      Value compared = sensitive ? key : folded(key);
      if (keys.stream().noneMatch(k -> Operators.equal(environment, k, compared))) {
        keys.add(compared);
        kept.add(item);
      }
    }
    return new Stream(kept.iterator());
  }

  private Value sum(Value v, Arguments a) {
    Value attribute = a.optional("attribute", Value.NONE);
    Value total = a.optional("start", Value.of(0));
    a.end();
    for (Value item : Iteration.all(environment, v)) {
      Value each = attribute instanceof Value.None ? item : reach(item, attribute);
      total = Arithmetic.apply(environment, "+", total, each);
    }
    return total;
  }

  private Value batch(Value v, Arguments a) {
    int size = Numbers.index(a.required("linecount"), "batch()");
    Value fill = a.optional("fill_with", Value.NONE);
    a.end();
    if (size < 1) {
      throw new TemplateError("batch() of " + size + " items");
    }
    List<Value> all = Iteration.all(environment, v);
    List<Value> batches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += size) {
      List<Value> part = new ArrayList<>(all.subList(from, Math.min(all.size(), from + size)));
      while (!(fill instanceof Value.None) && part.size() < size) {
        part.add(fill);
      }
      batches.add(Items.list(part));
    }
    return new Stream(batches.iterator());
  }

  private Value slices(Value v, Arguments a) {
    int count = Numbers.index(a.required("slices"), "slice()");
    Value fill = a.optional("fill_with", Value.NONE);
    a.end();
    if (count < 1) {
      throw new TemplateError("slice() into " + count + " parts");
    }
    List<Value> all = Iteration.all(environment, v);
    int each = all.size() / count;
    int longer = all.size() % count;
    List<Value> slices = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < count; i++) {
      int to = from + each + (i < longer ? 1 : 0);
      List<Value> part = new ArrayList<>(all.subList(from, to));
      if (!(fill instanceof Value.None) && i >= longer && longer > 0) {
        part.add(fill);
      }
      slices.add(Items.list(part));
      from = to;
    }
    return new Stream(slices.iterator());
  }

  private Value toInt(Value v, Arguments a) {
    Value absent = a.optional("default", Value.of(0));
    int base = a.optionalInt("base", 10);
    a.end();
    return Conversions.toInt(v, absent, base);
  }

  private Value toFloat(Value v, Arguments a) {
    Value absent = a.optional("default", new Value.Real(0));
    a.end();
    return Conversions.toFloat(v, absent);
  }

  private Value round(Value v, Arguments a) {
    int precision = a.optionalInt("precision", 0);
    Text method = a.optionalText("method");
    a.end();
    return Conversions.round(v, precision, method == null ? "common" : method.chars());
  }
}
