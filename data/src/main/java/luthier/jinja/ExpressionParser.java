package luthier.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Parses expressions, by recursive descent in Jinja's order of precedence: `if` `or` `and` `not`,
/// comparisons, `+ -`, `~`, `* / // %`, `**`, signs, then postfixes, filters and tests.
final class ExpressionParser {

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> PRODUCTS = Set.of("*", "/", "//", "%");

  private final TokenStream stream;
  private final List<Set<String>> readNames = new ArrayList<>();
  private boolean optional;

  ExpressionParser(TokenStream stream) {
    this.stream = stream;
  }

  /// Runs a part of the parser and gives the names that its expressions read.
  Set<String> namesReadBy(Runnable part) {
    Set<String> names = new HashSet<>();
    readNames.add(names);
    part.run();
    readNames.removeLast();
    return names;
  }

  /// Parses a part that may never run, or (false) one that is compiled on its own: an unknown
  /// filter or test is an error at once, unless it stands where it may never be reached.
  <T> T parseOptional(boolean mayNeverRun, Supplier<T> part) {
    boolean before = optional;
    optional = mayNeverRun;
    try {
      return part.get();
    } finally {
      optional = before;
    }
  }

  Expr expression() {
    return expression(true);
  }

  private Expr expression(boolean withCondition) {
    stream.enter();
    Expr result = withCondition ? condition() : or();
    stream.leave();
    return result;
  }

  private Expr condition() {
    int line = stream.line();
    Expr value = or();
    while (stream.skipName("if")) {
      Expr test = parseOptional(true, this::or);
      Expr otherwise = stream.skipName("else") ? expression() : null;
      value = new Expr.Condition(line, test, value, otherwise);
    }
    return value;
  }

  private Expr or() {
    int line = stream.line();
    Expr left = and();
    while (stream.skipName("or")) {
      left = new Expr.Or(line, left, and());
    }
    return left;
  }

  private Expr and() {
    int line = stream.line();
    Expr left = not();
    while (stream.skipName("and")) {
      left = new Expr.And(line, left, not());
    }
    return left;
  }

  private Expr not() {
    int line = stream.line();
    if (!stream.skipName("not")) {
      return compare();
    }
    stream.enter();
    Expr operand = not();
    stream.leave();
    return new Expr.Not(line, operand);
  }

  private Expr compare() {
    int line = stream.line();
    Expr first = sum();
    List<Expr.Comparison> rest = new ArrayList<>();
    while (true) {
      Token token = stream.current();
      if (token.type() == Token.Type.OPERATOR && COMPARISONS.contains(token.text())) {
        stream.next();
        rest.add(new Expr.Comparison(token.text(), sum()));
      } else if (stream.skipName("in")) {
        rest.add(new Expr.Comparison("in", sum()));
      } else if (token.isName("not") && stream.following().isName("in")) {
        stream.next();
        stream.next();
        rest.add(new Expr.Comparison("not in", sum()));
      } else {
        return rest.isEmpty() ? first : new Expr.Compare(line, first, List.copyOf(rest));
      }
    }
  }

  private Expr sum() {
    int line = stream.line();
    Expr left = concat();
    while (stream.current().isOperator("+") || stream.current().isOperator("-")) {
      left = new Expr.Arithmetic(line, stream.next().text(), left, concat());
    }
    return left;
  }

  private Expr concat() {
    int line = stream.line();
    List<Expr> parts = new ArrayList<>(List.of(product()));
    while (stream.skipOperator("~")) {
      parts.add(product());
    }
    return parts.size() == 1 ? parts.getFirst() : new Expr.Concat(line, List.copyOf(parts));
  }

  private Expr product() {
    int line = stream.line();
    Expr left = power();
    while (stream.current().type() == Token.Type.OPERATOR
        && PRODUCTS.contains(stream.current().text())) {
      left = new Expr.Arithmetic(line, stream.next().text(), left, power());
    }
    return left;
  }

  /// From left to right, and weaker than a sign, both unlike Python.
  private Expr power() {
    int line = stream.line();
    Expr left = unary(true);
    while (stream.skipOperator("**")) {
      left = new Expr.Arithmetic(line, "**", left, unary(true));
    }
    return left;
  }

  private Expr unary(boolean withFilters) {
    int line = stream.line();
    boolean negative = stream.current().isOperator("-");
    Expr result;
    if (negative || stream.current().isOperator("+")) {
      stream.next();
      stream.enter();
      result = new Expr.Sign(line, negative, unary(false));
      stream.leave();
    } else {
      result = primary();
    }
    result = postfixes(result);
    return withFilters ? filtersAndTests(result) : result;
  }

