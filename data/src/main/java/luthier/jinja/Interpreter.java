package luthier.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs the statements of one rendering.
final class Interpreter {

  /// How a list of statements ended.
  private enum Flow {
    NORMAL,
    BREAK,
    CONTINUE
  }

  private final Environment environment;
  private final Evaluator evaluator;
  private final List<Integer> iterationItems = new ArrayList<>(List.of(-1));
  private TextBuilder out;
  private Scope scope;
  private int iteration; // of the outermost loop, 0 outside
  private int iterations;
  private int generation;
  private int generations;
  private boolean inLoop;

  Interpreter(Environment environment, Scope globals) {
    this.environment = environment;
    this.scope = new Scope(globals);
    this.out = environment.newText();
    this.evaluator = new Evaluator(environment);
  }

  Text run(List<Stmt> statements) {
    execute(statements);
    return out.toText();
  }

  /// For each iteration number the traced item that the loop was at, -1 for none.
  List<Integer> iterationItems() {
    return List.copyOf(iterationItems);
  }

  private Flow execute(List<Stmt> statements) {
    for (Stmt statement : statements) {
      try {
        environment.meter().step();
        Flow flow = execute(statement);
        if (flow != Flow.NORMAL) {
          return flow;
        }
      } catch (TemplateError e) {
        throw e.at(statement.line());
      }
    }
    return Flow.NORMAL;
  }

  private Flow execute(Stmt statement) {
    switch (statement) {
      case Stmt.Data data -> out.emit(Text.of(data.text()), iteration, generation);
      case Stmt.Print print -> print(evaluate(print.value()));
      case Stmt.If branches -> {
        return executeIf(branches);
      }
      case Stmt.For loop -> executeFor(loop);
      case Stmt.Break _ -> {
        return Flow.BREAK;
      }
      case Stmt.Continue _ -> {
        return Flow.CONTINUE;
      }
      case Stmt.Assign assign -> assign(assign.target(), evaluate(assign.value()));
      case Stmt.AssignBlock block ->
          assign(block.target(), filtered(captured(block.body()), block.filters()));
      case Stmt.With with -> executeWith(with);
      case Stmt.DefineMacro macro -> scope.set(macro.macro().name(), macro(macro.macro()));
      case Stmt.CallBlock call -> executeCall(call);
      case Stmt.FilterBlock block -> print(filtered(captured(block.body()), block.filters()));
      case Stmt.Block block -> {
        return inner(block.body());
      }
      case Stmt.Autoescape autoescape -> executeAutoescape(autoescape);
      case Stmt.Generation block -> executeGeneration(block);
      case Stmt.NeedsLoader tag ->
          throw new TemplateError(
              "'" + tag.tag() + "' needs other templates, which chat templates do not have");
    }
    return Flow.NORMAL;
  }

  private Value evaluate(Expr expression) {
    return evaluator.evaluate(expression, scope);
  }

  private void print(Value value) {
    Text text = environment.text(value);
    if (environment.autoescape()) {
      text = Escaping.escape(environment, text);
    }
    out.emit(text, iteration, generation);
  }

  private Flow executeIf(Stmt.If statement) {
    for (Stmt.Branch branch : statement.branches()) {
      if (Operators.truth(evaluate(branch.test()))) {
        return execute(branch.body());
      }
    }
    return execute(statement.otherwise());
  }

  private Flow inner(List<Stmt> body) {
    Scope outer = scope;
    scope = new Scope(outer);
    try {
      return execute(body);
    } finally {
      scope = outer;
    }
  }

  private void executeFor(Stmt.For loop) {
    runLoop(loop, evaluate(loop.items()), 0);
  }

  private void runLoop(Stmt.For loop, Value items, int depth) {
    if (items instanceof Undefined && loop.items() instanceof Expr.Attribute) {
      // iterating over what is missing is nothing, as in Jinja
      items = Items.NO_LIST;
    }
    List<Value> all = Iteration.all(environment, items);
    if (loop.test() != null) {
      all = chosen(loop, all);
    }
    if (all.isEmpty()) {
      inner(loop.otherwise());
      return;
    }
    Scope outer = scope;
    boolean outermost = !inLoop;
    LoopInfo info =
        new LoopInfo(
            environment,
            all,
            depth,
            loop.recursive() ? (other, deeper) -> recursed(loop, other, deeper, outer) : null);
    inLoop = true;
    try {
      for (int i = 0; i < all.size(); i++) {
        environment.meter().step();
        if (outermost) {
          iteration = ++iterations;
          iterationItems.add(all.get(i) instanceof Dict dict ? dict.item() : -1);
        }
        scope = new Scope(outer);
        info.moveTo(i);
        scope.set("loop", info);
        assign(loop.target(), all.get(i));
        if (execute(loop.body()) == Flow.BREAK) {
          break;
        }
      }
    } finally {
      scope = outer;
      if (outermost) {
        inLoop = false;
        iteration = 0;
      }
    }
  }

  private Text recursed(Stmt.For loop, Value items, int depth, Scope outer) {
    environment.meter().enterCall();
    Scope here = scope;
    TextBuilder before = out;
    out = environment.newText();
    scope = outer;
    try {
      runLoop(loop, items, depth);
      return out.toText();
    } finally {
      scope = here;
      out = before;
      environment.meter().leaveCall();
    }
  }

