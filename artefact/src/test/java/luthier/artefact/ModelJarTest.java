package luthier.artefact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelJarTest {

  @TempDir private Path folder = Path.of("");

  private TreeSet<String> unpack(Path jar) throws IOException {
    Path out = Files.createDirectories(folder.resolve("out"));
    try (ModelJar model = ModelJar.open("maven:g:a:1", jar)) {
      model.unpack(out);
    }
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> all = Files.walk(out)) {
      all.filter(Files::isRegularFile).forEach(file -> names.add(out.relativize(file).toString()));
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "model/"})
  void onlyTheModelIsUnpacked(String prefix) throws IOException {
    assertThat(unpack(Jars.write(folder.resolve("a.jar"), Jars.model(prefix))))
        .containsExactly(
            "LICENSE",
            "additional_chat_templates/tools.jinja",
            "config.json",
            "model.safetensors",
            "tokenizer.json");
    assertThat(folder.resolve("out").resolve("model.safetensors")).hasContent("weights");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil.json",
        "model/../../evil.json",
        "/tmp/evil.json",
        "model\\..\\evil.json",
        "C:evil.json",
        "a\nb.json"
      })
  void namesThatLeadOutside(String name) throws IOException {
    Map<String, String> files = Jars.model("model/");
    files.put(name, "{}");
    Path jar = Jars.write(folder.resolve("a.jar"), files);
    assertThatThrownBy(() -> unpack(jar))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("maven:g:a:1", "a.jar", "leads outside", "nothing was unpacked");
    try (Stream<Path> left = Files.list(folder.resolve("out"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void noModel() throws IOException {
    Path jar = Jars.write(folder.resolve("a.jar"), Map.of("luthier/A.class", "code"));
    assertThatThrownBy(() -> unpack(jar))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("holds no model", "config.json", "one folder");
    Path deep = Jars.write(folder.resolve("b.jar"), Map.of("a/b/config.json", "{}"));
    assertThatThrownBy(() -> unpack(deep)).hasMessageContaining("holds no model");
    Path two =
        Jars.write(folder.resolve("c.jar"), Map.of("a/config.json", "{}", "b/config.json", "{}"));
    assertThatThrownBy(() -> unpack(two)).hasMessageContainingAll("several models", "a/, b/");
    Path bare = Jars.write(folder.resolve("d.jar"), Map.of("config.json", "{}"));
    assertThatThrownBy(() -> unpack(bare))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no weights");
    Path pickle =
        Jars.write(
            folder.resolve("e.jar"), Map.of("config.json", "{}", "pytorch_model.bin", "pickle"));
    assertThatThrownBy(() -> unpack(pickle))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContainingAll("pickles", "safetensors");
  }

  @Test
  void noJar() throws IOException {
    Path text = Files.writeString(folder.resolve("a.jar"), "<html>");
    assertThatThrownBy(() -> unpack(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is not a jar");
  }

  @Test
  void aDamagedEntry() throws IOException {
    Path jar = Jars.write(folder.resolve("a.jar"), Jars.model(""));
    byte[] bytes = Files.readAllBytes(jar);
    int name = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("model.safetensors");
    bytes[name + "model.safetensors".length() + 2] ^= 0x5a;
    Files.write(jar, bytes);
    assertThatThrownBy(() -> unpack(jar))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("model.safetensors", "damaged");
  }

  @Test
  void absurdSizes() throws IOException {
    Path jar = Jars.writeZeros(folder.resolve("a.jar"), "model.safetensors", 400L << 20);
    assertThatThrownBy(() -> unpack(jar))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("400 MB", "more than 100 times");
    assertThat(unpack(Jars.writeZeros(folder.resolve("b.jar"), "model.safetensors", 1 << 20)))
        .contains("model.safetensors");
  }
}
