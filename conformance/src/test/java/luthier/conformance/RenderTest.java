package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import luthier.run.Bases;
import luthier.run.RenderFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// `render` on the built-in model: one line out for each line in, offsets in code points.
class RenderTest {

  @Test
  void answersEveryLine(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("messages.jsonl");
    Files.writeString(
        file,
        """
        {"messages":[{"role":"user","content":"hi 😀"},{"role":"assistant","content":"yo"}]}

        {"messages":3}
        {"messages":[],"a":1,"a":2}
        """
            + "{\"messages\":[],\"a\":"
            + "[".repeat(50_000)
            + "\n"
            + "{\"messages\":[],\"a\":"
            + "9".repeat(100_000)
            + "}\n"
            + "{\"messages\":[{\"role\":\"assistant\",\"content\":\"no\",\"weight\":0.0}]}\n");
    List<JsonNode> rows = new ArrayList<>();
    new RenderFile("pocket", Clock.systemUTC())
        .run(file, line -> rows.add(new ObjectMapper().readTree(line)));
    assertThat(rows).hasSize(7);
    String text = rows.get(0).get("text").asString();
    int start = rows.get(0).get("supervised").get(0).get(0).asInt();
    int end = rows.get(0).get("supervised").get(0).get(1).asInt();
    String supervised =
        text.substring(text.offsetByCodePoints(0, start), text.offsetByCodePoints(0, end));
    assertThat(supervised).isEqualTo("yo<|im_end|>");
    assertThat(rows.get(1).has("error")).isTrue();
    assertThat(rows.get(2).has("error")).isTrue();
    assertThat(rows.get(3).get("error").asString()).isEqualTo("duplicate key 'a'");
    assertThat(rows.get(4).get("error").asString()).startsWith("JSON nested deeper than 100");
    assertThat(rows.get(5).get("error").asString()).startsWith("a number of more than 400");
    assertThat(rows.get(6).get("supervised")).isEmpty();
  }

  @Test
  void aBareWordIsABuiltInNameFirst() {
    // the repository has a folder `pocket` beside the base of that name
    assertThat(Bases.resolve("pocket")).endsWith(Path.of("bases", "pocket"));
  }
}
