package luthier.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Computes expressions.
final class Evaluator {

  private final Environment environment;
  private final Tests tests;
  private final Filters filters;

  Evaluator(Environment environment) {
    this.environment = environment;
    this.tests = new Tests(environment);
    this.filters = new Filters(environment, tests);
  }

  Value evaluate(Expr expression, Scope scope) {
    try {
      environment.meter().step();
      return value(expression, scope);
    } catch (TemplateError e) {
      throw e.at(expression.line());
    }
  }

  private Value value(Expr expression, Scope scope) {
    return switch (expression) {
      case Expr.Literal literal -> literal.value();
      case Expr.Name name -> {
        Value found = scope.get(name.name());
        yield found == null ? Undefined.name(name.name()) : found;
      }
      case Expr.ListOf list -> Items.list(all(list.items(), scope));
      case Expr.TupleOf tuple -> Items.tuple(all(tuple.items(), scope));
      case Expr.DictOf dict -> dict(dict, scope);
      case Expr.Attribute attribute ->
          Access.attribute(environment, evaluate(attribute.owner(), scope), attribute.name());
      case Expr.Subscript subscript ->
          Access.item(
              environment, evaluate(subscript.owner(), scope), evaluate(subscript.key(), scope));
      case Expr.Slice slice ->
          Access.slice(
              environment,
              evaluate(slice.owner(), scope),
              maybe(slice.start(), scope),
              maybe(slice.stop(), scope),
              maybe(slice.step(), scope));
      case Expr.Call call -> call(call, scope, Map.of());
      case Expr.Filter filter -> filter(evaluate(filter.operand(), scope), filter.filter(), scope);
      case Expr.Test test -> test(test, scope);
      case Expr.Not not -> Value.of(!Operators.truth(evaluate(not.operand(), scope)));
      case Expr.And and -> {
        Value left = evaluate(and.left(), scope);
        yield Operators.truth(left) ? evaluate(and.right(), scope) : left;
      }
      case Expr.Or or -> {
        Value left = evaluate(or.left(), scope);
        yield Operators.truth(left) ? left : evaluate(or.right(), scope);
      }
      case Expr.Condition condition -> condition(condition, scope);
      case Expr.Sign sign -> Arithmetic.sign(evaluate(sign.operand(), scope), sign.negative());
      case Expr.Arithmetic arithmetic ->
          Arithmetic.apply(
              environment,
              arithmetic.operator(),
              evaluate(arithmetic.left(), scope),
              evaluate(arithmetic.right(), scope));
      case Expr.Concat concat -> Operators.join(environment, all(concat.parts(), scope));
      case Expr.Compare compare -> compare(compare, scope);
    };
  }

  private @Nullable Value maybe(@Nullable Expr expression, Scope scope) {
    return expression == null ? null : evaluate(expression, scope);
  }

  private List<Value> all(List<Expr> expressions, Scope scope) {
    List<Value> values = new ArrayList<>();
    for (Expr expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private Value dict(Expr.DictOf dict, Scope scope) {
    Dict.Builder builder = new Dict.Builder();
    for (Expr.Pair pair : dict.pairs()) {
      builder.put(evaluate(pair.key(), scope), evaluate(pair.value(), scope));
    }
    return builder.build();
  }

  private Value condition(Expr.Condition condition, Scope scope) {
    if (Operators.truth(evaluate(condition.test(), scope))) {
      return evaluate(condition.value(), scope);
    }
    return condition.otherwise() == null
        ? new Undefined("the inline if-expression has no else branch and its condition is false")
        : evaluate(condition.otherwise(), scope);
  }

  private Value compare(Expr.Compare compare, Scope scope) {
    Value left = evaluate(compare.first(), scope);
    for (Expr.Comparison each : compare.rest()) {
      Value right = evaluate(each.right(), scope);
      if (!Operators.compare(environment, each.operator(), left, right)) {
        return Value.FALSE;
      }
      left = right;
    }
    return Value.TRUE;
  }

  private Value test(Expr.Test test, Scope scope) {
    if (!Tests.exists(test.name())) {
      throw new TemplateError("no test named '" + Types.shorten(test.name()) + "'");
    }
    Value operand = evaluate(test.operand(), scope);
    Arguments arguments = arguments(test.name(), test.args(), scope, Map.of());
    return Value.of(tests.holds(test.name(), operand, arguments));
  }

  Value filter(Value operand, Expr.FilterCall filter, Scope scope) {
    if (!Filters.exists(filter.name())) {
      throw new TemplateError("no filter named '" + Types.shorten(filter.name()) + "'")
          .at(filter.line());
    }
    Arguments arguments = arguments(filter.name(), filter.args(), scope, Map.of());
    return filters.apply(filter.name(), operand, arguments);
  }

  /// @param further named arguments besides those of the expression
  Value call(Expr.Call call, Scope scope, Map<String, Value> further) {
    Value callee = evaluate(call.callee(), scope);
    if (callee instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (!(callee instanceof Host host)) {
      throw new TemplateError("'" + Types.name(callee) + "' object is not callable");
    }
    return host.call(arguments(name(call.callee()), call.args(), scope, further));
  }

  private static String name(Expr callee) {
    return switch (callee) {
      case Expr.Name name -> name.name();
      case Expr.Attribute attribute -> attribute.name();
      default -> "the function";
    };
  }

  private Arguments arguments(
      String callee, Expr.Args args, Scope scope, Map<String, Value> further) {
    List<Value> positional = new ArrayList<>(all(args.positional(), scope));
    if (args.star() != null) {
      positional.addAll(Iteration.all(environment, evaluate(args.star(), scope)));
    }
    Map<String, Value> named = new LinkedHashMap<>();
    for (Expr.Named each : args.named()) {
      named.put(each.name(), evaluate(each.value(), scope));
    }
    if (args.doubleStar() != null) {
      if (!(evaluate(args.doubleStar(), scope) instanceof Dict dict)) {
        throw new TemplateError("argument after ** must be a mapping");
      }
      for (Dict.Entry entry : dict.entries()) {
        named.put(environment.text(entry.key()).chars(), entry.value());
      }
    }
    named.putAll(further);
    return new Arguments(callee, positional, named);
  }
}
