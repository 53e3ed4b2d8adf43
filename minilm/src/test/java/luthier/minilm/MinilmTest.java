package luthier.minilm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import luthier.base.BaseRequest;
import luthier.base.BaseSource;
import luthier.tokenizer.Tokenizer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The real jar, unpacked.
class MinilmTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private static Path cache = Path.of("");
  private static Path directory = Path.of("");
  private static final List<String> SAID = new ArrayList<>();

  @BeforeAll
  static void unpack() {
    directory = find();
  }

  private static Path find() {
    BaseSource source =
        ServiceLoader.load(BaseSource.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.names("minilm"))
            .findFirst()
            .orElseThrow();
    return source.directory(
        "minilm", new BaseRequest(Map.of("LUTHIER_CACHE", cache.toString()), cache, SAID::add));
  }

  @Test
  void isUnpackedOnce() throws IOException {
    Path weights = directory.resolve("model.safetensors");
    Object before = Files.getLastModifiedTime(weights);
    assertThat(find()).isEqualTo(directory);
    assertThat(Files.getLastModifiedTime(weights)).isEqualTo(before);
    assertThat(SAID).containsExactly("base: minilm: unpacking it once");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "config.json",
              "model.safetensors",
              "tokenizer.json",
              "tokenizer_config.json",
              "special_tokens_map.json",
              "README.md",
              "LICENSE",
              "SHA256SUMS");
    }
  }

  /// What two processes do that start at once: one writes, and both have it.
  @Test
  void twoProcessesAtOnce(@TempDir Path other) throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ProcessBuilder builder =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElse("java"),
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  MinilmProcess.class.getName())
              .redirectErrorStream(true);
      builder.environment().put("LUTHIER_CACHE", other.toString());
      processes.add(builder.start());
    }
    int unpacked = 0;
    for (Process process : processes) {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      assertThat(said.lines().toList().getLast())
          .isEqualTo(other.resolve("bases").resolve(directory.getFileName()).toString());
      unpacked += said.contains("unpacking it once") ? 1 : 0;
    }
    assertThat(unpacked).isEqualTo(1);
    Path weights = other.resolve("bases").resolve(directory.getFileName());
    assertThat(
            Files.mismatch(
                weights.resolve("model.safetensors"), directory.resolve("model.safetensors")))
        .isEqualTo(-1);
  }

  /// The tensors of transformers' `BertModel` without a pooler, in its shapes.
  @Test
  void tensorsOfBertModel() throws IOException {
    JsonNode header;
    try (InputStream in = Files.newInputStream(directory.resolve("model.safetensors"))) {
      int length = (int) ByteBuffer.wrap(in.readNBytes(8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
      header = JSON.readTree(in.readNBytes(length));
    }
    List<String> expected = new ArrayList<>();
    for (String name : List.of("word", "position", "token_type")) {
      expected.add("embeddings." + name + "_embeddings.weight");
    }
    List<String> layer =
        List.of(
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
            "attention.output.LayerNorm",
            "intermediate.dense",
            "output.dense",
            "output.LayerNorm");
    for (String kind : List.of("weight", "bias")) {
      expected.add("embeddings.LayerNorm." + kind);
      for (int i = 0; i < 6; i++) {
        for (String module : layer) {
          expected.add("encoder.layer." + i + "." + module + "." + kind);
        }
      }
    }
    assertThat(header.propertyNames())
        .filteredOn(name -> !name.equals("__metadata__"))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(shape(header, "embeddings.word_embeddings.weight")).isEqualTo("[30522,384]");
    assertThat(shape(header, "encoder.layer.5.intermediate.dense.weight")).isEqualTo("[1536,384]");
    assertThat(shape(header, "encoder.layer.5.output.dense.weight")).isEqualTo("[384,1536]");
  }

  private static String shape(JsonNode header, String name) {
    return header.path(name).path("shape").toString();
  }

  /// The ids that Python's tokenizers give for the jar's own file, without cutting and padding.
  @Test
  void idsOfPython() throws IOException {
    JsonNode cases;
    try (InputStream in =
        Objects.requireNonNull(MinilmTest.class.getResourceAsStream("token-ids.json"))) {
      cases = JSON.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertThat(cases.size()).isGreaterThanOrEqualTo(20);
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      for (JsonNode each : cases) {
        int[] ids = each.path("ids").valueStream().mapToInt(JsonNode::intValue).toArray();
        assertThat(tokenizer.encode(each.path("text").stringValue(), true))
            .as(each.path("text").stringValue())
            .isEqualTo(ids);
      }
      assertThat(tokenizer.specialTokens().pad()).hasValue(0);
    }
  }
}
