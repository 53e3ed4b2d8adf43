package luthier.dataset;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import luthier.example.Example;
import luthier.example.Message;
import luthier.example.Role;

/// What an example says: as a hash, and as text for comparison with others.
final class Contents {

  private Contents() {}

  /// The first 128 bits of SHA-256 over the content; where the example was read plays no part.
  static String id(Example example) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(canonical(example).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String canonical(Example example) {
    return switch (example) {
      case Example.Conversation c ->
          "conversation\n"
              + c.messages().stream()
                  .map(m -> m.role() + " " + m.supervised() + " " + sorted(m.fields()))
                  .collect(Collectors.joining("\n"))
              + "\n"
              + c.tools()
              + "\n"
              + sorted(c.variables());
      case Example.Completion c -> "completion\n" + c.prompt() + "\u0000" + c.completion();
      case Example.Passage p -> "passage\n" + p.text();
      case Example.TokenRow t -> "tokens\n" + t.inputIds() + "\n" + t.labels();
    };
  }

  private static Map<String, Object> sorted(Map<String, Object> fields) {
    return new TreeMap<>(fields);
  }

  /// The text by which near-duplicates are found; system prompts, which many examples share, are
  /// left out.
  static String text(Example example) {
    return switch (example) {
      case Example.Conversation c ->
          c.messages().stream()
              .filter(m -> m.role() != Role.SYSTEM && m.role() != Role.DEVELOPER)
              .map(Contents::said)
              .collect(Collectors.joining(" "));
      case Example.Completion c -> c.prompt() + " " + c.completion();
      case Example.Passage p -> p.text();
      case Example.TokenRow t ->
          t.inputIds().stream().map(String::valueOf).collect(Collectors.joining(" "));
    };
  }

  private static String said(Message message) {
    return String.valueOf(message.fields().getOrDefault("content", ""));
  }
}
