package luthier.jinja;

import java.math.BigInteger;

/// Values as text: Python's `str` and `repr`.
final class Printing {

  private Printing() {}

  /// What `{{ value }}` prints.
  static Text text(Environment environment, Value value) {
    return switch (value) {
      case Text text -> text;
      case Undefined _ -> Text.EMPTY;
      default -> repr(environment, value);
    };
  }

  /// The value as it stands inside a printed list.
  ///
  /// @throws TemplateError for values whose text Python makes of memory addresses
  static Text repr(Environment environment, Value value) {
    TextBuilder out = environment.newText();
    append(environment, value, out);
    return out.toText();
  }

  private static void append(Environment environment, Value value, TextBuilder out) {
    environment.meter().step();
    switch (value) {
      case Value.None _ -> out.append("None");
      case Value.Bool bool -> out.append(bool.value() ? "True" : "False");
      case Value.Int integer -> out.append(integer(environment, integer.value()));
      case Value.Real real -> out.append(Numbers.text(real.value()));
      case Text text -> quote(text, out);
      case Undefined _ -> out.append("Undefined");
      case Items items -> appendItems(environment, items, out);
      case Dict dict -> appendDict(environment, dict, out);
      case Stream _ ->
          throw new TemplateError("a generator has no text; make it a list with '|list' first");
      case Host host ->
          throw new TemplateError("a value of type '" + host.typeName() + "' has no text");
    }
  }

  static String integer(Environment environment, BigInteger value) {
    environment.meter().integerBits(value.bitLength());
    return value.toString();
  }

  private static void appendItems(Environment environment, Items items, TextBuilder out) {
    Items.Kind kind = items.kind();
    if (kind == Items.Kind.RANGE) {
      throw new TemplateError("a range has no text; make it a list with '|list' first");
    }
    String open = kind.tuple() ? "(" : kind.view() ? kind.typeName() + "([" : "[";
    String close = kind.tuple() ? ")" : kind.view() ? "])" : "]";
    out.append(open);
    boolean first = true;
    for (Value item : items.values()) {
      if (!first) {
        out.append(", ");
      }
      first = false;
      append(environment, item, out);
    }
    if (kind.tuple() && items.size() == 1) {
      out.append(",");
    }
    out.append(close);
  }

  private static void appendDict(Environment environment, Dict dict, TextBuilder out) {
    out.append("{");
    boolean first = true;
    for (Dict.Entry entry : dict.entries()) {
      if (!first) {
        out.append(", ");
      }
      first = false;
      append(environment, entry.key(), out);
      out.append(": ");
      append(environment, entry.value(), out);
    }
    out.append("}");
  }

  /// In single quotes, unless only double ones need no escape.
  private static void quote(Text text, TextBuilder out) {
    String chars = text.chars();
    char quote = chars.indexOf('\'') >= 0 && chars.indexOf('"') < 0 ? '"' : '\'';
    out.append(Character.toString(quote));
    int i = 0;
    while (i < chars.length()) {
      int codePoint = chars.codePointAt(i);
      Mark mark = text.mark(i);
      if (codePoint == quote || codePoint == '\\') {
        out.append("\\" + (char) codePoint, mark);
      } else if (Chars.isPrintable(codePoint)) {
        out.appendCodePoint(codePoint, mark);
      } else {
        out.append(escape(codePoint), mark);
      }
      i += Character.charCount(codePoint);
    }
    out.append(Character.toString(quote));
  }

  private static String escape(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          codePoint < 0x100
              ? String.format("\\x%02x", codePoint)
              : codePoint < 0x10000
                  ? String.format("\\u%04x", codePoint)
                  : String.format("\\U%08x", codePoint);
    };
  }
}
