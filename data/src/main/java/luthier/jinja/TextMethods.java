package luthier.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The methods of Python's strings.
final class TextMethods {

  private TextMethods() {}

  /// @return the method bound to the text, null when strings have no such method
  static @Nullable Value bound(Environment environment, Text text, String name) {
    Function.Body body = body(environment, text, name);
    return body == null ? null : new Function(name, body);
  }

  private static Function.@Nullable Body body(Environment env, Text text, String name) {
    return switch (name) {
      case "strip" -> a -> strip(a, text, true, true);
      case "lstrip" -> a -> strip(a, text, true, false);
      case "rstrip" -> a -> strip(a, text, false, true);
      case "upper" -> a -> done(a, Casing.upper(env, text));
      case "lower", "casefold" -> a -> done(a, Casing.lower(env, text));
      case "title" -> a -> done(a, Casing.title(env, text, Character::isLetter));
      case "capitalize" -> a -> done(a, Casing.capitalize(env, text));
      case "swapcase" -> a -> done(a, Casing.swap(env, text));
      case "split" -> a -> split(a, env, text, false);
      case "rsplit" -> a -> split(a, env, text, true);
      case "splitlines" -> a -> splitLines(a, text);
      case "startswith" -> a -> affix(a, text, true);
      case "endswith" -> a -> affix(a, text, false);
      case "removeprefix" -> a -> removePrefix(a, text);
      case "removesuffix" -> a -> removeSuffix(a, text);
      case "replace" -> a -> replace(a, env, text);
      case "find" -> a -> find(a, text, false, false);
      case "rfind" -> a -> find(a, text, true, false);
      case "index" -> a -> find(a, text, false, true);
      case "rindex" -> a -> find(a, text, true, true);
      case "count" -> a -> count(a, text);
      case "join" -> a -> join(a, env, text);
      case "format" -> a -> BraceFormat.format(env, text, a);
      case "partition" -> a -> partition(a, text, false);
      case "rpartition" -> a -> partition(a, text, true);
      case "zfill" -> a -> zeroFill(a, env, text);
      case "center" -> a -> pad(a, env, text, name);
      case "ljust" -> a -> pad(a, env, text, name);
      case "rjust" -> a -> pad(a, env, text, name);
      case "isdigit" -> a -> all(a, text, Chars::isDigit);
      case "isdecimal" -> a -> all(a, text, Character::isDigit);
      case "isnumeric" -> a -> all(a, text, Chars::isNumeric);
      case "isalpha" -> a -> all(a, text, Character::isLetter);
      case "isalnum" -> a -> all(a, text, Chars::isAlphanumeric);
      case "isspace" -> a -> all(a, text, Chars::isSpace);
      case "isupper" -> a -> cased(a, text, true);
      case "islower" -> a -> cased(a, text, false);
      case "encode" ->
          a -> {
            throw new TemplateError("encode() would make bytes, which templates do not have");
          };
      default -> null;
    };
  }

  private static Value done(Arguments arguments, Value result) {
    arguments.end();
    return result;
  }

  private static Value strip(Arguments a, Text text, boolean left, boolean right) {
    Text set = a.optionalText("chars");
    a.end();
    return strip(text, set, left, right);
  }

  /// Without the characters of the set (white space if null) at the chosen ends.
  static Text strip(Text text, @Nullable Text set, boolean left, boolean right) {
    IntPredicate cut = set == null ? Chars::isSpace : c -> set.chars().indexOf(c) >= 0;
    String chars = text.chars();
    int from = 0;
    int to = chars.length();
    while (left && from < to && cut.test(chars.codePointAt(from))) {
      from += Character.charCount(chars.codePointAt(from));
    }
    while (right && to > from && cut.test(chars.codePointBefore(to))) {
      to -= Character.charCount(chars.codePointBefore(to));
    }
    return text.slice(from, to);
  }

  private static Value split(Arguments a, Environment env, Text text, boolean fromRight) {
    Text separator = a.optionalText("sep");
    int most = a.optionalInt("maxsplit", -1);
    a.end();
    if (separator != null && separator.isEmpty()) {
      throw new TemplateError("split() with an empty separator");
    }
    List<Text> parts =
        separator == null
            ? splitSpace(text, most, fromRight)
            : splitOn(text, separator.chars(), most, fromRight);
    env.meter().items(parts.size());
    return Items.list(parts);
  }

