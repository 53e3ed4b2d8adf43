package luthier.example;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One turn of a conversation.
///
/// @param role who speaks
/// @param fields everything the chat template may read (`role`, `content`, `tool_calls`, `name` …)
///   as JSON values: String, Boolean, Long, Double, BigInteger, List, Map with String keys, null
/// @param supervised false where the data says that this turn is context only (OpenAI `weight: 0`)
public record Message(Role role, Map<String, Object> fields, boolean supervised) {

  public Message {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
