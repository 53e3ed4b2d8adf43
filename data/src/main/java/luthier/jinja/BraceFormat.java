package luthier.jinja;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `"…{}…".format(…)`.
final class BraceFormat {

  private static final Pattern SPEC =
      Pattern.compile("(?:(.)?([<>=^]))?([-+ ])?#?(0)?(\\d*)(,)?(?:\\.(\\d+))?([a-zA-Z%])?");

  private BraceFormat() {}

  static Text format(Environment environment, Text format, Arguments arguments) {
    List<Value> positional = arguments.restPositional();
    Map<String, Value> named = arguments.restNamed();
    TextBuilder out = environment.newText();
    String chars = format.chars();
    int automatic = 0;
    int i = 0;
    while (i < chars.length()) {
      char c = chars.charAt(i);
      boolean doubled = i + 1 < chars.length() && chars.charAt(i + 1) == c;
      if ((c == '{' || c == '}') && doubled) {
        out.append(format, i, i + 1);
        i += 2;
      } else if (c == '{') {
        int end = chars.indexOf('}', i);
        if (end < 0) {
          throw new TemplateError("'{' without '}' in a format");
        }
        String field = chars.substring(i + 1, end);
        int colon = field.indexOf(':');
        String spec = colon < 0 ? "" : field.substring(colon + 1);
        String name = colon < 0 ? field : field.substring(0, colon);
        int conversion = name.indexOf('!');
        String how = conversion < 0 ? "" : name.substring(conversion + 1);
        name = conversion < 0 ? name : name.substring(0, conversion);
        if (name.isEmpty()) {
          name = String.valueOf(automatic++);
        }
        Value value = lookup(environment, name, positional, named);
        if (how.equals("r")) {
          value = Printing.repr(environment, value);
        }
        append(environment, out, value, spec);
        i = end + 1;
      } else if (c == '}') {
        throw new TemplateError("'}' without '{' in a format");
      } else {
        out.append(format, i, i + 1);
        i++;
      }
    }
    return out.toText();
  }

  private static Value lookup(
      Environment environment, String field, List<Value> positional, Map<String, Value> named) {
    String[] parts = field.split("(?=[.\\[])");
    Value value;
    if (parts[0].matches("\\d{1,6}")) {
      int index = Integer.parseInt(parts[0]);
      if (index >= positional.size()) {
        throw new TemplateError("the format has no argument " + index);
      }
      value = positional.get(index);
    } else {
      Value found = named.get(parts[0]);
      if (found == null) {
        throw new TemplateError("the format has no argument '" + Types.shorten(parts[0]) + "'");
      }
      value = found;
    }
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i];
      if (part.startsWith("[")) {
        String key = part.substring(1, part.length() - 1);
        Value index = key.matches("\\d{1,6}") ? Value.of(Integer.parseInt(key)) : Text.of(key);
        value = Access.item(environment, value, index);
      } else {
        value = Access.attribute(environment, value, part.substring(1));
      }
    }
    return value;
  }

  private static void append(Environment environment, TextBuilder out, Value value, String spec) {
    if (spec.isEmpty()) {
      out.append(environment.text(value));
      return;
    }
    Matcher m = SPEC.matcher(spec);
    if (!m.matches()) {
      throw new TemplateError("unknown format '" + Types.shorten(spec) + "'");
    }
    int width = m.group(5).isEmpty() ? 0 : Integer.parseInt(m.group(5));
    int precision = m.group(7) == null ? -1 : Integer.parseInt(m.group(7));
    boolean number = Numbers.isNumber(value) && !(value instanceof Value.Bool);
    Text text;
    if (number) {
      char type =
          m.group(8) != null
              ? m.group(8).charAt(0)
              : value instanceof Value.Int ? 'd' : precision >= 0 ? 'g' : 'r';
      String flags = m.group(3) == null ? "" : m.group(3);
      text =
          type == 'r'
              ? environment.text(value)
              : Text.of(
                  new NumberFormat(flags, width, precision, m.group(6) != null, type).text(value));
    } else {
      if (m.group(8) != null && !m.group(8).equals("s")) {
        throw new TemplateError("format '" + m.group(8) + "' for a value of " + Types.name(value));
      }
      Text whole = environment.text(value);
      text =
          precision >= 0 && precision < whole.length()
              ? whole.slice(0, whole.unit(precision))
              : whole;
    }
    boolean zero = m.group(4) != null;
    String fill = m.group(1) != null ? m.group(1) : zero ? "0" : " ";
    String align = m.group(2) != null ? m.group(2) : zero ? "=" : number ? ">" : "<";
    int missing = Math.max(0, width - text.length());
    int left =
        switch (align) {
          case "<" -> 0;
          case "^" -> missing / 2;
          default -> missing;
        };
    int sign =
        align.equals("=") && (text.chars().startsWith("-") || text.chars().startsWith("+")) ? 1 : 0;
    out.append(text, 0, sign).repeat(Text.of(fill), left);
    out.append(text, sign, text.chars().length()).repeat(Text.of(fill), (long) missing - left);
  }
}
