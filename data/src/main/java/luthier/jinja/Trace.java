package luthier.jinja;

import java.util.Set;

/// What is followed into the output: the items of one variable, and what came from data at all.
///
/// @param variable name of the variable that holds the list of items (chat templates: `messages`)
/// @param labels keys of an item whose value names it rather than being its matter (`role`, `name`)
/// @param words values of labels that count as the template's own words (`user`, `assistant` …):
///   templates build control tokens of them
/// @param trusted variables whose text counts as the template's own (`bos_token` …); all others are
///   data
public record Trace(String variable, Set<String> labels, Set<String> words, Set<String> trusted) {

  /// Nothing is traced.
  public static final Trace NONE = new Trace("", Set.of(), Set.of(), Set.of());

  public Trace {
    labels = Set.copyOf(labels);
    words = Set.copyOf(words);
    trusted = Set.copyOf(trusted);
  }
}
