package luthier.general;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import luthier.example.Example;
import luthier.example.JsonValues;
import luthier.example.Message;
import luthier.example.MessageReader;
import luthier.example.Origin;

/// The two sets of general texts.
public final class GeneralTexts {

  /// The version of the probe: losses on different versions cannot be compared.
  public static final int PROBE_VERSION = 1;

  private GeneralTexts() {}

  /// The fixed probe, in a fixed order. It is for measuring only: nothing may be trained on it.
  public static List<GeneralText> probe() {
    return read("probe.jsonl");
  }

  /// Texts of the same kinds for training; none is in the probe.
  public static List<GeneralText> replay() {
    return read("replay.jsonl");
  }

  private static List<GeneralText> read(String name) {
    List<GeneralText> texts = new ArrayList<>();
    int number = 0;
    for (String line : resource(name).lines().toList()) {
      number++;
      if (!line.isBlank() && JsonValues.parse(line) instanceof Map<?, ?> row) {
        texts.add(
            new GeneralText(
                text(row, "language"),
                text(row, "ability"),
                example(new Origin("luthier:" + name, number), row)));
      }
    }
    return List.copyOf(texts);
  }

  private static Example example(Origin origin, Map<?, ?> row) {
    if (!(row.get("turns") instanceof List<?> turns)) {
      return new Example.Passage(origin, text(row, "text"));
    }
    List<Message> messages = new ArrayList<>();
    for (Object turn : turns) {
      String role = messages.size() % 2 == 0 ? "user" : "assistant";
      messages.add(MessageReader.read(Map.of("role", role, "content", turn)));
    }
    return new Example.Conversation(origin, messages, List.of(), Map.of());
  }

  private static String text(Map<?, ?> row, String key) {
    return String.valueOf(Objects.requireNonNull(row.get(key), key));
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            GeneralTexts.class.getResourceAsStream(name), name + " is in the jar")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