  private static List<Text> splitOn(Text text, String separator, int most, boolean fromRight) {
    List<Text> parts = new ArrayList<>();
    String chars = text.chars();
    if (fromRight) {
      int end = chars.length();
      while (most < 0 || parts.size() < most) {
        int at =
            end < separator.length() ? -1 : chars.lastIndexOf(separator, end - separator.length());
        if (at < 0) {
          break;
        }
        parts.addFirst(text.slice(at + separator.length(), end));
        end = at;
      }
      parts.addFirst(text.slice(0, end));
      return parts;
    }
    int start = 0;
    while (most < 0 || parts.size() < most) {
      int at = chars.indexOf(separator, start);
      if (at < 0) {
        break;
      }
      parts.add(text.slice(start, at));
      start = at + separator.length();
    }
    parts.add(text.slice(start, chars.length()));
    return parts;
  }

  private static List<Text> splitSpace(Text text, int most, boolean fromRight) {
    List<Text> parts = new ArrayList<>();
    Text rest = strip(text, null, !fromRight, fromRight);
    while (!rest.isEmpty()) {
      if (most >= 0 && parts.size() == most) {
        Text last = strip(rest, null, true, true);
        if (fromRight) {
          parts.addFirst(strip(rest, null, false, true));
        } else {
          parts.add(strip(rest, null, true, false));
        }
        return last.isEmpty() ? parts.subList(0, parts.size()) : parts;
      }
      String chars = rest.chars();
      if (fromRight) {
        int from = chars.length();
        while (from > 0 && !Chars.isSpace(chars.codePointBefore(from))) {
          from -= Character.charCount(chars.codePointBefore(from));
        }
        parts.addFirst(rest.slice(from, chars.length()));
        rest = strip(rest.slice(0, from), null, false, true);
      } else {
        int to = 0;
        while (to < chars.length() && !Chars.isSpace(chars.codePointAt(to))) {
          to += Character.charCount(chars.codePointAt(to));
        }
        parts.add(rest.slice(0, to));
        rest = strip(rest.slice(to, chars.length()), null, true, false);
      }
    }
    return parts;
  }

  private static Value splitLines(Arguments a, Text text) {
    boolean keep = a.optionalFlag("keepends", false);
    a.end();
    List<Text> lines = new ArrayList<>();
    String chars = text.chars();
    int start = 0;
    for (int i = 0; i < chars.length(); i++) {
      if (Chars.isLineEnd(chars.charAt(i))) {
        boolean pair =
            chars.charAt(i) == '\r' && i + 1 < chars.length() && chars.charAt(i + 1) == '\n';
        int end = pair ? i + 2 : i + 1;
        lines.add(text.slice(start, keep ? end : i));
        start = end;
        i = end - 1;
      }
    }
    if (start < chars.length()) {
      lines.add(text.slice(start, chars.length()));
    }
    return Items.list(lines);
  }

  private static Value affix(Arguments a, Text text, boolean start) {
    Value wanted = a.required(start ? "prefix" : "suffix");
    int from = a.optionalInt("start", 0);
    int to = a.optionalInt("end", Integer.MAX_VALUE);
    a.end();
    Text part = window(text, from, to);
    List<Value> choices =
        wanted instanceof Items items && items.kind().tuple() ? items.values() : List.of(wanted);
    for (Value choice : choices) {
      if (!(choice instanceof Text each)) {
        throw new TemplateError("startswith and endswith take str, not " + Types.name(choice));
      }
      boolean matches =
          start ? part.chars().startsWith(each.chars()) : part.chars().endsWith(each.chars());
      if (matches) {
        return Value.TRUE;
      }
    }
    return Value.FALSE;
  }

  private static Text window(Text text, int from, int to) {
    int length = text.length();
    int start = Math.clamp(from < 0 ? (long) from + length : from, 0, length);
    int end = Math.clamp(to < 0 ? (long) to + length : to, start, length);
    return text.slice(text.unit(start), text.unit(end));
  }

  private static Value removePrefix(Arguments a, Text text) {
    Text prefix = a.requiredText("prefix");
    a.end();
    return text.chars().startsWith(prefix.chars())
        ? text.slice(prefix.chars().length(), text.chars().length())
        : text;
  }

  private static Value removeSuffix(Arguments a, Text text) {
    Text suffix = a.requiredText("suffix");
    a.end();
    return !suffix.isEmpty() && text.chars().endsWith(suffix.chars())
        ? text.slice(0, text.chars().length() - suffix.chars().length())
        : text;
  }

  private static Value replace(Arguments a, Environment env, Text text) {
    Text old = a.requiredText("old");
    Text fresh = a.requiredText("new");
    int most = a.optionalInt("count", -1);
    a.end();
    return replace(env, text, old, fresh, most);
  }

