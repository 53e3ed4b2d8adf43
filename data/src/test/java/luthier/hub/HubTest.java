package luthier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.UnsupportedException;
import luthier.base.BaseRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a server here that speaks the hub's protocol, and breaks it when told.
class HubTest {

  private static final String WEIGHTS = "model.safetensors";
  private static final Retries QUICK = new Retries(3, Duration.ofMillis(1), Duration.ofSeconds(5));

  @TempDir private Path folder = Path.of("");
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private HubServer server = new HubServer();

  @BeforeEach
  void environment() {
    environment.put("HF_ENDPOINT", server.endpoint());
    environment.put("HF_HOME", folder.resolve("hf").toString());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Path find(String name) {
    return new Hub(QUICK).directory(name, new BaseRequest(environment, folder, said::add));
  }

  private Path model() {
    return folder.resolve("hf/hub/models--org--tiny");
  }

  private static TreeSet<String> names(Path directory) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> all = Files.walk(directory)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> names.add(directory.relativize(file).toString()));
    }
    return names;
  }

  private static void refused(
      Class<? extends Exception> type, ThrowingCallable call, String... parts) {
    assertThatThrownBy(call).isInstanceOf(type).hasMessageContainingAll(parts);
  }

  /// Nothing is found that is not whole.
  private void nothingIsLeft() throws IOException {
    environment.put("HF_HUB_OFFLINE", "1");
    refused(InvalidInputException.class, () -> find("org/tiny"), "is not, or not wholly, in");
    if (Files.isDirectory(model().resolve("blobs"))) {
      assertThat(names(model().resolve("blobs")))
          .allMatch(name -> !name.equals(weightsHash()) || name.endsWith(".incomplete"));
    }
  }

  private String weightsHash() {
    return HubServer.hash(WEIGHTS, server.content(WEIGHTS));
  }

  @Test
  void bringsWhatMakesTheModel() throws IOException {
    Path found = find("org/tiny");
    assertThat(found).isEqualTo(model().resolve("snapshots").resolve(HubServer.COMMIT));
    assertThat(names(found)).containsExactly("README.md", "config.json", WEIGHTS, "tokenizer.json");
    assertThat(Files.readAllBytes(found.resolve(WEIGHTS))).isEqualTo(server.content(WEIGHTS));
    // the layout of Python's library
    assertThat(Files.readSymbolicLink(found.resolve(WEIGHTS)))
        .isEqualTo(Path.of("../../blobs").resolve(weightsHash()));
    assertThat(model().resolve("refs/main")).hasContent(HubServer.COMMIT);
    assertThat(names(model().resolve("blobs"))).hasSize(4).noneMatch(n -> n.contains("."));
    assertThat(said)
        .contains("base: org/tiny@main: model.safetensors: fetching 196 KB")
        .noneMatch(text -> text.contains("again"));
  }

  @Test
  void asksForNothingThatIsThere() {
    find("org/tiny");
    server.hubRequests.clear();
    server.storageRequests.clear();
    find("org/tiny@" + HubServer.COMMIT);
    assertThat(server.hubRequests).hasSize(1).allMatch(r -> r.contains("/api/models/org/tiny"));
    assertThat(server.storageRequests).isEmpty();
    assertThat(find("org/tiny@refs/pr/1")).exists();
    assertThat(model().resolve("refs/refs/pr/1")).hasContent(HubServer.COMMIT);
  }

  @Test
  void offline() throws IOException {
    environment.put("HF_HUB_OFFLINE", "1");
    refused(
        InvalidInputException.class,
        () -> find("org/tiny"),
        "org/tiny@main",
        "HF_HUB_OFFLINE",
        folder.resolve("hf/hub").toString());
    environment.remove("HF_HUB_OFFLINE");
    Path found = find("org/tiny");
    server.hubRequests.clear();
    environment.put("HF_HUB_OFFLINE", "1");
    assertThat(find("org/tiny")).isEqualTo(found);
    assertThat(find("org/tiny@" + HubServer.COMMIT)).isEqualTo(found);
    assertThat(server.hubRequests).isEmpty();
    Files.delete(found.resolve(WEIGHTS));
    refused(InvalidInputException.class, () -> find("org/tiny"), "not wholly");
  }

  /// As Python does: what was fetched earlier, and it is said.
  @Test
  void aHubThatCannotBeReached() {
    Path found = find("org/tiny");
    server.close();
    said.clear();
    assertThat(find("org/tiny")).isEqualTo(found);
    assertThat(said.getLast()).contains("using what was fetched earlier", HubServer.COMMIT);
    refused(ResourceException.class, () -> find("org/other"), "org/other", "failed 3 times");
  }

  @Test
  void shards() throws IOException {
    server.files.remove(WEIGHTS);
    server.file(
        "model.safetensors.index.json",
        "{\"metadata\":{},\"weight_map\":{\"a\":\"model-1.safetensors\",\"b\":\"model-2.safetensors\"}}");
    server.file("model-1.safetensors", "first");
    server.file("model-2.safetensors", "second");
    server.file("model-3.safetensors", "of no use");
    assertThat(names(find("org/tiny")))
        .contains("model-1.safetensors", "model-2.safetensors")
        .doesNotContain("model-3.safetensors");
    server.file(
        "model.safetensors.index.json", "{\"weight_map\":{\"a\":\"../../evil.safetensors\"}}");
    refused(InvalidInputException.class, () -> find("org/tiny"), "weight_map");
    server.file("model.safetensors.index.json", "{\"weight_map\":{\"a\":\"model-9.safetensors\"}}");
    refused(
        InvalidInputException.class, () -> find("org/tiny"), "model-9.safetensors", "no such file");
  }

  /// The token goes to the hub and not to the storage that it redirects to.
  @Test
  void tokens() throws IOException {
    server.requiredToken = "hf_secret";
    refused(
        InvalidInputException.class,
        () -> find("org/tiny"),
        "401",
        "no such model",
        "set HF_TOKEN");
    environment.put("HF_TOKEN", "hf_wrong");
    refused(InvalidInputException.class, () -> find("org/tiny"), "the token is not one that");
    assertThatThrownBy(() -> find("org/tiny")).hasMessageNotContaining("hf_wrong");
    environment.remove("HF_TOKEN");
    Files.createDirectories(folder.resolve("hf"));
    Files.writeString(folder.resolve("hf/token"), "hf_secret\n");
    assertThat(find("org/tiny")).exists();
    assertThat(server.resolved(WEIGHTS)).isNotEmpty().allMatch(r -> r.endsWith("Bearer hf_secret"));
    assertThat(server.storageRequests).isNotEmpty().allMatch(r -> r.endsWith(" null"));
    environment.put("HF_TOKEN", "two words");
    refused(InvalidInputException.class, () -> find("org/tiny"), "HF_TOKEN", "blanks");
    assertThat(said).noneMatch(text -> text.contains("secret"));
  }

  @Test
  void whatTheHubRefuses() {
    refused(
        InvalidInputException.class, () -> find("org/none"), "404", "no directory of that name");
    refused(InvalidInputException.class, () -> find("org/tiny@v9"), "no such revision");
    server.listingFaults.add((exchange, _) -> HubServer.error(exchange, 401, "GatedRepo"));
    refused(InvalidInputException.class, () -> find("org/tiny"), "on request", "the model's page");
    server.listingFaults.add((exchange, _) -> HubServer.error(exchange, 403, ""));
    refused(InvalidInputException.class, () -> find("org/tiny"), "on request");
    server.listingFaults.add((exchange, _) -> HubServer.error(exchange, 418, ""));
    refused(ResourceException.class, () -> find("org/tiny"), "answers 418");
  }

  @Test
  void aPageInsteadOfJson() throws IOException {
    for (String page :
        List.of("<html>please log in</html>", "[]", "{\"sha\":\"x\"}", "{\"sha\":")) {
      server.listingFaults.add(
          (exchange, _) -> HubServer.send(exchange, 200, page.getBytes(StandardCharsets.UTF_8)));
      refused(ResourceException.class, () -> find("org/tiny"), "a login", "HF_ENDPOINT");
    }
    // and instead of a file: its length and hash are wrong
    server.files.remove(WEIGHTS);
    server.file(WEIGHTS, "weights");
    HubServer.Fault page =
        (exchange, _) ->
            HubServer.send(
                exchange, 200, "<html>please log in</html>".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 9; i++) {
      server.faults.add(page);
    }
    refused(ResourceException.class, () -> find("org/tiny"), "failed 3 times");
    server.faults.clear();
    nothingIsLeft();
  }

  /// A connection that breaks twice is gone on with, from where it broke.
  @Test
  void brokenConnections() throws IOException {
    small();
    server.faults.add(HubServer.cutAfter(70_000));
    server.faults.add((exchange, content) -> {
      assertThat(exchange.getRequestHeaders().getFirst("Range")).startsWith("bytes=");
      exchange.getResponseHeaders().add("Content-Range", range(exchange, content));
      exchange.sendResponseHeaders(206, content.length - from(exchange));
      exchange.getResponseBody().write(content, from(exchange), 50_000);
      exchange.getResponseBody().flush();
      throw new IOException("cut on purpose");
    });
    Path found = find("org/tiny");
    assertThat(Files.readAllBytes(found.resolve(WEIGHTS))).isEqualTo(server.content(WEIGHTS));
    List<String> asked = server.storageRequests;
    assertThat(asked).hasSize(3);
    assertThat(asked.get(1)).contains("bytes=");
    assertThat(asked.get(2)).contains("bytes=");
    assertThat(said).anyMatch(text -> text.contains("again in"));
  }

  private static int from(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return Integer.parseInt(range.replaceAll("[^0-9]", ""));
  }

  private static String range(HttpExchange exchange, byte[] content) {
    return "bytes " + from(exchange) + "-" + (content.length - 1) + "/" + content.length;
  }

  /// Only the weights are left to be fetched.
  private void small() {
    String weights = new String(server.content(WEIGHTS), StandardCharsets.UTF_8);
    server.file(WEIGHTS, "x");
    find("org/tiny");
    server.file(WEIGHTS, weights);
    server.storageRequests.clear();
    server.hubRequests.clear();
    said.clear();
  }

  /// What an earlier process left is gone on with, also where the server knows no ranges, and is
  /// given up where it is wrong.
  @ParameterizedTest
  @CsvSource({"true, false", "false, false", "true, true", "false, true"})
  void partsOfAnEarlierProcess(boolean ranges, boolean damaged) throws IOException {
    server.ranges = ranges;
    byte[] content = server.content(WEIGHTS);
    byte[] part = Arrays.copyOf(content, 1000);
    if (damaged) {
      part[17] ^= 1;
    }
    Files.createDirectories(model().resolve("blobs"));
    Files.write(model().resolve("blobs").resolve(weightsHash() + ".incomplete"), part);
    assertThat(Files.readAllBytes(find("org/tiny").resolve(WEIGHTS))).isEqualTo(content);
    assertThat(server.storageRequests.getFirst()).contains("bytes=1000-");
    assertThat(server.storageRequests).hasSize(ranges && damaged ? 2 : 1);
  }

  @Test
  void aPartThatIsTooLong() throws IOException {
    byte[] content = server.content(WEIGHTS);
    Files.createDirectories(model().resolve("blobs"));
    Path part = model().resolve("blobs").resolve(weightsHash() + ".incomplete");
    Files.write(part, Arrays.copyOf(content, content.length + 1));
    assertThat(Files.readAllBytes(find("org/tiny").resolve(WEIGHTS))).isEqualTo(content);
    // and one that is whole but was not renamed
    Files.delete(model().resolve("blobs").resolve(weightsHash()));
    Files.write(part, content);
    server.storageRequests.clear();
    assertThat(Files.readAllBytes(find("org/tiny").resolve(WEIGHTS))).isEqualTo(content);
    assertThat(server.storageRequests).isEmpty();
  }

  @Test
  void wrongBytes() throws IOException {
    HubServer.Fault wrong =
        (exchange, content) -> {
          byte[] other = content.clone();
          other[other.length / 2] ^= 1;
          HubServer.send(exchange, 200, other);
        };
    small();
    server.faults.add(wrong);
    find("org/tiny");
    assertThat(said).anyMatch(text -> text.contains("its hash is wrong; again"));
    server.file(WEIGHTS, "y".repeat(5000));
    server.faults.addAll(List.of(wrong, wrong));
    refused(
        ResourceException.class,
        () -> find("org/tiny"),
        WEIGHTS,
        "not those that the hub announces",
        "expected " + weightsHash());
    assertThat(names(model().resolve("blobs"))).noneMatch(n -> n.startsWith(weightsHash()));
  }

  @Test
  void moreBytesThanAnnounced() throws IOException {
    HubServer.Fault more =
        (exchange, content) ->
            HubServer.send(exchange, 200, Arrays.copyOf(content, content.length + 7));
    server.files.remove("README.md");
    server.file("config.json", "{}");
    server.faults.addAll(List.of(more, more, more));
    refused(ResourceException.class, () -> find("org/tiny"), "more bytes came than the 2");
    nothingIsLeft();
  }

  @Test
  void tooManyRequests() {
    server.listingFaults.add(HubServer.status(429, "Retry-After", "1"));
    server.faults.add(HubServer.status(503, "X-Nothing", ""));
    long start = System.nanoTime();
    find("org/tiny");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
    assertThat(said)
        .anyMatch(text -> text.contains("answers 429; again in 1 s"))
        .anyMatch(text -> text.contains("answers 503"));
    server.listingFaults.add(HubServer.status(429, "Retry-After", "3600"));
    environment.put("HF_HOME", folder.resolve("other").toString());
    refused(ResourceException.class, () -> find("org/tiny"), "429", "3600 seconds");
    for (int i = 0; i < 3; i++) {
      server.listingFaults.add(HubServer.status(500, "X-Nothing", ""));
    }
    refused(ResourceException.class, () -> find("org/tiny"), "failed 3 times", "answers 500");
  }

  /// A body that stops without an end is given up after a while, and gone on with.
  @Test
  void silence() throws IOException {
    small();
    environment.put("HF_HUB_DOWNLOAD_TIMEOUT", "1");
    server.faults.add((exchange, content) -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, 60_000);
      exchange.getResponseBody().flush();
      pause();
    });
    Path found = find("org/tiny");
    assertThat(Files.readAllBytes(found.resolve(WEIGHTS))).isEqualTo(server.content(WEIGHTS));
    assertThat(said).anyMatch(text -> text.contains("nothing came for 1.0 s"));
    assertThat(server.storageRequests.getLast()).contains("bytes=");
    environment.put("HF_HUB_DOWNLOAD_TIMEOUT", "soon");
    refused(InvalidInputException.class, () -> find("org/tiny"), "HF_HUB_DOWNLOAD_TIMEOUT", "soon");
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server was stopped
    }
  }

  @Test
  void redirectsThatLeadNowhere() {
    HubServer.Fault loop = HubServer.status(302, "Location", "/api/models/org/tiny/revision/main");
    for (int i = 0; i < 12; i++) {
      server.listingFaults.add(loop);
    }
    refused(ResourceException.class, () -> find("org/tiny"), "redirects");
    server.listingFaults.clear();
    for (String place : List.of("file:///etc/passwd", "ht tp:", "ftp://localhost/")) {
      server.listingFaults.add(HubServer.status(302, "Location", place));
      refused(ResourceException.class, () -> find("org/tiny"), "redirected", "nowhere");
    }
  }

  /// A mirror that lists names only is asked for the rest, file by file.
  @Test
  void aListWithoutHashes() throws IOException {
    server.listsHashes = false;
    Path found = find("org/tiny");
    assertThat(Files.readAllBytes(found.resolve(WEIGHTS))).isEqualTo(server.content(WEIGHTS));
    assertThat(Files.readSymbolicLink(found.resolve(WEIGHTS))).hasFileName(weightsHash());
    assertThat(server.hubRequests).anyMatch(r -> r.startsWith("HEAD") && r.contains(WEIGHTS));
  }

  @Test
  void noModelOrNoWeightsThatAreOpened() {
    server.files.remove(WEIGHTS);
    refused(UnsupportedException.class, () -> find("org/tiny"), "pytorch_model.bin", "not opened");
    server.files.remove("pytorch_model.bin");
    refused(InvalidInputException.class, () -> find("org/tiny"), "has no weights");
    server.files.remove("config.json");
    server.file("adapter_config.json", "{}");
    refused(InvalidInputException.class, () -> find("org/tiny"), "no config.json", "an adapter");
  }

  @Test
  void manyAtOnce() throws Exception {
    List<Callable<Path>> all = Collections.nCopies(6, () -> find("org/tiny"));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Path> each : threads.invokeAll(all)) {
        assertThat(Files.readAllBytes(each.get().resolve(WEIGHTS)))
            .isEqualTo(server.content(WEIGHTS));
      }
    }
    assertThat(server.storageRequests).hasSize(1);
  }

  @Test
  void twoProcessesAtOnce() throws Exception {
    List<Process> processes = List.of(process("unlimited"), process("unlimited"));
    for (Process process : processes) {
      String text = output(process);
      assertThat(process.waitFor()).as(text).isZero();
      Path found = Path.of(text.lines().toList().getLast());
      assertThat(Files.readAllBytes(found.resolve(WEIGHTS))).isEqualTo(server.content(WEIGHTS));
    }
    assertThat(server.storageRequests).hasSize(1);
  }

  /// A disk that fills up, played by the limit on the size of a file; with more room it goes on.
  @Test
  void aFullDisk() throws Exception {
    Process process = process("100");
    String text = output(process);
    assertThat(process.waitFor()).as(text).isEqualTo(1);
    assertThat(text)
        .contains("ResourceException", WEIGHTS, "cannot be written", "HF_HUB_CACHE")
        .doesNotContain("again in");
    assertThat(model().resolve("blobs").resolve(weightsHash())).doesNotExist();
    assertThat(Files.readAllBytes(find("org/tiny").resolve(WEIGHTS)))
        .isEqualTo(server.content(WEIGHTS));
    assertThat(server.storageRequests.getLast()).contains("bytes=");
  }

  /// @param kilobytes the most that a file may hold
  private Process process(String kilobytes) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash for ulimit");
    ProcessBuilder builder =
        new ProcessBuilder(
                "/bin/bash",
                "-c",
                "ulimit -f " + kilobytes + "; exec \"$0\" \"$@\"",
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                HubProcess.class.getName(),
                "org/tiny")
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aDiskThatCannotBeWritten() throws IOException {
    Files.writeString(folder.resolve("file"), "no directory");
    environment.put("HF_HUB_CACHE", folder.resolve("file").resolve("hub").toString());
    refused(ResourceException.class, () -> find("org/tiny"), "cannot be written", "HF_HUB_CACHE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x", "localhost:80", "http://", "http://a b"})
  void endpoints(String endpoint) {
    environment.put("HF_ENDPOINT", endpoint);
    refused(InvalidInputException.class, () -> find("org/tiny"), "HF_ENDPOINT");
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
    Path found = find("org/tiny");
    assertThat(Hub.pinned("org/tiny", found)).hasValue("org/tiny@" + HubServer.COMMIT);
    assertThat(Hub.pinned("org/tiny@v1", found)).hasValue("org/tiny@" + HubServer.COMMIT);
    assertThat(Hub.pinned("org/other", found)).isEmpty();
    assertThat(Hub.pinned("org/tiny", folder.resolve("org/tiny"))).isEmpty();
    assertThat(Hub.pinned("pocket", found)).isEmpty();
  }

  /// Where nothing is said, Python's own default holds; no test asks it for anything.
  @Test
  void defaults() {
    HubSettings settings = HubSettings.read(new BaseRequest(Map.of(), folder, said::add));
    assertThat(settings.endpoint().getScheme()).isEqualTo("https");
    assertThat(settings.cache()).isEqualTo(folder.resolve(".cache/huggingface/hub"));
    assertThat(settings.token()).isEmpty();
    assertThat(settings.isOwn(settings.uri("/x"))).isTrue();
    assertThat(settings.isOwn(URI.create("https://elsewhere.example/x"))).isFalse();
  }
}
