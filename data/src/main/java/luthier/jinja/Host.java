package luthier.jinja;

import org.jspecify.annotations.Nullable;

/// A value that is neither data nor text: functions, methods, macros, loops, namespaces. It has the
/// attributes it names itself and no others.
non-sealed interface Host extends Value {

  /// For messages and printing.
  String typeName();

  /// The attribute of this name, null when there is none.
  default @Nullable Value attribute(String name) {
    return null;
  }

  default boolean callable() {
    return false;
  }

  /// @throws TemplateError when this cannot be called, or not with these arguments
  default Value call(Arguments arguments) {
    throw new TemplateError("'" + typeName() + "' object is not callable");
  }
}
