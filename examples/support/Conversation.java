import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One conversation: the group which must stay on one side of the split, its language, its
/// messages.
record Conversation(String group, String language, List<Message> messages) {

  /// Why a reply names its action: the situation and the facts that were known at that moment.
  record Basis(Policy.Situation situation, Order order) {}

  /// @param basis of a reply; empty for the other messages
  record Message(String role, String content, Optional<Basis> basis) {

    static Message system(String content) {
      return new Message("system", content, Optional.empty());
    }

    static Message user(String content) {
      return new Message("user", content, Optional.empty());
    }

    static Message reply(Policy.Action action, String text, Basis basis) {
      String content = "[action: " + action.tag() + "]\n" + text;
      return new Message("assistant", content, Optional.of(basis));
    }
  }

  static final Pattern TAG = Pattern.compile("\\[action: (\\w+)\\]\n");

  Conversation {
    messages = List.copyOf(messages);
  }

  /// The action of the last reply: what the evaluation asks for.
  String action() {
    Matcher tag = TAG.matcher(messages.getLast().content());
    return tag.lookingAt() ? tag.group(1) : "none";
  }

  /// The line of the system message that tells what is known about the order.
  String facts() {
    String system = messages.getFirst().content();
    return system.substring(system.indexOf('\n') + 1);
  }

  /// What the customer wrote, all turns together.
  String customerText() {
    return messages.stream()
        .filter(message -> message.role().equals("user"))
        .map(Message::content)
        .reduce((a, b) -> a + "\n" + b)
        .orElse("");
  }

  int characters() {
    return messages.stream().mapToInt(message -> message.content().length()).sum();
  }

  String toJson() {
    StringBuilder out = new StringBuilder("{\"group\":");
    quote(group, out);
    out.append(",\"language\":");
    quote(language, out);
    out.append(",\"messages\":[");
    for (int i = 0; i < messages.size(); i++) {
      out.append(i == 0 ? "" : ",").append("{\"role\":");
      quote(messages.get(i).role(), out);
      out.append(",\"content\":");
      quote(messages.get(i).content(), out);
      out.append('}');
    }
    return out.append("]}").toString();
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        default -> out.append(c);
      }
    }
    out.append('"');
  }
}
