package luthier.dataset;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import luthier.example.Example;
import luthier.example.Message;
import luthier.example.Role;

/// What one set holds, counted before any tokenizer saw it.
///
/// @param examples how many
/// @param groups how many groups they belong to
/// @param messages messages of each role, over all conversations; roles that do not occur are
///   absent
/// @param length of the examples, in characters (UTF-16 units), or in tokens for token rows
public record SetFacts(int examples, int groups, Map<Role, Long> messages, Lengths length) {

  public SetFacts {
    messages = Map.copyOf(messages);
  }

  /// Order statistics; all zero for an empty set.
  ///
  /// @param p90 nine tenths are at most this long
  public record Lengths(long shortest, long median, long p90, long longest, long sum) {

    static Lengths of(long[] lengths) {
      if (lengths.length == 0) {
        return new Lengths(0, 0, 0, 0, 0);
      }
      long[] sorted = lengths.clone();
      java.util.Arrays.sort(sorted);
      long sum = java.util.Arrays.stream(sorted).sum();
      return new Lengths(
          sorted[0], rank(sorted, 0.5), rank(sorted, 0.9), sorted[sorted.length - 1], sum);
    }

    /// The smallest value that at least this share of all values do not exceed.
    private static long rank(long[] sorted, double share) {
      return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
  }

  static SetFacts of(List<IdentifiedExample> set) {
    Map<Role, Long> messages = new EnumMap<>(Role.class);
    Set<String> groups = new HashSet<>();
    for (IdentifiedExample each : set) {
      groups.add(each.group());
      if (each.example() instanceof Example.Conversation conversation) {
        conversation.messages().forEach(message -> messages.merge(message.role(), 1L, Long::sum));
      }
    }
    long[] lengths = set.stream().mapToLong(each -> length(each.example())).toArray();
    return new SetFacts(set.size(), groups.size(), messages, Lengths.of(lengths));
  }

  private static long length(Example example) {
    return switch (example) {
      case Example.Conversation c -> c.messages().stream().mapToLong(SetFacts::contentLength).sum();
      case Example.Completion c -> c.prompt().length() + (long) c.completion().length();
      case Example.Passage p -> p.text().length();
      case Example.TokenRow t -> t.inputIds().size();
      case Example.Labelled l ->
          switch (l.input()) {
            case Example.Input.Text(String text, Optional<String> pair) ->
                text.length() + (long) pair.map(String::length).orElse(0);
            case Example.Input.Tokens(List<Integer> ids) -> ids.size();
          };
    };
  }

  private static long contentLength(Message message) {
    return message.fields().get("content") instanceof String content ? content.length() : 0;
  }
}
