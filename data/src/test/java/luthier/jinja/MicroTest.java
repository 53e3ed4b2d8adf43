package luthier.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every case of `micro.jsonl` as Python's Jinja2 renders it.
class MicroTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);

  private final JsonMapper json = JsonMapper.builder().build();

  @Test
  void rendersAsJinja2() throws IOException {
    Map<String, ?> shared = context(json.readTree(read("micro_context.json")));
    List<String> wrong = new ArrayList<>();
    int cases = 0;
    for (String line : read("micro.jsonl").lines().toList()) {
      JsonNode test = json.readTree(line);
      cases++;
      Map<String, ?> context = test.has("context") ? context(test.get("context")) : shared;
      String found;
      try {
        found =
            Template.compile(test.get("template").asString(), "micro")
                .render(context, Trace.NONE, CLOCK, Limits.DEFAULT)
                .text();
      } catch (InvalidInputException e) {
        found = "error: " + e.getMessage();
      }
      boolean right =
          test.has("error")
              ? found.startsWith("error: ")
              : found.equals(test.get("expected").asString());
      if (!right) {
        wrong.add(
            test.get("id").asString()
                + " "
                + test.get("template").asString()
                + "\n   found    "
                + found
                + "\n   expected "
                + (test.has("error") ? "an error" : test.get("expected").asString()));
      }
    }
    assertThat(cases).isEqualTo(427);
    assertThat(wrong).as(wrong.size() + " of 427").isEmpty();
  }

  @SuppressWarnings("unchecked")
  private Map<String, ?> context(JsonNode node) {
    return json.treeToValue(node, Map.class);
  }

  private static String read(String name) throws IOException {
    try (InputStream in = MicroTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
