package luthier.jinja;

import java.util.Set;

/// Which variable's items are traced into the output.
///
/// @param variable name of the variable that holds the list of items (chat templates: `messages`)
/// @param labels keys of an item whose value names it rather than being its matter (`role`, `name`)
public record Trace(String variable, Set<String> labels) {

  /// Nothing is traced.
  public static final Trace NONE = new Trace("", Set.of());

  public Trace {
    labels = Set.copyOf(labels);
  }
}
