import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One conversation: the group which must stay on one side of the split, its language, its
// messages.
record Conversation(String group, String language, List<Message> messages) {

  record Message(String role, String content) {}

  private static final Pattern TAG = Pattern.compile("\\[action: (\\w+)\\]\n");

  Conversation {
    messages = List.copyOf(messages);
  }

  /// The action of the last reply: what the evaluation asks for.
  String action() {
    return action(messages.getLast());
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

  /// Throws when the conversation breaks the rules of this data set.
  void check() {
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      String expected = i == 0 ? "system" : i % 2 == 1 ? "user" : "assistant";
      if (!message.role().equals(expected)) {
        faults.add("message " + i + " is of " + message.role() + ", expected " + expected);
      }
      if (message.content().isBlank() || !message.content().equals(message.content().strip())) {
        faults.add("message " + i + " is blank or has blanks around it");
      }
      if (message.content().matches("(?s).*[{}].*") || message.content().contains("  ")) {
        faults.add("message " + i + " has an open slot or two blanks: " + message.content());
      }
      if (message.role().equals("assistant")) {
        action(message);
      }
    }
    if (messages.size() < 3 || !messages.getLast().role().equals("assistant")) {
      faults.add("the last message must be the assistant's");
    }
    if (characters() > 1200) {
      faults.add("it has " + characters() + " characters, at most 1200 are wanted");
    }
    if (!faults.isEmpty()) {
      throw new IllegalStateException(group + ": " + String.join("; ", faults));
    }
  }

  private String action(Message reply) {
    Matcher tag = TAG.matcher(reply.content());
    if (!tag.lookingAt() || tag.end() == reply.content().length()) {
      throw new IllegalStateException(group + ": no tag or no text in: " + reply.content());
    }
    return Policy.Action.of(tag.group(1)).tag();
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
