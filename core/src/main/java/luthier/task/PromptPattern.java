package luthier.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A text with places for an item's fields: `{field}`; `{{` and `}}` are braces.
final class PromptPattern {

  private sealed interface Part {}

  private record Words(String text) implements Part {}

  private record Field(String name) implements Part {}

  private final List<Part> parts;

  private PromptPattern(List<Part> parts) {
    this.parts = parts;
  }

  /// @throws IllegalArgumentException saying what is wrong with the text
  static PromptPattern of(String text) {
    List<Part> parts = new ArrayList<>();
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c == '{' || c == '}') && i + 1 < text.length() && text.charAt(i + 1) == c) {
        words.append(c);
        i++;
      } else if (c == '{') {
        int end = text.indexOf('}', i);
        String name = end < 0 ? "" : text.substring(i + 1, end);
        if (!name.matches("\\w+")) {
          throw new IllegalArgumentException(
              "'{' at character " + (i + 1) + " begins no {field}; write {{ for a brace");
        }
        parts.add(new Words(words.toString()));
        parts.add(new Field(name));
        words.setLength(0);
        i = end;
      } else if (c == '}') {
        throw new IllegalArgumentException(
            "'}' at character " + (i + 1) + " ends no {field}; write }} for a brace");
      } else {
        words.append(c);
      }
    }
    parts.add(new Words(words.toString()));
    return new PromptPattern(parts);
  }

  List<String> fields() {
    return parts.stream()
        .flatMap(part -> part instanceof Field(String name) ? Stream.of(name) : Stream.empty())
        .distinct()
        .toList();
  }

  /// @param values one for each of [#fields]
  String fill(Map<String, String> values) {
    StringBuilder filled = new StringBuilder();
    for (Part part : parts) {
      filled.append(
          switch (part) {
            case Words words -> words.text();
            case Field field -> values.getOrDefault(field.name(), "");
          });
    }
    return filled.toString();
  }
}
