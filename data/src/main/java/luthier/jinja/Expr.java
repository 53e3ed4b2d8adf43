package luthier.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An expression as parsed.
sealed interface Expr {

  /// 1-based line where it starts.
  int line();

  record Literal(int line, Value value) implements Expr {}

  record Name(int line, String name) implements Expr {}

  record ListOf(int line, List<Expr> items) implements Expr {}

  record TupleOf(int line, List<Expr> items) implements Expr {}

  record DictOf(int line, List<Pair> pairs) implements Expr {}

  record Pair(Expr key, Expr value) {}

  record Attribute(int line, Expr owner, String name) implements Expr {}

  record Subscript(int line, Expr owner, Expr key) implements Expr {}

  /// `owner[start:stop:step]`, absent parts null.
  record Slice(int line, Expr owner, @Nullable Expr start, @Nullable Expr stop, @Nullable Expr step)
      implements Expr {}

  record Call(int line, Expr callee, Args args) implements Expr {}

  record Filter(int line, Expr operand, FilterCall filter) implements Expr {}

  /// One filter with its arguments; also those of `{% filter %}` and `{% set x | … %}`.
  record FilterCall(int line, String name, Args args) {}

  record Test(int line, Expr operand, String name, Args args) implements Expr {}

  record Not(int line, Expr operand) implements Expr {}

  record And(int line, Expr left, Expr right) implements Expr {}

  record Or(int line, Expr left, Expr right) implements Expr {}

  /// `value if test else otherwise`.
  record Condition(int line, Expr test, Expr value, @Nullable Expr otherwise) implements Expr {}

  /// `-x` and `+x`.
  record Sign(int line, boolean negative, Expr operand) implements Expr {}

  record Arithmetic(int line, String operator, Expr left, Expr right) implements Expr {}

  /// `a ~ b ~ c`.
  record Concat(int line, List<Expr> parts) implements Expr {}

  /// `first < b <= c …`: each comparison with its left neighbour, ending at the first false one.
  record Compare(int line, Expr first, List<Comparison> rest) implements Expr {}

  record Comparison(String operator, Expr right) {}

  /// The arguments of a call.
  ///
  /// @param star what `*x` spreads, or null
  /// @param doubleStar what `**x` spreads, or null
  record Args(
      List<Expr> positional, List<Named> named, @Nullable Expr star, @Nullable Expr doubleStar) {

    static final Args NONE = new Args(List.of(), List.of(), null, null);

    static Args of(Expr single) {
      return new Args(List.of(single), List.of(), null, null);
    }
  }

  record Named(String name, Expr value) {}
}
