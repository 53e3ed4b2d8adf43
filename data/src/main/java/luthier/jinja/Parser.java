package luthier.jinja;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Parses the statements of a template.
final class Parser {

  private static final Set<String> SPECIALS = Set.of("varargs", "kwargs", "caller");

  private final TokenStream stream;
  private final ExpressionParser expressions;
  private final List<String> openTags = new ArrayList<>();
  private final Set<String> blockNames = new HashSet<>();
  private int loops;

  private Parser(List<Token> tokens) {
    this.stream = new TokenStream(tokens);
    this.expressions = new ExpressionParser(stream);
  }

  /// @throws TemplateError with its line, where the template is malformed
  static List<Stmt> parse(String source) {
    return new Parser(Lexer.tokens(source)).statements(Set.of());
  }

  /// Statements up to a tag of one of these names, which stays the current token; or up to the end
  /// of the template when there are none.
  private List<Stmt> statements(Set<String> endTags) {
    List<Stmt> body = new ArrayList<>();
    while (true) {
      Token token = stream.next();
      switch (token.type()) {
        case DATA -> body.add(new Stmt.Data(token.line(), token.text()));
        case VARIABLE_BEGIN -> {
          body.add(new Stmt.Print(token.line(), expressions.tuple()));
          stream.expect(Token.Type.VARIABLE_END);
        }
        case BLOCK_BEGIN -> {
          Token tag = stream.current();
          if (tag.type() == Token.Type.NAME && endTags.contains(tag.text())) {
            return List.copyOf(body);
          }
          body.add(statement());
          stream.expect(Token.Type.BLOCK_END);
        }
        case END -> {
          if (!endTags.isEmpty()) {
            throw stream.fail("the template ends where '" + openTags.getLast() + "' is still open");
          }
          return List.copyOf(body);
        }
        default -> throw stream.fail("unexpected " + token.describe());
      }
    }
  }

  /// The body between the end of the current tag and one of the end tags, which becomes the current
  /// token.
  private List<Stmt> body(String... endTags) {
    stream.expect(Token.Type.BLOCK_END);
    return statements(Set.of(endTags));
  }

  /// The same where the body is rendered apart from its surroundings: a loop around it is no loop
  /// of the body.
  private List<Stmt> capturedUntil(String endTag) {
    int outerLoops = loops;
    loops = 0;
    List<Stmt> body = bodyUntil(endTag);
    loops = outerLoops;
    return body;
  }

  /// The body up to its only end tag, which is passed.
  private List<Stmt> bodyUntil(String endTag) {
    List<Stmt> body = body(endTag);
    stream.next();
    return body;
  }

  private Stmt statement() {
    Token tag = stream.expect(Token.Type.NAME);
    openTags.add(tag.text());
    stream.enter();
    int line = tag.line();
    Stmt result =
        switch (tag.text()) {
          case "if" -> expressions.parseOptional(true, () -> parseIf(line));
          case "for" -> apart(() -> parseFor(line));
          case "set" -> parseSet(line);
          case "macro" -> apart(() -> parseMacro(line));
          case "call" -> apart(() -> parseCall(line));
          case "filter" -> apart(() -> parseFilter(line));
          case "with" -> apart(() -> parseWith(line));
          case "block" -> apart(() -> parseBlock(line));
          case "generation" -> apart(() -> parseGeneration(line));
          case "autoescape" -> apart(() -> parseAutoescape(line));
          case "print" -> new Stmt.Print(line, expressions.tuple());
          case "break", "continue" -> loopControl(tag);
          case "include", "import", "extends", "from" -> needsLoader(tag);
          default -> throw unknownTag(tag);
        };
    stream.leave();
    openTags.removeLast();
    return result;
  }

  /// Jinja compiles the bodies of these tags apart: what is unknown in them is an error at once.
  private <T extends Stmt> Stmt apart(Supplier<T> part) {
    return expressions.parseOptional(false, part);
  }

  private TemplateError unknownTag(Token tag) {
    openTags.removeLast();
    String hint = openTags.isEmpty() ? "" : "; '" + openTags.getLast() + "' is still open";
    return new TemplateError("unknown tag '" + Types.shorten(tag.text()) + "'" + hint)
        .at(tag.line());
  }

  private Stmt.If parseIf(int line) {
    List<Stmt.Branch> branches = new ArrayList<>();
    while (true) {
      Expr test = expressions.tupleWithoutCondition(null);
      branches.add(new Stmt.Branch(test, body("elif", "else", "endif")));
      String tag = stream.next().text();
      if (tag.equals("elif")) {
        continue;
      }
      List<Stmt> otherwise = tag.equals("else") ? bodyUntil("endif") : List.of();
      return new Stmt.If(line, List.copyOf(branches), otherwise);
    }
  }

  private Stmt.For parseFor(int line) {
    Stmt.Target target = forTarget();
    if (!stream.skipName("in")) {
      throw stream.fail("expected 'in', found " + stream.current().describe());
    }
    Expr items = expressions.tupleWithoutCondition("recursive");
    Expr test = stream.skipName("if") ? expressions.expression() : null;
    boolean recursive = stream.skipName("recursive");
    loops++;
    List<Stmt> body = body("endfor", "else");
    loops--;
    List<Stmt> otherwise = stream.next().isName("else") ? bodyUntil("endfor") : List.of();
    return new Stmt.For(line, target, items, test, recursive, body, otherwise);
  }

