package luthier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.UnsupportedException;
import luthier.base.BaseRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is brought, from where, and what is refused: against a server here that speaks the hub's
/// protocol.
class HubTest {

  @TempDir private Path folder = Path.of("");
  private final HubServer server = new HubServer();
  private Caller caller = new Caller(server, folder);

  @BeforeEach
  void start() {
    caller = new Caller(server, folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void bringsWhatMakesTheModel() throws IOException {
    Path found = caller.find("org/tiny");
    assertThat(found).isEqualTo(caller.model().resolve("snapshots").resolve(HubServer.COMMIT));
    assertThat(Caller.names(found))
        .containsExactly("README.md", "config.json", Caller.WEIGHTS, "tokenizer.json");
    assertThat(Files.readAllBytes(found.resolve(Caller.WEIGHTS)))
        .isEqualTo(caller.server.content(Caller.WEIGHTS));
    // the layout of Python's library
    assertThat(Files.readSymbolicLink(found.resolve(Caller.WEIGHTS)))
        .isEqualTo(Path.of("../../blobs").resolve(caller.weightsHash()));
    assertThat(caller.model().resolve("refs/main")).hasContent(HubServer.COMMIT);
    assertThat(Caller.names(caller.model().resolve("blobs")))
        .hasSize(4)
        .noneMatch(n -> n.contains("."));
    assertThat(caller.said)
        .contains("base: org/tiny@main: model.safetensors: fetching 196 KB")
        .noneMatch(text -> text.contains("again"));
  }

  @Test
  void asksForNothingThatIsThere() {
    caller.find("org/tiny");
    caller.server.hubRequests.clear();
    caller.server.storageRequests.clear();
    caller.find("org/tiny@" + HubServer.COMMIT);
    assertThat(caller.server.hubRequests)
        .hasSize(1)
        .allMatch(r -> r.contains("/api/models/org/tiny"));
    assertThat(caller.server.storageRequests).isEmpty();
    assertThat(caller.find("org/tiny@refs/pr/1")).exists();
    assertThat(caller.model().resolve("refs/refs/pr/1")).hasContent(HubServer.COMMIT);
  }

  @Test
  void offline() throws IOException {
    caller.environment.put("HF_HUB_OFFLINE", "1");
    Caller.refused(
        InvalidInputException.class,
        () -> caller.find("org/tiny"),
        "org/tiny@main",
        "HF_HUB_OFFLINE",
        folder.resolve("hf/hub").toString());
    caller.environment.remove("HF_HUB_OFFLINE");
    Path found = caller.find("org/tiny");
    caller.server.hubRequests.clear();
    caller.environment.put("HF_HUB_OFFLINE", "1");
    assertThat(caller.find("org/tiny")).isEqualTo(found);
    assertThat(caller.find("org/tiny@" + HubServer.COMMIT)).isEqualTo(found);
    assertThat(caller.server.hubRequests).isEmpty();
    Files.delete(found.resolve(Caller.WEIGHTS));
    Caller.refused(InvalidInputException.class, () -> caller.find("org/tiny"), "not wholly");
  }

  /// As Python does: what was fetched earlier, and it is caller.said.
  @Test
  void aHubThatCannotBeReached() {
    Path found = caller.find("org/tiny");
    caller.server.close();
    caller.said.clear();
    assertThat(caller.find("org/tiny")).isEqualTo(found);
    assertThat(caller.said.getLast()).contains("using what was fetched earlier", HubServer.COMMIT);
    Caller.refused(
        ResourceException.class, () -> caller.find("org/other"), "org/other", "failed 3 times");
  }

  @Test
  void shards() throws IOException {
    caller.server.files.remove(Caller.WEIGHTS);
    caller.server.file(
        "model.safetensors.index.json",
        "{\"metadata\":{},\"weight_map\":{\"a\":\"model-1.safetensors\",\"b\":\"model-2.safetensors\"}}");
    caller.server.file("model-1.safetensors", "first");
    caller.server.file("model-2.safetensors", "second");
    caller.server.file("model-3.safetensors", "of no use");
    assertThat(Caller.names(caller.find("org/tiny")))
        .contains("model-1.safetensors", "model-2.safetensors")
        .doesNotContain("model-3.safetensors");
    caller.server.file(
        "model.safetensors.index.json", "{\"weight_map\":{\"a\":\"../../evil.safetensors\"}}");
    Caller.refused(InvalidInputException.class, () -> caller.find("org/tiny"), "weight_map");
    caller.server.file(
        "model.safetensors.index.json", "{\"weight_map\":{\"a\":\"model-9.safetensors\"}}");
    Caller.refused(
        InvalidInputException.class,
        () -> caller.find("org/tiny"),
        "model-9.safetensors",
        "no such file");
  }

  /// The token goes to the hub and not to the storage that it redirects to.
  @Test
  void tokens() throws IOException {
    caller.server.requiredToken = "hf_secret";
    Caller.refused(
        InvalidInputException.class,
        () -> caller.find("org/tiny"),
        "401",
        "no such model",
        "set HF_TOKEN");
    caller.environment.put("HF_TOKEN", "hf_wrong");
    Caller.refused(
        InvalidInputException.class, () -> caller.find("org/tiny"), "the token is not one that");
    assertThatThrownBy(() -> caller.find("org/tiny")).hasMessageNotContaining("hf_wrong");
    caller.environment.remove("HF_TOKEN");
    Files.createDirectories(folder.resolve("hf"));
    Files.writeString(folder.resolve("hf/token"), "hf_secret\n");
    assertThat(caller.find("org/tiny")).exists();
    assertThat(caller.server.resolved(Caller.WEIGHTS))
        .isNotEmpty()
        .allMatch(r -> r.endsWith("Bearer hf_secret"));
    assertThat(caller.server.storageRequests).isNotEmpty().allMatch(r -> r.endsWith(" null"));
    caller.environment.put("HF_TOKEN", "two words");
    Caller.refused(
        InvalidInputException.class, () -> caller.find("org/tiny"), "HF_TOKEN", "blanks");
    assertThat(caller.said).noneMatch(text -> text.contains("secret"));
  }

  @Test
  void whatTheHubRefuses() {
    Caller.refused(
        InvalidInputException.class,
        () -> caller.find("org/none"),
        "404",
        "no directory of that name");
    Caller.refused(
        InvalidInputException.class, () -> caller.find("org/tiny@v9"), "no such revision");
    caller.server.listingFaults.add((exchange, _) -> HubServer.error(exchange, 401, "GatedRepo"));
    Caller.refused(
        InvalidInputException.class,
        () -> caller.find("org/tiny"),
        "on request",
        "the model's page");
    caller.server.listingFaults.add((exchange, _) -> HubServer.error(exchange, 403, ""));
    Caller.refused(InvalidInputException.class, () -> caller.find("org/tiny"), "on request");
    caller.server.listingFaults.add((exchange, _) -> HubServer.error(exchange, 418, ""));
    Caller.refused(ResourceException.class, () -> caller.find("org/tiny"), "answers 418");
  }

  /// A mirror that lists names only is asked for the rest, file by file.
  @Test
  void aListWithoutHashes() throws IOException {
    caller.server.listsHashes = false;
    Path found = caller.find("org/tiny");
    assertThat(Files.readAllBytes(found.resolve(Caller.WEIGHTS)))
        .isEqualTo(caller.server.content(Caller.WEIGHTS));
    assertThat(Files.readSymbolicLink(found.resolve(Caller.WEIGHTS)))
        .hasFileName(caller.weightsHash());
    assertThat(caller.server.hubRequests)
        .anyMatch(r -> r.startsWith("HEAD") && r.contains(Caller.WEIGHTS));
  }

  @Test
  void noModelOrNoWeightsThatAreOpened() {
    caller.server.files.remove(Caller.WEIGHTS);
    Caller.refused(
        UnsupportedException.class,
        () -> caller.find("org/tiny"),
        "pytorch_model.bin",
        "not opened");
    caller.server.files.remove("pytorch_model.bin");
    Caller.refused(InvalidInputException.class, () -> caller.find("org/tiny"), "has no weights");
    caller.server.files.remove("config.json");
    caller.server.file("adapter_config.json", "{}");
    Caller.refused(
        InvalidInputException.class, () -> caller.find("org/tiny"), "no config.json", "an adapter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x", "localhost:80", "http://", "http://a b"})
  void endpoints(String endpoint) {
    caller.environment.put("HF_ENDPOINT", endpoint);
    Caller.refused(InvalidInputException.class, () -> caller.find("org/tiny"), "HF_ENDPOINT");
  }

  @Test
  void aProxy() {
    caller.environment.put("http_proxy", "socks5://localhost:1");
    Caller.refused(InvalidInputException.class, () -> caller.find("org/tiny"), "http_proxy");
    caller.environment.put("http_proxy", "http://localhost:1");
    Caller.refused(ResourceException.class, () -> caller.find("org/tiny"), "failed 3 times");
    caller.environment.put("no_proxy", "localhost,127.0.0.1");
    assertThat(caller.find("org/tiny")).exists();
  }

  @Test
  void namesOfModels() {
    Hub hub = new Hub();
    assertThat(
            List.of("org/name", "Org-1/na.me_2@v1.0", "o/n@refs/pr/3", "o/n@" + HubServer.COMMIT))
        .allMatch(hub::names);
    assertThat(
            List.of(
                "pocket",
                "org/name/more",
                "/org/name",
                "../name",
                "org/..",
                "o/n@",
                "o/n@../x",
                "o/n@a b",
                "maven:a:b:1",
                "org//n",
                "o/n@a//b",
                "o/n?x=1"))
        .noneMatch(hub::names);
  }

  @Test
  void aMovingNameIsPinned() {
    Path found = caller.find("org/tiny");
    assertThat(Hub.pinned("org/tiny", found)).hasValue("org/tiny@" + HubServer.COMMIT);
    assertThat(Hub.pinned("org/tiny@v1", found)).hasValue("org/tiny@" + HubServer.COMMIT);
    assertThat(Hub.pinned("org/other", found)).isEmpty();
    assertThat(Hub.pinned("org/tiny", folder.resolve("org/tiny"))).isEmpty();
    assertThat(Hub.pinned("pocket", found)).isEmpty();
  }

  /// Where nothing is said, Python's own default holds; no test asks it for anything.
  @Test
  void defaults() {
    HubSettings settings = HubSettings.read(new BaseRequest(Map.of(), folder, caller.said::add));
    assertThat(settings.endpoint().getScheme()).isEqualTo("https");
    assertThat(settings.cache()).isEqualTo(folder.resolve(".cache/huggingface/hub"));
    assertThat(settings.token()).isEmpty();
    assertThat(settings.isOwn(settings.uri("/x"))).isTrue();
    assertThat(settings.isOwn(URI.create("https://elsewhere.example/x"))).isFalse();
  }
}