  private List<Value> chosen(Stmt.For loop, List<Value> all) {
    List<Value> chosen = new ArrayList<>();
    Scope outer = scope;
    for (Value item : all) {
      scope = new Scope(outer);
      assign(loop.target(), item);
      if (loop.test() != null && Operators.truth(evaluate(loop.test()))) {
        chosen.add(item);
      }
    }
    scope = outer;
    return chosen;
  }

  private void assign(Stmt.Target target, Value value) {
    switch (target) {
      case Stmt.Variable variable -> scope.set(variable.name(), used(value));
      case Stmt.Attribute attribute -> {
        Value owner = scope.get(attribute.namespace());
        if (!(owner instanceof Namespace namespace)) {
          throw new TemplateError("cannot assign attribute on non-namespace object");
        }
        namespace.set(attribute.name(), used(value));
      }
      case Stmt.Tuple tuple -> {
        List<Value> values = Iteration.all(environment, value);
        if (value instanceof Undefined undefined) {
          throw undefined.error();
        }
        if (values.size() != tuple.targets().size()) {
          throw new TemplateError(
              "cannot unpack " + values.size() + " values into " + tuple.targets().size());
        }
        for (int i = 0; i < values.size(); i++) {
          assign(tuple.targets().get(i), values.get(i));
        }
      }
    }
  }

  /// A text that is gathered in a loop and printed after it still belongs to its iteration.
  private Value used(Value value) {
    return value instanceof Text text ? text.usedIn(iteration) : value;
  }

  private void executeWith(Stmt.With with) {
    Scope outer = scope;
    Scope fresh = new Scope(outer);
    for (int i = 0; i < with.targets().size(); i++) {
      Value value = evaluate(with.values().get(i));
      scope = fresh;
      assign(with.targets().get(i), value);
      scope = outer;
    }
    scope = fresh;
    try {
      execute(with.body());
    } finally {
      scope = outer;
    }
  }

  private Text captured(List<Stmt> body) {
    TextBuilder before = out;
    out = environment.newText();
    try {
      inner(body);
      return out.toText().withSafe(environment.autoescape());
    } finally {
      out = before;
    }
  }

  private Value filtered(Value value, List<Expr.FilterCall> filters) {
    Value result = value;
    for (Expr.FilterCall filter : filters) {
      result = evaluator.filter(result, filter, scope);
    }
    return result;
  }

  private void executeAutoescape(Stmt.Autoescape statement) {
    boolean before = environment.autoescape();
    environment.setAutoescape(Operators.truth(evaluate(statement.on())));
    try {
      inner(statement.body());
    } finally {
      environment.setAutoescape(before);
    }
  }

  private void executeGeneration(Stmt.Generation block) {
    int before = generation;
    generation = ++generations;
    try {
      inner(block.body());
    } finally {
      generation = before;
    }
  }

  private void executeCall(Stmt.CallBlock block) {
    Value caller = macro(block.caller());
    print(evaluator.call(block.call(), scope, Map.of("caller", caller)));
  }

  private Value macro(Stmt.Signature signature) {
    return new Macro(signature, scope);
  }

  /// A macro: called with arguments, gives the text of its body.
  private final class Macro implements Host {
    private final Stmt.Signature signature;
    private final Scope defined;

    Macro(Stmt.Signature signature, Scope defined) {
      this.signature = signature;
      this.defined = defined;
    }

    @Override
    public String typeName() {
      return "macro";
    }

    @Override
    public boolean callable() {
      return true;
    }

    @Override
    public @Nullable Value attribute(String name) {
      return switch (name) {
        case "name" -> Text.of(signature.name());
        case "arguments" -> Items.tuple(signature.parameters().stream().map(Text::of).toList());
        default -> null;
      };
    }

    @Override
    public Value call(Arguments arguments) {
      environment.meter().enterCall();
      Scope before = scope;
      TextBuilder outBefore = out;
      scope = new Scope(defined);
      out = environment.newText();
      try {
        bind(arguments);
        execute(signature.body());
        return out.toText().withSafe(environment.autoescape());
      } finally {
        scope = before;
        out = outBefore;
        environment.meter().leaveCall();
      }
    }

    private void bind(Arguments arguments) {
      int firstDefault = signature.parameters().size() - signature.defaults().size();
      for (int i = 0; i < signature.parameters().size(); i++) {
        String name = signature.parameters().get(i);
        Value value = arguments.take(name);
        if (value == null) {
          value =
              i < firstDefault
                  ? new Undefined("parameter '" + name + "' was not provided")
                  : evaluate(signature.defaults().get(i - firstDefault));
        }
        scope.set(name, value);
      }
      if (signature.specials().contains("caller")) {
        Value caller = arguments.take("caller");
        scope.set("caller", caller == null ? new Undefined("'caller' is undefined") : caller);
      }
      if (signature.specials().contains("varargs")) {
        scope.set("varargs", Items.tuple(arguments.restPositional()));
      }
      if (signature.specials().contains("kwargs")) {
        Dict.Builder rest = new Dict.Builder();
        new LinkedHashMap<>(arguments.restNamed())
            .forEach((name, value) -> rest.put(Text.of(name), value));
        scope.set("kwargs", rest.build());
      }
      arguments.end();
    }
  }
}
