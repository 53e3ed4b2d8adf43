package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.base.BaseRequest;
import luthier.recipe.Dtype;
import luthier.run.Bases;
import luthier.run.Export;
import luthier.run.JarExport;
import luthier.run.ScoreFile;
import luthier.runlog.Certificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Bases from elsewhere, from their name to a model that computes. Nothing leaves this machine.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BasesTest {

  private static final String NAME = "com.example.models:tiny:1.0";
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private Path folder = Path.of("");
  private Path run = Path.of("");
  private Path merged = Path.of("");
  private Path rows = Path.of("");
  private final Map<String, String> environment = new HashMap<>();

  @BeforeAll
  void aFinishedRun(@TempDir Path shared) throws IOException {
    folder = shared;
    TinyChat chat = TinyChat.in(folder);
    Path full = chat.full("full", "training.max_steps=2", "evaluation.samples=1");
    Files.writeString(full.resolve("model/LICENSE"), "the base's licence");
    run = chat.lora(full, "lora", "training.max_steps=2");
    merged = folder.resolve("merged");
    new Export(run, Export.Form.MERGED, Optional.empty(), merged).write();
    rows = Files.writeString(folder.resolve("rows.jsonl"), "{\"input_ids\":[5,6,7,8,9,10,11]}\n");
    environment.put("LUTHIER_CACHE", folder.resolve("cache").toString());
    environment.put("HF_HOME", folder.resolve("no-token").toString());
  }

  private BaseRequest request() {
    return new BaseRequest(environment, folder, _ -> {});
  }

  private List<String> scores(Path model) {
    List<String> lines = new ArrayList<>();
    new ScoreFile(model.toString(), Dtype.FLOAT32).run(rows, Optional.empty(), lines::add);
    return lines;
  }

  @Test
  void minilmIsFound() {
    Path minilm = Bases.resolve("minilm", request());
    assertThat(minilm.resolve("config.json")).exists();
    assertThat(minilm.resolve("model.safetensors")).exists();
    assertThat(Bases.resolve("minilm", request())).isEqualTo(minilm);
  }

  /// A tuned model goes into a repository as a jar, and comes out of it as a base: the same model.
  @Test
  void roundTripThroughARepository() throws IOException, InterruptedException {
    Path repository = folder.resolve("repository");
    Certificate certificate =
        new JarExport(run, Optional.empty(), NAME, Optional.of("Apache-2.0"), repository).write();
    assertThat(certificate.passed()).isTrue();
    assertThat(names(repository))
        .containsExactly(
            "com/example/models/tiny/1.0/tiny-1.0.jar",
            "com/example/models/tiny/1.0/tiny-1.0.jar.sha1",
            "com/example/models/tiny/1.0/tiny-1.0.pom",
            "com/example/models/tiny/1.0/tiny-1.0.pom.sha1");
    Path settings = folder.resolve("settings.xml");
    Files.writeString(
        settings,
        "<settings><localRepository>"
            + folder.resolve("local")
            + "</localRepository><mirrors><mirror><id>here</id><mirrorOf>*</mirrorOf><url>"
            + repository.toUri()
            + "</url></mirror></mirrors></settings>");
    environment.put("LUTHIER_MAVEN_SETTINGS", settings.toString());
    Path base = Bases.resolve("maven:" + NAME, request());
    assertThat(scores(base)).isEqualTo(scores(merged));
    assertThat(base.resolve("LICENSE")).hasContent("the base's licence");
    String card = Files.readString(base.resolve("README.md"));
    assertThat(card)
        .contains("# " + NAME, "Base model: model", "Licence: Apache-2.0", "## Certificate")
        .doesNotContain(folder.toString(), "so it is");
    // as a user would: a recipe that names it, in a process of its own
    Path recipe = folder.resolve("again.yaml");
    Files.writeString(
        recipe,
        """
        task: chat
        base: maven:%s
        threads: 1
        data: {train: chats.jsonl, validation: none}
        training: {max_steps: 2, dtype: float32}
        evaluation: {samples: 0}
        """
            .formatted(NAME));
    String said = luthier("tune", recipe.toString(), "--out", folder.resolve("again").toString());
    assertThat(folder.resolve("again/adapter/adapter_config.json"))
        .as(said)
        .content()
        .contains("\"base_model_name_or_path\" : \"maven:" + NAME + "\"");
    assertThat(luthier("score", folder.resolve("again").toString(), "--ids", rows.toString()))
        .contains("logprobs");
  }

  @Test
  void theJarIsTheSameEachTime() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    for (Path out : List.of(first, second)) {
      new JarExport(run, Optional.of(Dtype.BFLOAT16), NAME, Optional.empty(), out).write();
    }
    String jar = "com/example/models/tiny/1.0/tiny-1.0.jar";
    assertThat(Files.mismatch(first.resolve(jar), second.resolve(jar))).isEqualTo(-1);
    try (JarFile read = new JarFile(first.resolve(jar).toFile())) {
      assertThat(read.stream().map(entry -> entry.getName()))
          .contains(
              "META-INF/maven/com.example.models/tiny/pom.xml",
              "model/config.json",
              "model/model.safetensors",
              "model/tokenizer.json",
              "model/chat_template.jinja",
              "model/certificate.json",
              "model/LICENSE",
              "model/README.md");
    }
  }

  @Test
  void jarsThatAreRefused() throws IOException {
    assertThatThrownBy(() -> jar(run, "tiny", folder.resolve("none")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("--coordinates", "group:artifact:version");
    assertThatThrownBy(() -> jar(run, NAME, merged))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("--out", "exists already");
    assertThatThrownBy(() -> jar(merged, NAME, folder.resolve("none")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not the directory of a finished run");
    assertThat(folder.resolve("none")).doesNotExist();
    assertThat(folder.resolve("none.tmp")).doesNotExist();
  }

  private static void jar(Path run, String name, Path out) throws IOException {
    new JarExport(run, Optional.empty(), name, Optional.empty(), out).write();
  }

  /// A model of the hub's cache, without a connection: to score, and as the base of a run, whose
  /// adapter then names the commit.
  @Test
  void fromTheHubsCache() throws IOException, InterruptedException {
    Path model = folder.resolve("hub/models--org--tiny");
    Path snapshot = Files.createDirectories(model.resolve("snapshots").resolve(COMMIT));
    for (String name : names(merged)) {
      if (!name.contains("certificate")) {
        Files.copy(merged.resolve(name), snapshot.resolve(name));
      }
    }
    Files.createDirectories(model.resolve("refs"));
    Files.writeString(model.resolve("refs/main"), COMMIT);
    environment.put("HF_HUB_CACHE", folder.resolve("hub").toString());
    environment.put("HF_HUB_OFFLINE", "1");
    assertThat(scores(Bases.resolve("org/tiny", request()))).isEqualTo(scores(merged));
    Path recipe = folder.resolve("hub.yaml");
    Files.writeString(
        recipe,
        """
        task: chat
        base: org/tiny
        threads: 1
        data: {train: chats.jsonl, validation: none}
        training: {max_steps: 2, dtype: float32}
        evaluation: {samples: 0}
        """);
    Path out = folder.resolve("of-hub");
    String said = luthier("tune", recipe.toString(), "--out", out.toString());
    assertThat(out.resolve("recipe.yaml")).as(said).content().contains("org/tiny@" + COMMIT);
    assertThat(Files.readString(out.resolve("adapter/adapter_config.json")))
        .contains("\"base_model_name_or_path\" : \"org/tiny\"", "\"revision\" : \"" + COMMIT);
    assertThat(luthier("score", out.resolve("adapter").toString(), "--ids", rows.toString()))
        .contains("logprobs");
  }

  @Test
  void namesOfNothing() {
    environment.put("HF_HUB_OFFLINE", "1");
    for (String name :
        List.of("pockets", "./nothing", "/nothing", "org/nothing", "maven:a:b", "")) {
      assertThatThrownBy(() -> Bases.resolve(name, request()))
          .as(name)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("base: ");
    }
  }

  private static TreeSet<String> names(Path directory) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> all = Files.walk(directory)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> names.add(directory.relativize(file).toString()));
    }
    return names;
  }

  /// Runs a command as a process with this test's environment.
  private String luthier(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Dluthier.home=" + System.getProperty("luthier.home", ".."),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "luthier.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
