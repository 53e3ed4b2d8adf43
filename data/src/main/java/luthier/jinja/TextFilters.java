package luthier.jinja;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The filters that make texts.
final class TextFilters {

  static final Set<String> NAMES =
      Set.of(
          "capitalize",
          "center",
          "e",
          "escape",
          "filesizeformat",
          "forceescape",
          "format",
          "indent",
          "lower",
          "pprint",
          "replace",
          "safe",
          "striptags",
          "title",
          "trim",
          "truncate",
          "upper",
          "urlencode",
          "wordcount",
          "wordwrap",
          "xmlattr");

  private TextFilters() {}

  static Value apply(Environment env, String name, Value v, Arguments a) {
    return switch (name) {
      case "capitalize" -> end(a, Casing.capitalize(env, env.text(v)));
      case "center" -> center(env, v, a);
      case "e", "escape" -> end(a, Escaping.escape(env, env.text(v)));
      case "forceescape" -> end(a, Escaping.escape(env, env.text(v).withSafe(false)));
      case "filesizeformat" -> fileSize(v, a);
      case "format" -> format(env, v, a);
      case "indent" -> indent(env, v, a);
      case "lower" -> end(a, Casing.lower(env, env.text(v)));
      case "pprint" -> end(a, Printing.repr(env, v));
      case "replace" -> replace(env, v, a);
      case "safe" -> end(a, env.text(v).withSafe(true));
      case "striptags" -> stripTags(env, v, a);
      case "title" -> end(a, Casing.title(env, env.text(v), c -> !isTitleBreak(c)));
      case "trim" -> trim(env, v, a);
      case "truncate" -> truncate(env, v, a);
      case "upper" -> end(a, Casing.upper(env, env.text(v)));
      case "urlencode" -> end(a, urlEncode(env, v));
      case "wordcount" -> wordCount(env, v, a);
      case "wordwrap" -> wordWrap(env, v, a);
      case "xmlattr" -> xmlAttributes(env, v, a);
      default -> throw new TemplateError("no filter named '" + Types.shorten(name) + "'");
    };
  }

  private static Value end(Arguments a, Value result) {
    a.end();
    return result;
  }

  private static boolean isTitleBreak(int c) {
    return c == '-' || Chars.isSpace(c) || "({[<".indexOf(c) >= 0;
  }

  private static Value center(Environment env, Value v, Arguments a) {
    int width = a.optionalInt("width", 80);
    a.end();
    Text text = env.text(v);
    Value method = TextMethods.bound(env, text, "center");
    return method instanceof Function f ? f.call(Arguments.of("center", Value.of(width))) : text;
  }

  private static Value format(Environment env, Value v, Arguments a) {
    List<Value> positional = a.restPositional();
    Dict.Builder named = new Dict.Builder();
    a.restNamed().forEach((name, value) -> named.put(Text.of(name), value));
    Dict dict = named.build();
    return PercentFormat.format(env, env.text(v), dict.size() > 0 ? dict : Items.tuple(positional));
  }

  private static Value indent(Environment env, Value v, Arguments a) {
    Value width = a.optional("width", Value.of(4));
    boolean first = a.optionalFlag("first", false);
    boolean blank = a.optionalFlag("blank", false);
    a.end();
    Text prefix =
        width instanceof Text text
            ? text
            : env.newText()
                .repeat(Text.of(" "), Math.max(0, Numbers.index(width, "indent()")))
                .toText();
    Text whole = env.text(v);
    TextBuilder out = env.newText();
    String chars = whole.chars();
    int start = 0;
    boolean isFirst = true;
    while (start <= chars.length()) {
      int at = chars.indexOf('\n', start);
      int stop = at < 0 ? chars.length() : at;
      boolean indented = isFirst ? first : (blank || stop > start);
      if (indented) {
        out.append(prefix);
      }
      out.append(whole, start, at < 0 ? stop : stop + 1);
      isFirst = false;
      start = stop + 1;
      if (at < 0) {
        break;
      }
    }
    return out.toText();
  }

  private static Value replace(Environment env, Value v, Arguments a) {
    Value old = a.required("s");
    Value fresh = a.required("new");
    Value count = a.optional("count", Value.NONE);
    a.end();
    int most = count instanceof Value.None ? -1 : Numbers.index(count, "replace()");
    return TextMethods.replace(env, env.text(v), env.text(old), env.text(fresh), most);
  }

  private static Value trim(Environment env, Value v, Arguments a) {
    Text set = a.optionalText("chars");
    a.end();
    return TextMethods.strip(env.text(v), set, true, true);
  }

