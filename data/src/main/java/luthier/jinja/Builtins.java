package luthier.jinja;

import java.math.BigInteger;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions that every template has: Jinja's, and those of transformers.
final class Builtins {

  private Builtins() {}

  static Map<String, Value> of(Environment environment) {
    Map<String, Value> all = new LinkedHashMap<>();
    add(all, "range", a -> range(environment, a));
    add(all, "dict", Builtins::dict);
    add(all, "namespace", Builtins::namespace);
    add(all, "cycler", Cycler::of);
    add(all, "joiner", Builtins::joiner);
    add(all, "raise_exception", Builtins::raise);
    add(all, "lipsum", Builtins::lipsum);
    add(all, "strftime_now", a -> now(environment, a));
    return all;
  }

  private static void add(Map<String, Value> all, String name, Function.Body body) {
    all.put(name, new Function(name, body));
  }

  private static Value range(Environment environment, Arguments a) {
    BigInteger first = Numbers.integer(a.required("start"));
    Value second = a.take("stop");
    Value third = a.take("step");
    a.end();
    BigInteger start = second == null ? BigInteger.ZERO : first;
    BigInteger stop = second == null ? first : Numbers.integer(second);
    BigInteger step = third == null ? BigInteger.ONE : Numbers.integer(third);
    if (step.signum() == 0) {
      throw new TemplateError("range() step must not be zero");
    }
    BigInteger span = stop.subtract(start);
    BigInteger count =
        span.signum() * step.signum() <= 0
            ? BigInteger.ZERO
            : span.abs().add(step.abs()).subtract(BigInteger.ONE).divide(step.abs());
    if (count.compareTo(BigInteger.valueOf(Meter.MAX_RANGE)) > 0) {
      throw new TemplateError("a range of more than " + Meter.MAX_RANGE + " numbers");
    }
    environment.meter().items(count.intValue());
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < count.intValue(); i++) {
      values.add(new Value.Int(start.add(step.multiply(BigInteger.valueOf(i)))));
    }
    return new Items(Items.Kind.RANGE, values);
  }

  private static Value dict(Arguments a) {
    Dict.Builder builder = new Dict.Builder();
    for (Value each : a.restPositional()) {
      if (each instanceof Dict dict) {
        builder.putAll(dict);
        continue;
      }
      Iterator<Value> pairs = Iteration.over(each);
      while (pairs.hasNext()) {
        if (!(pairs.next() instanceof Items pair && pair.size() == 2)) {
          throw new TemplateError("dict() takes a dictionary or pairs");
        }
        builder.put(pair.values().get(0), pair.values().get(1));
      }
    }
    a.restNamed().forEach((name, value) -> builder.put(Text.of(name), value));
    return builder.build();
  }

  private static Value namespace(Arguments a) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (Value each : a.restPositional()) {
      if (!(each instanceof Dict dict)) {
        throw new TemplateError("namespace() takes a dictionary, found " + Types.name(each));
      }
      for (Dict.Entry entry : dict.entries()) {
        if (entry.key() instanceof Text name) {
          values.put(name.chars(), entry.value());
        }
      }
    }
    values.putAll(a.restNamed());
    return new Namespace(values);
  }

  private static Value joiner(Arguments a) {
    Text separator = a.optionalText("sep");
    a.end();
    boolean[] used = {false};
    return new Function(
        "joiner",
        b -> {
          b.end();
          if (!used[0]) {
            used[0] = true;
            return Text.EMPTY;
          }
          return separator == null ? Text.of(", ") : separator;
        });
  }

  private static Value lipsum(Arguments a) {
    throw new TemplateError("lipsum() makes random text, which a chat template has no use for");
  }

  private static Value raise(Arguments a) {
    Value message = a.required("message");
    a.end();
    throw new TemplateError(
        message instanceof Text text ? text.chars() : "raised with a " + Types.name(message));
  }

  private static Value now(Environment environment, Arguments a) {
    Text format = a.requiredText("format");
    a.end();
    ZonedDateTime now = ZonedDateTime.now(environment.clock());
    TextBuilder out = environment.newText();
    String chars = format.chars();
    for (int i = 0; i < chars.length(); i++) {
      if (chars.charAt(i) != '%' || i + 1 == chars.length()) {
        out.append(format, i, i + 1);
        continue;
      }
      boolean bare = chars.charAt(i + 1) == '-' && i + 2 < chars.length();
      String part = part(now, chars.charAt(bare ? i + 2 : i + 1));
      out.append(bare ? part.replaceFirst("^0+(?=\\d)", "") : part, format.mark(i));
      i += bare ? 2 : 1;
    }
    return out.toText();
  }

  /// One directive of C's strftime, in the C locale.
  private static String part(ZonedDateTime now, char directive) {
    return switch (directive) {
      case 'Y' -> pattern(now, "yyyy");
      case 'y' -> pattern(now, "yy");
      case 'm' -> pattern(now, "MM");
      case 'd' -> pattern(now, "dd");
      case 'e' -> String.format("%2d", now.getDayOfMonth());
      case 'H' -> pattern(now, "HH");
      case 'I' -> pattern(now, "hh");
      case 'M' -> pattern(now, "mm");
      case 'S' -> pattern(now, "ss");
      case 'f' -> pattern(now, "SSSSSS");
      case 'p' -> now.getHour() < 12 ? "AM" : "PM";
      case 'j' -> String.format("%03d", now.getDayOfYear());
      case 'B' -> now.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b', 'h' ->
          now.getMonth().getDisplayName(TextStyle.SHORT_STANDALONE, Locale.ENGLISH).substring(0, 3);
      case 'A' -> now.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'a' -> now.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'w' -> String.valueOf(now.getDayOfWeek().getValue() % 7);
      case 'u' -> String.valueOf(now.getDayOfWeek().getValue());
      case 'F' -> pattern(now, "yyyy-MM-dd");
      case 'T' -> pattern(now, "HH:mm:ss");
      case 'D' -> pattern(now, "MM/dd/yy");
      case 'R' -> pattern(now, "HH:mm");
      case 'c' -> pattern(now, "EEE MMM ") + part(now, 'e') + pattern(now, " HH:mm:ss yyyy");
      case 'x' -> pattern(now, "MM/dd/yy");
      case 'X' -> pattern(now, "HH:mm:ss");
      case 'Z', 'z' -> "";
      case '%' -> "%";
      default -> "%" + directive;
    };
  }

  private static String pattern(ZonedDateTime now, String pattern) {
    return now.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
  }

  /// `cycler(…)`: values in turn.
  private static final class Cycler implements Host {
    private final List<Value> values;
    private int at;

    private Cycler(List<Value> values) {
      this.values = values;
    }

    static Value of(Arguments a) {
      List<Value> values = a.restPositional();
      a.end();
      if (values.isEmpty()) {
        throw new TemplateError("cycler() needs at least one argument");
      }
      return new Cycler(values);
    }

    @Override
    public String typeName() {
      return "cycler";
    }

    @Override
    public @Nullable Value attribute(String name) {
      return switch (name) {
        case "current" -> values.get(at);
        case "next" ->
            new Function(
                name,
                a -> {
                  a.end();
                  Value now = values.get(at);
                  at = (at + 1) % values.size();
                  return now;
                });
        case "reset" ->
            new Function(
                name,
                a -> {
                  a.end();
                  at = 0;
                  return Value.NONE;
                });
        default -> null;
      };
    }
  }
}