  private Expr primary() {
    Token token = stream.current();
    return switch (token.type()) {
      case NAME -> name(stream.next());
      case STRING -> strings();
      case INTEGER -> new Expr.Literal(token.line(), integer(stream.next().text()));
      case FLOAT -> {
        double value = Double.parseDouble(stream.next().text());
        yield new Expr.Literal(token.line(), new Value.Real(value));
      }
      case OPERATOR ->
          switch (token.text()) {
            case "(" -> parenthesised();
            case "[" -> list();
            case "{" -> dict();
            default -> throw stream.fail("unexpected " + token.describe());
          };
      default -> throw stream.fail("expected an expression, found " + token.describe());
    };
  }

  private Expr name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Expr.Literal(token.line(), Value.TRUE);
      case "false", "False" -> new Expr.Literal(token.line(), Value.FALSE);
      case "none", "None" -> new Expr.Literal(token.line(), Value.NONE);
      default -> {
        readNames.forEach(names -> names.add(token.text()));
        yield new Expr.Name(token.line(), token.text());
      }
    };
  }

  /// Strings that follow each other are one.
  private Expr strings() {
    int line = stream.line();
    StringBuilder text = new StringBuilder();
    while (stream.current().type() == Token.Type.STRING) {
      text.append(stream.next().text());
    }
    return new Expr.Literal(line, Text.of(text.toString()));
  }

  private static Value integer(String digits) {
    int radix =
        digits.length() < 3
            ? 10
            : switch (digits.charAt(1)) {
              case 'x', 'X' -> 16;
              case 'o', 'O' -> 8;
              case 'b', 'B' -> 2;
              default -> 10;
            };
    return new Value.Int(new BigInteger(radix == 10 ? digits : digits.substring(2), radix));
  }

  private Expr parenthesised() {
    stream.expectOperator("(");
    Expr result = tuple(true, null, true);
    stream.expectOperator(")");
    return result;
  }

  /// An expression, or several with commas between them: then a tuple.
  Expr tuple() {
    return tuple(true, null, false);
  }

  /// The same where `if` belongs to the statement.
  Expr tupleWithoutCondition(@Nullable String endingName) {
    return tuple(false, endingName, false);
  }

  private Expr tuple(boolean withCondition, @Nullable String endingName, boolean parentheses) {
    int line = stream.line();
    List<Expr> items = new ArrayList<>();
    boolean tuple = false;
    while (!endsTuple(endingName)) {
      items.add(expression(withCondition));
      if (!stream.skipOperator(",")) {
        break;
      }
      tuple = true;
    }
    if (tuple || items.isEmpty() && parentheses) {
      return new Expr.TupleOf(line, List.copyOf(items));
    }
    if (items.isEmpty()) {
      throw stream.fail("expected an expression, found " + stream.current().describe());
    }
    return items.getFirst();
  }

  private boolean endsTuple(@Nullable String endingName) {
    Token token = stream.current();
    return token.type() == Token.Type.VARIABLE_END
        || token.type() == Token.Type.BLOCK_END
        || token.isOperator(")")
        || endingName != null && token.isName(endingName);
  }

  private Expr list() {
    int line = stream.expectOperator("[").line();
    List<Expr> items = new ArrayList<>();
    while (!stream.current().isOperator("]")) {
      if (!items.isEmpty()) {
        stream.expectOperator(",");
      }
      if (stream.current().isOperator("]")) {
        break;
      }
      items.add(expression());
    }
    stream.expectOperator("]");
    return new Expr.ListOf(line, List.copyOf(items));
  }

  private Expr dict() {
    int line = stream.expectOperator("{").line();
    List<Expr.Pair> pairs = new ArrayList<>();
    while (!stream.current().isOperator("}")) {
      if (!pairs.isEmpty()) {
        stream.expectOperator(",");
      }
      if (stream.current().isOperator("}")) {
        break;
      }
      Expr key = expression();
      stream.expectOperator(":");
      pairs.add(new Expr.Pair(key, expression()));
    }
    stream.expectOperator("}");
    return new Expr.DictOf(line, List.copyOf(pairs));
  }

  private Expr postfixes(Expr operand) {
    Expr result = operand;
    while (true) {
      if (stream.current().isOperator(".")) {
        result = dot(result);
      } else if (stream.current().isOperator("[")) {
        result = subscript(result);
      } else if (stream.current().isOperator("(")) {
        result = call(result);
      } else {
        return result;
      }
    }
  }

  private Expr dot(Expr owner) {
    int line = stream.expectOperator(".").line();
    Token token = stream.next();
    return switch (token.type()) {
      case NAME -> new Expr.Attribute(line, owner, token.text());
      case INTEGER ->
          new Expr.Subscript(line, owner, new Expr.Literal(line, integer(token.text())));
      default -> throw stream.fail("expected a name or number after '.'");
    };
  }

  private Expr subscript(Expr owner) {
    int line = stream.expectOperator("[").line();
    Expr start = stream.current().isOperator(":") ? null : expression();
    Expr result;
    if (stream.skipOperator(":")) {
      Expr stop = endsSlicePart() ? null : expression();
      Expr step = stream.skipOperator(":") && !endsSlicePart() ? expression() : null;
      result = new Expr.Slice(line, owner, start, stop, step);
    } else if (start != null && stream.current().isOperator(",")) {
      List<Expr> keys = new ArrayList<>(List.of(start));
      while (stream.skipOperator(",")) {
        keys.add(expression());
      }
      result = new Expr.Subscript(line, owner, new Expr.TupleOf(line, List.copyOf(keys)));
    } else if (start != null) {
      result = new Expr.Subscript(line, owner, start);
    } else {
      throw stream.fail("expected an expression, found " + stream.current().describe());
    }
    stream.expectOperator("]");
    return result;
  }

  private boolean endsSlicePart() {
    return stream.current().isOperator(":") || stream.current().isOperator("]");
  }

  Expr.Call call(Expr callee) {
    int line = stream.line();
    return new Expr.Call(line, callee, arguments());
  }

  private Expr.Args arguments() {
    stream.expectOperator("(");
    List<Expr> positional = new ArrayList<>();
    List<Expr.Named> named = new ArrayList<>();
    Expr star = null;
    Expr doubleStar = null;
    boolean first = true;
    while (!stream.current().isOperator(")")) {
      if (!first) {
        stream.expectOperator(",");
        if (stream.current().isOperator(")")) {
          break;
        }
      }
      first = false;
      if (star == null && doubleStar == null && stream.skipOperator("*")) {
        star = expression();
      } else if (doubleStar == null && stream.skipOperator("**")) {
        doubleStar = expression();
      } else if (doubleStar == null
          && stream.current().type() == Token.Type.NAME
          && stream.following().isOperator("=")) {
        String name = stream.next().text();
        stream.next();
        named.add(new Expr.Named(name, expression()));
      } else if (star == null && doubleStar == null && named.isEmpty()) {
        positional.add(expression());
      } else {
        throw stream.fail("invalid order of arguments in a call");
      }
    }
    stream.expectOperator(")");
    return new Expr.Args(List.copyOf(positional), List.copyOf(named), star, doubleStar);
  }

  private Expr filtersAndTests(Expr operand) {
    Expr result = operand;
    while (true) {
      int line = stream.line();
      if (stream.skipOperator("|")) {
        result = new Expr.Filter(line, result, filter());
      } else if (stream.skipName("is")) {
        result = test(line, result);
      } else if (stream.current().isOperator("(")) {
        result = call(result);
      } else {
        return result;
      }
    }
  }

  /// `name | other(1)`: the filters of a `{% filter %}` or `{% set %}` block.
  List<Expr.FilterCall> filters() {
    List<Expr.FilterCall> filters = new ArrayList<>(List.of(filter()));
    while (stream.skipOperator("|")) {
      filters.add(filter());
    }
    return List.copyOf(filters);
  }

  private Expr.FilterCall filter() {
    int line = stream.line();
    String name = dottedName();
    if (!optional && !Filters.exists(name)) {
      throw stream.fail("there is no filter named '" + name + "'");
    }
    Expr.Args args = stream.current().isOperator("(") ? arguments() : Expr.Args.NONE;
    return new Expr.FilterCall(line, name, args);
  }

  private Expr test(int line, Expr operand) {
    boolean negated = stream.skipName("not");
    String name = dottedName();
    if (!optional && !Tests.exists(name)) {
      throw stream.fail("there is no test named '" + name + "'");
    }
    Expr.Args args = Expr.Args.NONE;
    if (stream.current().isOperator("(")) {
      args = arguments();
    } else if (startsTestArgument()) {
      if (stream.current().isName("is")) {
        throw stream.fail("tests cannot be chained with 'is'");
      }
      args = Expr.Args.of(postfixes(primary()));
    }
    Expr test = new Expr.Test(line, operand, name, args);
    return negated ? new Expr.Not(line, test) : test;
  }

  private boolean startsTestArgument() {
    Token token = stream.current();
    return switch (token.type()) {
      case NAME -> !token.isName("else") && !token.isName("or") && !token.isName("and");
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.isOperator("(") || token.isOperator("[") || token.isOperator("{");
      default -> false;
    };
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(stream.expect(Token.Type.NAME).text());
    while (stream.skipOperator(".")) {
      name.append('.').append(stream.expect(Token.Type.NAME).text());
    }
    return name.toString();
  }
}
