package luthier.recipe;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads `search.space`: every mistake in it at its own line. That a value is allowed is decided by
/// the key that it is for.
final class SpaceType {

  private static final String EXPECTED =
      "keys of the recipe, each with {uniform: [a, b]}, {log_uniform: [a, b]}, {integer: [a, b]} or"
          + " {choice: [a, b, …]}, and with when: {key: value} where it depends on a key above";

  private static final String KINDS = "one of uniform, log_uniform, integer, choice";

  static final Type<List<Dimension>> TYPE =
      new Type<>(
          EXPECTED,
          SpaceType::read,
          space -> !space.isEmpty(),
          space -> space.stream().map(Dimension::yaml).collect(Collectors.joining(", ", "{", "}")));

  /// What every trial must share, and why.
  private static final Map<String, String> FIXED = fixed();

  private final List<Reading.Wrong> wrong = new ArrayList<>();
  private final Map<String, Dimension> found = new LinkedHashMap<>();

  private SpaceType() {}

  private static Map<String, String> fixed() {
    Map<String, String> fixed = new LinkedHashMap<>();
    String same = "every trial must be measured on the same examples";
    for (String key :
        List.of(
            "data.train",
            "data.validation",
            "data.test",
            "data.group_by",
            "data.split_seed",
            "data.withhold_test",
            "data.too_long",
            "training.max_length")) {
      fixed.put(key, same);
    }
    fixed.put("name", "it names the study");
    fixed.put("task", "every trial must be measured by the same metric");
    fixed.put("training.best_by", "every trial must be measured by the same metric");
    fixed.put("seed", "a seed is luck, no setting; search.final_seeds shows how much it matters");
    return fixed;
  }

  private static Reading<List<Dimension>> read(Found value) {
    if (!(value instanceof Found.Section section) || section.entries().isEmpty()) {
      return Reading.bad(value, EXPECTED);
    }
    SpaceType type = new SpaceType();
    section.entries().forEach(type::dimension);
    return type.wrong.isEmpty()
        ? Reading.good(List.copyOf(type.found.values()))
        : new Reading.Several<>(type.wrong);
  }

  private void dimension(Found.Entry entry) {
    String path = entry.key();
    Optional<Key<?>> key = key(path);
    if (found.containsKey(path)) {
      wrong(entry, "given twice");
    } else if (path.equals("search") || path.startsWith("search.")) {
      wrong(entry, "cannot be searched: it says how to search");
    } else if (FIXED.containsKey(path)) {
      wrong(entry, "cannot be searched: " + FIXED.get(path));
    } else if (key.isEmpty()) {
      wrong(entry, UnknownKey.explain(path));
    } else if (!(entry.value() instanceof Found.Section section)) {
      wrong(entry, "found " + entry.value().show() + ", expected " + KINDS);
    } else {
      Space space = space(entry, section, key.get());
      Map<String, String> when = when(entry, section);
      if (space != null) {
        found.put(path, new Dimension(path, space, when));
      }
    }
  }

  private static Optional<Key<?>> key(String path) {
    return RecipeKeys.ALL.stream().filter(key -> key.path().equals(path)).findFirst();
  }

  private @Nullable Space space(Found.Entry entry, Found.Section section, Key<?> key) {
    @Nullable Space space = null;
    boolean log = false;
    boolean several = false;
    for (Found.Entry each : section.entries()) {
      switch (each.key()) {
        case "uniform", "log_uniform", "integer", "choice" -> {
          several |= space != null;
          int before = wrong.size();
          space = each.key().equals("choice") ? choice(entry, each, key) : range(entry, each);
          if (wrong.size() > before) {
            return null;
          }
        }
        case "log" -> log = each.value() instanceof Found.Flag flag && flag.value();
        case "when" -> {}
        default -> wrong(entry, "found '" + Found.cut(each.key()) + "', expected " + KINDS);
      }
    }
    if (space == null || several) {
      wrong(entry, (several ? "found several kinds" : "found no kind") + ", expected " + KINDS);
      return null;
    }
    if (log && !(space instanceof Space.Whole)) {
      wrong(entry, "log: belongs to integer; for a number write log_uniform");
      return null;
    }
    if (space instanceof Space.Whole(long low, long high, boolean _)) {
      if (log && low < 1) {
        wrong(entry, "found log from " + low + ", expected a range from at least 1");
        return null;
      }
      space = new Space.Whole(low, high, log);
    }
    return allowed(entry, space, key) ? space : null;
  }

  private @Nullable Space range(Found.Entry entry, Found.Entry kind) {
    boolean whole = kind.key().equals("integer");
    List<BigDecimal> bounds = new ArrayList<>();
    if (kind.value() instanceof Found.Items(Place _, List<Found> items)) {
      for (Found item : items) {
        if (item instanceof Found.Numeral(Place _, String _, BigDecimal number)) {
          bounds.add(number);
        }
      }
      if (bounds.size() != items.size()) {
        bounds.clear();
      }
    }
    String expected = kind.key() + ": [lowest, highest]";
    if (bounds.size() != 2) {
      return none(entry, "found " + kind.value().show() + ", expected " + expected);
    }
    BigDecimal low = bounds.getFirst();
    BigDecimal high = bounds.getLast();
    String shown = "[" + low + ", " + high + "]";
    if (low.compareTo(high) >= 0) {
      String what = low.compareTo(high) == 0 ? "an empty range " : "an inverted range ";
      return none(entry, "found " + what + shown + ", expected " + expected);
    }
    if (kind.key().equals("log_uniform") && low.signum() <= 0) {
      return none(entry, "found " + shown + ", expected a logarithmic range to begin above 0");
    }
    if (!whole) {
      return new Space.Real(
          low.doubleValue(), high.doubleValue(), kind.key().equals("log_uniform"));
    }
    if (bounds.stream().anyMatch(b -> b.stripTrailingZeros().scale() > 0 || b.precision() > 15)) {
      return none(entry, "found " + shown + ", expected whole numbers");
    }
    return new Space.Whole(low.longValue(), high.longValue(), false);
  }

