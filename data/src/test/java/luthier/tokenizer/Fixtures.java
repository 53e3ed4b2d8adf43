package luthier.tokenizer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The files beside these tests; `README.md` there says where they come from.
final class Fixtures {

  private Fixtures() {}

  static Path path(String name) {
    URL url = Objects.requireNonNull(Fixtures.class.getResource(name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static String text(String name) {
    try {
      return Files.readString(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(String name) {
    return new JsonMapper().readTree(text(name));
  }

  static Tokenizer tokenizer(String name) {
    return Tokenizer.load(path(name));
  }

  /// A `tokenizer.json` of the fixtures, to be changed.
  static ObjectNode tokenizerFile(String name) {
    return (ObjectNode) json(name + "/tokenizer.json");
  }

  /// Writes `tokenizer.json` into a folder.
  static Path write(Path folder, JsonNode tokenizer) {
    return write(folder, "tokenizer.json", tokenizer.toString());
  }

  static Path write(Path folder, String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::intValue).toArray();
  }
}