  private Stmt.Target forTarget() {
    boolean parentheses = stream.skipOperator("(");
    List<Stmt.Target> targets = new ArrayList<>();
    boolean tuple = false;
    do {
      if (stream.current().isName("in") || stream.current().isOperator(")")) {
        break;
      }
      targets.add(stream.current().isOperator("(") ? forTarget() : variable());
      tuple |= stream.current().isOperator(",");
    } while (stream.skipOperator(","));
    if (parentheses) {
      stream.expectOperator(")");
    }
    if (targets.isEmpty()) {
      throw stream.fail("expected a variable, found " + stream.current().describe());
    }
    return tuple ? new Stmt.Tuple(List.copyOf(targets)) : targets.getFirst();
  }

  private Stmt.Variable variable() {
    String name = stream.expect(Token.Type.NAME).text();
    if (Set.of("true", "false", "none", "True", "False", "None").contains(name)) {
      throw stream.fail("cannot assign to '" + name + "'");
    }
    return new Stmt.Variable(name);
  }

  private Stmt parseSet(int line) {
    Stmt.Target target = setTargets();
    if (stream.skipOperator("=")) {
      return new Stmt.Assign(line, target, expressions.tuple());
    }
    List<Expr.FilterCall> filters =
        stream.skipOperator("|") ? expressions.filters() : List.<Expr.FilterCall>of();
    return apart(() -> new Stmt.AssignBlock(line, target, filters, capturedUntil("endset")));
  }

  private Stmt.Target setTargets() {
    boolean parentheses = stream.skipOperator("(");
    List<Stmt.Target> targets = new ArrayList<>();
    boolean tuple = false;
    do {
      if (stream.current().type() != Token.Type.NAME) {
        break;
      }
      targets.add(setTarget());
      tuple |= stream.current().isOperator(",");
    } while (stream.skipOperator(","));
    if (parentheses) {
      stream.expectOperator(")");
    }
    if (targets.isEmpty()) {
      throw stream.fail("expected a variable, found " + stream.current().describe());
    }
    return tuple ? new Stmt.Tuple(List.copyOf(targets)) : targets.getFirst();
  }

  private Stmt.Target setTarget() {
    Stmt.Variable variable = variable();
    if (!stream.skipOperator(".")) {
      return variable;
    }
    return new Stmt.Attribute(variable.name(), stream.expect(Token.Type.NAME).text());
  }

  private Stmt parseMacro(int line) {
    String name = stream.expect(Token.Type.NAME).text();
    return new Stmt.DefineMacro(line, signature(name, "endmacro"));
  }

  private Stmt parseCall(int line) {
    Parameters parameters =
        stream.current().isOperator("(") ? parameters() : new Parameters(List.of(), List.of());
    if (!(expressions.expression() instanceof Expr.Call call)) {
      throw stream.fail("expected a call");
    }
    return new Stmt.CallBlock(line, call, signature("caller", parameters, "endcall"));
  }

  private Stmt.Signature signature(String name, String endTag) {
    return signature(name, parameters(), endTag);
  }

  private record Parameters(List<String> names, List<Expr> defaults) {}

  private Parameters parameters() {
    stream.expectOperator("(");
    List<String> names = new ArrayList<>();
    List<Expr> defaults = new ArrayList<>();
    while (!stream.current().isOperator(")")) {
      if (!names.isEmpty()) {
        stream.expectOperator(",");
      }
      names.add(variable().name());
      if (stream.skipOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw stream.fail("a parameter without default follows one with a default");
      }
    }
    stream.expectOperator(")");
    return new Parameters(List.copyOf(names), List.copyOf(defaults));
  }

  private Stmt.Signature signature(String name, Parameters parameters, String endTag) {
    List<Stmt> body = new ArrayList<>();
    Set<String> read =
        new HashSet<>(expressions.namesReadBy(() -> body.addAll(capturedUntil(endTag))));
    read.retainAll(SPECIALS);
    return new Stmt.Signature(
        name, parameters.names(), parameters.defaults(), Set.copyOf(read), List.copyOf(body));
  }

  private Stmt parseFilter(int line) {
    List<Expr.FilterCall> filters = expressions.filters();
    return new Stmt.FilterBlock(line, filters, capturedUntil("endfilter"));
  }

  private Stmt parseWith(int line) {
    List<Stmt.Target> targets = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (stream.current().type() != Token.Type.BLOCK_END) {
      if (!targets.isEmpty()) {
        stream.expectOperator(",");
      }
      targets.add(variable());
      stream.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Stmt.With(line, List.copyOf(targets), List.copyOf(values), bodyUntil("endwith"));
  }

  private Stmt parseBlock(int line) {
    String name = stream.expect(Token.Type.NAME).text();
    if (!blockNames.add(name)) {
      throw stream.fail("the block '" + name + "' is defined twice");
    }
    stream.skipName("scoped");
    stream.skipName("required");
    List<Stmt> body = bodyUntil("endblock");
    stream.skipName(name);
    return new Stmt.Block(line, name, body);
  }

  private Stmt parseGeneration(int line) {
    return new Stmt.Generation(line, capturedUntil("endgeneration"));
  }

  private Stmt parseAutoescape(int line) {
    Expr on = expressions.expression();
    return new Stmt.Autoescape(line, on, bodyUntil("endautoescape"));
  }

  private Stmt loopControl(Token tag) {
    if (loops == 0) {
      throw new TemplateError("'" + tag.text() + "' outside of a loop").at(tag.line());
    }
    return tag.isName("break") ? new Stmt.Break(tag.line()) : new Stmt.Continue(tag.line());
  }

  /// There are no other templates to load; reaching such a tag is an error.
  private Stmt needsLoader(Token tag) {
    while (stream.current().type() != Token.Type.BLOCK_END
        && stream.current().type() != Token.Type.END) {
      stream.next();
    }
    return new Stmt.NeedsLoader(tag.line(), tag.text());
  }
}