  private static Value truncate(Environment env, Value v, Arguments a) {
    int length = a.optionalInt("length", 255);
    boolean kill = a.optionalFlag("killwords", false);
    Text ending = a.optionalText("end");
    int leeway = a.optionalInt("leeway", 5);
    a.end();
    Text text = env.text(v);
    Text end = ending == null ? Text.of("...") : ending;
    if (text.length() <= length + leeway) {
      return text;
    }
    int room = Math.max(0, length - end.length());
    Text cut = text.slice(0, text.unit(room));
    if (!kill) {
      int blank = cut.chars().lastIndexOf(' ');
      cut = blank < 0 ? cut : cut.slice(0, blank);
    }
    return env.newText().append(cut).append(end).toText();
  }

  private static Value wordCount(Environment env, Value v, Arguments a) {
    a.end();
    long words = 0;
    boolean inside = false;
    for (int c : env.text(v).chars().codePoints().toArray()) {
      boolean word = Chars.isWord(c);
      words += word && !inside ? 1 : 0;
      inside = word;
    }
    return Value.of(words);
  }

  private static Value wordWrap(Environment env, Value v, Arguments a) {
    int width = a.optionalInt("width", 79);
    boolean breakLong = a.optionalFlag("break_long_words", true);
    Text separator = a.optionalText("wrapstring");
    a.optionalFlag("break_on_hyphens", true);
    a.end();
    if (width < 1) {
      throw new TemplateError("wordwrap() to a width of " + width);
    }
    List<String> lines = new ArrayList<>();
    for (String line : env.text(v).chars().split("\n", -1)) {
      StringBuilder current = new StringBuilder();
      for (String word : line.split(" ")) {
        String rest = word;
        while (breakLong && rest.length() > width) {
          if (!current.isEmpty()) {
            lines.add(current.toString());
            current.setLength(0);
          }
          lines.add(rest.substring(0, width));
          rest = rest.substring(width);
        }
        boolean fits = current.length() + 1 + rest.length() <= width;
        if (!current.isEmpty() && !fits) {
          lines.add(current.toString());
          current.setLength(0);
        }
        current.append(current.isEmpty() ? "" : " ").append(rest);
      }
      lines.add(current.toString());
    }
    return env.text(v).derive(String.join(separator == null ? "\n" : separator.chars(), lines));
  }

  private static Value stripTags(Environment env, Value v, Arguments a) {
    a.end();
    Text text = env.text(v);
    String plain =
        text.chars()
            .replaceAll("(?s)<!--.*?-->", "")
            .replaceAll("<[^>]*>", "")
            .replaceAll("\\s+", " ")
            .strip()
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&");
    return text.derive(plain);
  }

  private static Text urlEncode(Environment env, Value v) {
    if (v instanceof Dict || v instanceof Items) {
      List<Value> pairs = v instanceof Dict dict ? dict.pairs() : Iteration.all(env, v);
      List<String> parts = new ArrayList<>();
      for (Value pair : pairs) {
        List<Value> two = Iteration.all(env, pair);
        parts.add(
            quote(env.text(two.get(0)).chars(), "")
                + "="
                + quote(env.text(two.get(1)).chars(), ""));
      }
      return Text.of(String.join("&", parts));
    }
    Text text = env.text(v);
    return text.derive(quote(text.chars(), "/"));
  }

  private static String quote(String text, String safe) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "_.-~".indexOf(c) >= 0);
      if (plain || safe.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return out.toString();
  }

  private static Value xmlAttributes(Environment env, Value v, Arguments a) {
    boolean space = a.optionalFlag("autospace", true);
    a.end();
    if (!(v instanceof Dict dict)) {
      throw new TemplateError("xmlattr of a value of type " + Types.name(v));
    }
    TextBuilder out = env.newText();
    for (Dict.Entry entry : dict.entries()) {
      if (entry.value() instanceof Value.None || entry.value() instanceof Undefined) {
        continue;
      }
      Text key = env.text(entry.key());
      if (key.chars().matches("(?s).*[\\s/>=].*")) {
        throw new TemplateError(
            "invalid character in attribute name: " + Types.shorten(key.chars()));
      }
      out.append(out.length() > 0 || space ? " " : "");
      out.append(Escaping.escape(env, key)).append("=\"");
      out.append(Escaping.escape(env, env.text(entry.value()))).append("\"");
    }
    return out.toText();
  }

  private static Value fileSize(Value v, Arguments a) {
    boolean binary = a.optionalFlag("binary", false);
    a.end();
    double bytes =
        Conversions.toFloat(v, Value.NONE) instanceof Value.Real real ? real.value() : Double.NaN;
    if (Double.isNaN(bytes)) {
      throw new TemplateError("filesizeformat of a value of type " + Types.name(v));
    }
    double base = binary ? 1024 : 1000;
    if (bytes == 1) {
      return Text.of("1 Byte");
    }
    if (bytes < base) {
      return Text.of((long) bytes + " Bytes");
    }
    String[] units =
        binary
            ? new String[] {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"}
            : new String[] {"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
    double size = bytes / base;
    int unit = 0;
    while (size >= base && unit < units.length - 1) {
      size /= base;
      unit++;
    }
    return Text.of(String.format(Locale.ROOT, "%.1f %s", size, units[unit]));
  }
}
