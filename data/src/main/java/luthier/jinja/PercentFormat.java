package luthier.jinja;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `"…%s…" % values`.
final class PercentFormat {

  private static final Pattern PLACE =
      Pattern.compile("%(?:\\(([^)]*)\\))?([-+ #0]*)(\\d*)(?:\\.(\\d*))?([a-zA-Z%])?");

  private PercentFormat() {}

  /// @param argument a tuple of values, a dictionary, or one value
  static Text format(Environment environment, Text format, Value argument) {
    List<Value> values =
        argument instanceof Items items && items.kind().tuple()
            ? items.values()
            : List.of(argument);
    TextBuilder out = environment.newText();
    Matcher place = PLACE.matcher(format.chars());
    int start = 0;
    int next = 0;
    boolean named = false;
    while (place.find()) {
      out.append(format, start, place.start());
      start = place.end();
      if (place.group(5) == null) {
        throw new TemplateError("incomplete format in '" + Types.shorten(format.chars()) + "'");
      }
      char type = place.group(5).charAt(0);
      if (type == '%') {
        out.append("%");
        continue;
      }
      Value value;
      if (place.group(1) != null) {
        named = true;
        if (!(argument instanceof Dict dict)) {
          throw new TemplateError("a named format needs a mapping, found " + Types.name(argument));
        }
        value = dict.get(Text.of(place.group(1)));
      } else {
        value = next < values.size() ? values.get(next) : null;
        next++;
      }
      if (value == null) {
        throw new TemplateError("not enough arguments for the format");
      }
      append(environment, out, place, type, value);
    }
    if (!named && next < values.size() && !(argument instanceof Dict)) {
      throw new TemplateError("not all arguments were used by the format");
    }
    return out.append(format, start, format.chars().length()).toText();
  }

  private static void append(
      Environment environment, TextBuilder out, Matcher place, char type, Value value) {
    String flags = String.valueOf(place.group(2));
    int width = number(place.group(3));
    int precision = place.group(4) == null ? -1 : Math.max(0, number(place.group(4)));
    Text text;
    switch (type) {
      case 's', 'r', 'a' -> {
        if (value instanceof Undefined undefined && type != 's') {
          throw undefined.error();
        }
        Text whole = type == 's' ? environment.text(value) : Printing.repr(environment, value);
        text =
            precision >= 0 && precision < whole.length()
                ? whole.slice(0, whole.unit(precision))
                : whole;
      }
      case 'c' -> text = environment.text(value);
      default -> {
        if (!Numbers.isNumber(value)) {
          throw new TemplateError(
              "%" + type + " format: a number is required, not " + Types.name(value));
        }
        text = Text.of(new NumberFormat(flags, width, precision, false, type).text(value));
      }
    }
    int missing = Math.max(0, width - text.length());
    boolean zeros = flags.contains("0") && !flags.contains("-") && "srac".indexOf(type) < 0;
    if (flags.contains("-")) {
      out.append(text).repeat(Text.of(" "), missing);
    } else if (zeros) {
      int sign = text.chars().startsWith("-") || text.chars().startsWith("+") ? 1 : 0;
      out.append(text, 0, sign).repeat(Text.of("0"), missing);
      out.append(text, sign, text.chars().length());
    } else {
      out.repeat(Text.of(" "), missing).append(text);
    }
  }

  private static int number(String digits) {
    if (digits.isEmpty()) {
      return -1;
    }
    return digits.length() > 6 ? 1_000_000 : Integer.parseInt(digits);
  }
}
