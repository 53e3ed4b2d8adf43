package luthier.jinja;

/// What a missing name, attribute or item evaluates to. It prints as nothing, is false and empty,
/// and every other use of it is an error.
///
/// @param problem the message of that error
record Undefined(String problem) implements Value {

  static Undefined name(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  static Undefined attribute(Value owner, String name) {
    String what = owner instanceof None ? "'None'" : "'" + Types.name(owner) + " object'";
    return new Undefined(what + " has no attribute '" + Types.shorten(name) + "'");
  }

  TemplateError error() {
    return new TemplateError(problem);
  }
}
