package luthier.jinja;

import java.util.ArrayList;
import java.util.List;

/// `tojson` as transformers defines it: Python's `json.dumps(ensure_ascii=False)`, nothing escaped
/// for HTML.
final class JsonText {

  private final Environment environment;
  private final TextBuilder out;
  private final boolean ascii;
  private final boolean sorted;
  private final int indent; // -1: one line
  private final Text itemSeparator;
  private final Text keySeparator;

  private JsonText(
      Environment environment,
      boolean ascii,
      boolean sorted,
      int indent,
      Text itemSeparator,
      Text keySeparator) {
    this.environment = environment;
    this.out = environment.newText();
    this.ascii = ascii;
    this.sorted = sorted;
    this.indent = indent;
    this.itemSeparator = itemSeparator;
    this.keySeparator = keySeparator;
  }

  /// The filter: `tojson(ensure_ascii=False, indent=None, separators=None, sort_keys=False)`.
  static Text filter(Environment environment, Value value, Arguments arguments) {
    boolean ascii = arguments.optionalFlag("ensure_ascii", false);
    Value indent = arguments.optional("indent", Value.NONE);
    Value separators = arguments.optional("separators", Value.NONE);
    boolean sorted = arguments.optionalFlag("sort_keys", false);
    arguments.end();
    int spaces = indent instanceof Value.None ? -1 : Math.max(0, Numbers.index(indent, "indent"));
    Text item = Text.of(spaces >= 0 ? "," : ", ");
    Text key = Text.of(": ");
    if (separators instanceof Items pair && pair.size() == 2) {
      item = environment.text(pair.values().get(0));
      key = environment.text(pair.values().get(1));
    }
    JsonText json = new JsonText(environment, ascii, sorted, spaces, item, key);
    json.append(value, 0);
    return json.out.toText();
  }

  private void append(Value value, int depth) {
    environment.meter().step();
    if (depth > 200) {
      throw new TemplateError("tojson: more than 200 levels deep");
    }
    switch (value) {
      case Value.None _ -> out.append("null");
      case Value.Bool bool -> out.append(bool.value() ? "true" : "false");
      case Value.Int integer -> out.append(environment.text(integer));
      case Value.Real real -> out.append(number(real.value()));
      case Text text -> quote(text);
      case Items items when items.kind() == Items.Kind.LIST || items.kind().tuple() -> {
        List<Runnable> parts = new ArrayList<>();
        items.values().forEach(each -> parts.add(() -> append(each, depth + 1)));
        container("[", parts, "]", depth);
      }
      case Dict dict -> container("{", pairs(dict, depth), "}", depth);
      case Undefined undefined -> throw undefined.error();
      case Items _, Stream _, Host _ ->
          throw new TemplateError(
              "Object of type " + Types.name(value) + " is not JSON serializable");
    }
  }

  private List<Runnable> pairs(Dict dict, int depth) {
    List<Dict.Entry> entries = new ArrayList<>(dict.entries());
    if (sorted) {
      entries.sort((a, b) -> Operators.order(environment, "<", a.key(), b.key()));
    }
    List<Runnable> parts = new ArrayList<>();
    for (Dict.Entry entry : entries) {
      parts.add(() -> {
        key(entry.key());
        out.append(keySeparator);
        append(entry.value(), depth + 1);
      });
    }
    return parts;
  }

  private void key(Value key) {
    switch (key) {
      case Text text -> quote(text);
      case Value.Bool _, Value.None _, Value.Int _, Value.Real _ -> {
        out.append("\"");
        append(key, 0);
        out.append("\"");
      }
      default -> throw new TemplateError("keys of JSON must be strings, found " + Types.name(key));
    }
  }

  private void container(String open, List<Runnable> parts, String close, int depth) {
    out.append(open);
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        out.append(itemSeparator);
      }
      newLine(depth + 1);
      parts.get(i).run();
    }
    if (!parts.isEmpty()) {
      newLine(depth);
    }
    out.append(close);
  }

  private void newLine(int depth) {
    if (indent >= 0) {
      out.append("\n").repeat(Text.of(" "), (long) indent * depth);
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    return Numbers.text(value);
  }

  private void quote(Text text) {
    out.append("\"");
    String chars = text.chars();
    for (int i = 0; i < chars.length(); i++) {
      char c = chars.charAt(i);
      Mark mark = text.mark(i);
      switch (c) {
        case '"' -> out.append("\\\"", mark);
        case '\\' -> out.append("\\\\", mark);
        case '\n' -> out.append("\\n", mark);
        case '\r' -> out.append("\\r", mark);
        case '\t' -> out.append("\\t", mark);
        case '\b' -> out.append("\\b", mark);
        case '\f' -> out.append("\\f", mark);
        default -> {
          if (c < 0x20 || (ascii && c > 0x7e)) {
            out.append(String.format("\\u%04x", (int) c), mark);
          } else {
            out.append(text, i, i + 1);
          }
        }
      }
    }
    out.append("\"");
  }
}
