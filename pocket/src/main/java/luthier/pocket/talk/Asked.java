package luthier.pocket.talk;

import java.util.List;

/// What a topic adds to a conversation.
///
/// @param records lines for the system prompt: what the firm's books know
/// @param exchanges one or more, in order
record Asked(List<String> records, List<Exchange> exchanges) {

  static Asked of(Exchange exchange) {
    return new Asked(List.of(), List.of(exchange));
  }
}
