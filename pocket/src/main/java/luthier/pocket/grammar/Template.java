package luthier.pocket.grammar;

import java.util.ArrayList;
import java.util.List;

/// A parsed right-hand side of a rule.
///
/// | Written | Means |
/// |---|---|
/// | `[a\|b\|]` | one of the alternatives, which may be empty |
/// | `{x}` | the variable `x`, else the rule `x` |
/// | `{x.attr}` | a word of the entity in variable `x` |
/// | `{x=rule}`, `{!x=rule}` | expand the rule and remember it as `x`, shown or silent |
/// | `{x@table}`, `{x@table:attr=a,b&other}` | pick a row that meets all conditions, silently; never a row that another variable holds |
/// | `{a …}`, `{s …}`, `{^ …}`, `{up …}` | with article, in the plural, with a capital, in capitals |
sealed interface Template {

  record Text(String text) implements Template {}

  record Sequence(List<Template> parts) implements Template {}

  record Choice(List<Template> alternatives) implements Template {}

  record Name(String name, String attribute) implements Template {}

  record Bind(String variable, Template value, boolean silent) implements Template {}

  record Pick(String variable, String table, List<Condition> conditions) implements Template {}

  /// What a picked row must have.
  ///
  /// @param attribute a word of that name
  /// @param values one of these words; empty where any will do
  record Condition(String attribute, List<String> values) {

    boolean holdsFor(Entity row) {
      return row.has(attribute) && (values.isEmpty() || values.contains(row.get(attribute)));
    }
  }

  record Change(String function, Template value) implements Template {}

  /// @throws IllegalArgumentException where brackets do not match
  static Template parse(String source) {
    Parser parser = new Parser(source);
    Template template = parser.sequence("");
    if (parser.at < source.length()) {
      throw new IllegalArgumentException(
          "unexpected '" + source.charAt(parser.at) + "' in: " + source);
    }
    return template;
  }

  /// Recursive descent over one line.
  final class Parser {

    private final String source;
    private int at;

    private Parser(String source) {
      this.source = source;
    }

    private Template sequence(String stops) {
      List<Template> parts = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      while (at < source.length() && stops.indexOf(source.charAt(at)) < 0) {
        char c = source.charAt(at++);
        if (c == '\\' && at < source.length()) {
          char escaped = source.charAt(at++);
          text.append(escaped == 'n' ? '\n' : escaped);
        } else if (c == '{' || c == '[') {
          flush(text, parts);
          parts.add(c == '{' ? braces() : choice());
        } else if (c == '}' || c == ']') {
          throw new IllegalArgumentException("'" + c + "' closes nothing in: " + source);
        } else {
          text.append(c);
        }
      }
      flush(text, parts);
      return parts.size() == 1 ? parts.get(0) : new Sequence(List.copyOf(parts));
    }

    private static void flush(StringBuilder text, List<Template> parts) {
      if (!text.isEmpty()) {
        parts.add(new Text(text.toString()));
        text.setLength(0);
      }
    }

    private Template choice() {
      List<Template> alternatives = new ArrayList<>();
      do {
        alternatives.add(sequence("|]"));
        if (at >= source.length()) {
          throw new IllegalArgumentException("'[' is never closed in: " + source);
        }
      } while (source.charAt(at++) == '|');
      return new Choice(List.copyOf(alternatives));
    }

    private Template braces() {
      int end = source.indexOf('}', at);
      if (end < 0) {
        throw new IllegalArgumentException("'{' is never closed in: " + source);
      }
      String inside = source.substring(at, end);
      at = end + 1;
      return reference(inside);
    }

    private static Template reference(String inside) {
      if (inside.startsWith("^")) {
        return new Change("^", reference(inside.substring(1).strip()));
      }
      int pick = inside.indexOf('@');
      if (pick > 0) {
        return pick(inside.substring(0, pick), inside.substring(pick + 1));
      }
      int blank = inside.indexOf(' ');
      if (blank > 0) {
        return new Change(
            inside.substring(0, blank), reference(inside.substring(blank + 1).strip()));
      }
      boolean silent = inside.startsWith("!");
      String body = silent ? inside.substring(1) : inside;
      int equals = body.indexOf('=');
      if (equals > 0) {
        return new Bind(body.substring(0, equals), reference(body.substring(equals + 1)), silent);
      }
      int dot = body.indexOf('.');
      return dot > 0
          ? new Name(body.substring(0, dot), body.substring(dot + 1))
          : new Name(body, "");
    }

    private static Template pick(String variable, String rest) {
      int colon = rest.indexOf(':');
      if (colon < 0) {
        return new Pick(variable, rest, List.of());
      }
      List<Condition> conditions = new ArrayList<>();
      for (String condition : rest.substring(colon + 1).split("&")) {
        int equals = condition.indexOf('=');
        conditions.add(
            equals < 0
                ? new Condition(condition, List.of())
                : new Condition(
                    condition.substring(0, equals),
                    List.of(condition.substring(equals + 1).split(","))));
      }
      return new Pick(variable, rest.substring(0, colon), List.copyOf(conditions));
    }
  }
}
