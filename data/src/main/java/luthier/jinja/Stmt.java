package luthier.jinja;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A statement as parsed: what stands between the expressions of a template.
sealed interface Stmt {

  /// 1-based line where it starts.
  int line();

  record Data(int line, String text) implements Stmt {}

  record Print(int line, Expr value) implements Stmt {}

  /// The first branch whose test is true runs.
  record If(int line, List<Branch> branches, List<Stmt> otherwise) implements Stmt {}

  record Branch(Expr test, List<Stmt> body) {}

  record For(
      int line,
      Target target,
      Expr items,
      @Nullable Expr test,
      boolean recursive,
      List<Stmt> body,
      List<Stmt> otherwise)
      implements Stmt {}

  record Break(int line) implements Stmt {}

  record Continue(int line) implements Stmt {}

  record Assign(int line, Target target, Expr value) implements Stmt {}

  /// `{% set x | filters %}…{% endset %}`.
  record AssignBlock(int line, Target target, List<Expr.FilterCall> filters, List<Stmt> body)
      implements Stmt {}

  record With(int line, List<Target> targets, List<Expr> values, List<Stmt> body) implements Stmt {}

  record DefineMacro(int line, Signature macro) implements Stmt {}

  /// `{% call(args) macro(…) %}…{% endcall %}`: the body is the macro's `caller`.
  record CallBlock(int line, Expr.Call call, Signature caller) implements Stmt {}

  record FilterBlock(int line, List<Expr.FilterCall> filters, List<Stmt> body) implements Stmt {}

  /// A named block: without inheritance, its body with the variables of the template.
  record Block(int line, String name, List<Stmt> body) implements Stmt {}

  record Autoescape(int line, Expr on, List<Stmt> body) implements Stmt {}

  /// `{% generation %}…{% endgeneration %}`: what the model is to write.
  record Generation(int line, List<Stmt> body) implements Stmt {}

  /// A tag that needs other templates (`include`, `import`, `extends`), of which there are none.
  record NeedsLoader(int line, String tag) implements Stmt {}

  /// Parameters and body of a macro.
  ///
  /// @param defaults of the last parameters
  /// @param specials which of `varargs`, `kwargs` and `caller` the body reads; only these are
  ///   accepted
  record Signature(
      String name,
      List<String> parameters,
      List<Expr> defaults,
      Set<String> specials,
      List<Stmt> body) {}

  /// Where a value is assigned.
  sealed interface Target {}

  record Variable(String name) implements Target {}

  record Attribute(String namespace, String name) implements Target {}

  record Tuple(List<Target> targets) implements Target {}
}
