package luthier.jinja;

/// A function or a bound method.
///
/// @param name for messages
/// @param body what it does
record Function(String name, Body body) implements Host {

  /// Computes a result from arguments.
  interface Body {
    Value call(Arguments arguments);
  }

  @Override
  public String typeName() {
    return "function";
  }

  @Override
  public boolean callable() {
    return true;
  }

  @Override
  public Value call(Arguments arguments) {
    return body.call(arguments);
  }
}