  private @Nullable Space choice(Found.Entry entry, Found.Entry kind, Key<?> key) {
    if (!(kind.value() instanceof Found.Items(Place _, List<Found> items)) || items.size() < 2) {
      String what = kind.value() instanceof Found.Items ? "fewer than two" : kind.value().show();
      return none(entry, "found " + what + ", expected choice: [one, another, …]");
    }
    List<String> values = new ArrayList<>();
    for (Found item : items) {
      canonical(entry, key, item, "").ifPresent(values::add);
    }
    if (values.size() == items.size() && Set.copyOf(values).size() < values.size()) {
      return none(entry, "found a choice twice in " + values + ", expected each once");
    }
    return new Space.Choice(values);
  }

  /// Whether the key allows both ends of a range, and what lies between them.
  private boolean allowed(Found.Entry entry, Space space, Key<?> key) {
    int before = wrong.size();
    switch (space) {
      case Space.Real(double low, double high, boolean _) -> {
        canonical(entry, key, numeral(entry, BigDecimal.valueOf(low)), "");
        canonical(entry, key, numeral(entry, BigDecimal.valueOf(high)), "");
        if (wrong.size() == before) {
          double between = low + 0.381966 * (high - low);
          String hint = "; for whole numbers write integer: [a, b]";
          canonical(entry, key, numeral(entry, BigDecimal.valueOf(between)), hint);
        }
      }
      case Space.Whole(long low, long high, boolean _) -> {
        canonical(entry, key, numeral(entry, BigDecimal.valueOf(low)), "");
        canonical(entry, key, numeral(entry, BigDecimal.valueOf(high)), "");
      }
      case Space.Choice _ -> {}
    }
    return wrong.size() == before;
  }

  private static Found numeral(Found.Entry entry, BigDecimal number) {
    return new Found.Numeral(entry.place(), number.toString(), number);
  }

  private Map<String, String> when(Found.Entry entry, Found.Section section) {
    Map<String, String> when = new LinkedHashMap<>();
    for (Found.Entry each : section.entries()) {
      if (!each.key().equals("when")) {
        continue;
      }
      if (!(each.value() instanceof Found.Section conditions)) {
        wrong(entry, "when: found " + each.value().show() + ", expected {key: value}");
        continue;
      }
      for (Found.Entry condition : conditions.entries()) {
        condition(entry, condition).ifPresent(value -> when.put(condition.key(), value));
      }
    }
    return when;
  }

  private Optional<String> condition(Found.Entry entry, Found.Entry condition) {
    Dimension other = found.get(condition.key());
    Optional<Key<?>> key = key(condition.key());
    if (other == null || key.isEmpty() || other.space() instanceof Space.Real) {
      wrong(
          entry,
          "when: found '"
              + Found.cut(condition.key())
              + "', expected a key with choice or integer that stands above in the space");
      return Optional.empty();
    }
    Optional<String> value = canonical(entry, key.get(), condition.value(), "");
    boolean reached =
        value.isEmpty()
            || switch (other.space()) {
              case Space.Choice(List<String> values) -> values.contains(value.get());
              case Space.Whole(long low, long high, boolean _) ->
                  value.get().matches("-?[0-9]{1,18}")
                      && Long.parseLong(value.get()) >= low
                      && Long.parseLong(value.get()) <= high;
              case Space.Real _ -> false;
            };
    if (!reached) {
      String what = condition.key() + ": " + value.orElse("");
      wrong(entry, "when: found " + what + ", which the space never gives to that key");
    }
    return value;
  }

  /// A value as its key writes it; a mistake is noted when the key does not allow it.
  private <T> Optional<String> canonical(Found.Entry entry, Key<T> key, Found value, String hint) {
    return switch (key.type().read(value)) {
      case Reading.Good<T>(T good) -> Optional.of(key.type().write(good));
      case Reading.Bad<T> bad -> noted(entry, bad.why() + hint);
      case Reading.Later<T>(String why) -> noted(entry, why);
      case Reading.Several<T>(List<Reading.Wrong> all) -> noted(entry, all.getFirst().what());
    };
  }

  private Optional<String> noted(Found.Entry entry, String what) {
    wrong(entry, what);
    return Optional.empty();
  }

  private @Nullable Space none(Found.Entry entry, String what) {
    wrong(entry, what);
    return null;
  }

  private void wrong(Found.Entry entry, String what) {
    wrong.add(new Reading.Wrong(entry.place(), "search.space." + Found.cut(entry.key()), what));
  }
}