  /// @param most replacements at most; negative for all
  static Text replace(Environment env, Text text, Text old, Text fresh, int most) {
    TextBuilder out = env.newText();
    String chars = text.chars();
    int start = 0;
    int done = 0;
    if (old.isEmpty()) {
      for (int i = 0; i < chars.length(); i += Character.charCount(chars.codePointAt(i))) {
        if (most < 0 || done++ < most) {
          out.append(fresh);
        }
        out.append(text, i, i + Character.charCount(chars.codePointAt(i)));
      }
      return (most < 0 || done < most ? out.append(fresh) : out).toText();
    }
    while (most < 0 || done < most) {
      int at = chars.indexOf(old.chars(), start);
      if (at < 0) {
        break;
      }
      out.append(text, start, at).append(fresh);
      start = at + old.chars().length();
      done++;
    }
    return done == 0 ? text : out.append(text, start, chars.length()).toText();
  }

  private static Value find(Arguments a, Text text, boolean last, boolean must) {
    Text wanted = a.requiredText("sub");
    int from = a.optionalInt("start", 0);
    int to = a.optionalInt("end", Integer.MAX_VALUE);
    a.end();
    Text part = window(text, from, to);
    int at = last ? part.chars().lastIndexOf(wanted.chars()) : part.chars().indexOf(wanted.chars());
    if (at < 0) {
      if (must) {
        throw new TemplateError("substring not found");
      }
      return Value.of(-1);
    }
    int length = text.length();
    int start = Math.clamp(from < 0 ? (long) from + length : from, 0, length);
    return Value.of((long) start + part.index(at));
  }

  private static Value count(Arguments a, Text text) {
    String wanted = a.requiredText("sub").chars();
    a.end();
    if (wanted.isEmpty()) {
      return Value.of(text.length() + 1L);
    }
    long count = 0;
    int at = text.chars().indexOf(wanted);
    while (at >= 0) {
      count++;
      at = text.chars().indexOf(wanted, at + wanted.length());
    }
    return Value.of(count);
  }

  private static Value join(Arguments a, Environment env, Text separator) {
    Value items = a.required("iterable");
    a.end();
    TextBuilder out = env.newText();
    boolean first = true;
    for (Value item : Iteration.all(env, items)) {
      if (!(item instanceof Text text)) {
        throw new TemplateError("join() needs strings, found " + Types.name(item));
      }
      if (!first) {
        out.append(separator);
      }
      out.append(text);
      first = false;
    }
    return out.toText();
  }

  private static Value partition(Arguments a, Text text, boolean last) {
    Text separator = a.requiredText("sep");
    a.end();
    if (separator.isEmpty()) {
      throw new TemplateError("partition() with an empty separator");
    }
    String chars = text.chars();
    int at = last ? chars.lastIndexOf(separator.chars()) : chars.indexOf(separator.chars());
    if (at < 0) {
      return last
          ? Items.tuple(Text.EMPTY, Text.EMPTY, text)
          : Items.tuple(text, Text.EMPTY, Text.EMPTY);
    }
    int end = at + separator.chars().length();
    return Items.tuple(text.slice(0, at), text.slice(at, end), text.slice(end, chars.length()));
  }

  private static Value zeroFill(Arguments a, Environment env, Text text) {
    int width = Numbers.index(a.required("width"), "zfill()");
    a.end();
    int missing = width - text.length();
    if (missing <= 0) {
      return text;
    }
    boolean signed = text.chars().startsWith("-") || text.chars().startsWith("+");
    int sign = signed ? 1 : 0;
    return env.newText()
        .append(text, 0, sign)
        .repeat(Text.of("0"), missing)
        .append(text, sign, text.chars().length())
        .toText();
  }

  private static Value pad(Arguments a, Environment env, Text text, String how) {
    int width = Numbers.index(a.required("width"), how + "()");
    Text fill = a.optionalText("fillchar");
    a.end();
    Text with = fill == null ? Text.of(" ") : fill;
    if (with.length() != 1) {
      throw new TemplateError("the fill character must be exactly one character long");
    }
    int missing = Math.max(0, width - text.length());
    int left =
        switch (how) {
          case "ljust" -> 0;
          case "rjust" -> missing;
          default -> missing / 2 + (missing & width & 1); // as CPython centers
        };
    return env.newText()
        .repeat(with, left)
        .append(text)
        .repeat(with, (long) missing - left)
        .toText();
  }

  private static Value all(Arguments a, Text text, IntPredicate kind) {
    a.end();
    return Value.of(!text.isEmpty() && text.chars().codePoints().allMatch(kind));
  }

  private static Value cased(Arguments a, Text text, boolean upper) {
    a.end();
    return Value.of(isCase(text, upper));
  }

  /// Whether there are letters with case, and all of them have this one.
  static boolean isCase(Text text, boolean upper) {
    String chars = text.chars();
    boolean any = chars.codePoints().anyMatch(Chars::isCased);
    String same = upper ? chars.toUpperCase(Locale.ROOT) : chars.toLowerCase(Locale.ROOT);
    return any && same.equals(chars);
  }
}
