package luthier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import luthier.InvalidInputException;
import luthier.ResourceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Transfers that break, are slow, wrong or made by several at once.
class TransferTest {

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

  /// A connection that breaks twice is gone on with, from where it broke.
  @Test
  void brokenConnections() throws IOException {
    caller.fetchAllButTheWeights();
    caller.server.faults.add(HubServer.cutAfter(70_000));
    caller.server.faults.add((exchange, content) -> {
      assertThat(exchange.getRequestHeaders().getFirst("Range")).startsWith("bytes=");
      exchange.getResponseHeaders().add("Content-Range", range(exchange, content));
      exchange.sendResponseHeaders(206, content.length - from(exchange));
      exchange.getResponseBody().write(content, from(exchange), 50_000);
      exchange.getResponseBody().flush();
      throw new IOException("cut on purpose");
    });
    Path found = caller.find("org/tiny");
    assertThat(Files.readAllBytes(found.resolve(Caller.WEIGHTS)))
        .isEqualTo(caller.server.content(Caller.WEIGHTS));
    List<String> asked = caller.server.storageRequests;
    assertThat(asked).hasSize(3);
    assertThat(asked.get(1)).contains("bytes=");
    assertThat(asked.get(2)).contains("bytes=");
    assertThat(caller.said).anyMatch(text -> text.contains("again in"));
  }

  private static int from(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return Integer.parseInt(range.replaceAll("[^0-9]", ""));
  }

  private static String range(HttpExchange exchange, byte[] content) {
    return "bytes " + from(exchange) + "-" + (content.length - 1) + "/" + content.length;
  }

  /// What an earlier process left is gone on with, also where the server knows no ranges, and is
  /// given up where it is wrong.
  @ParameterizedTest
  @CsvSource({"true, false", "false, false", "true, true", "false, true"})
  void partsOfAnEarlierProcess(boolean ranges, boolean damaged) throws IOException {
    caller.server.ranges = ranges;
    byte[] content = caller.server.content(Caller.WEIGHTS);
    byte[] part = Arrays.copyOf(content, 1000);
    if (damaged) {
      part[17] ^= 1;
    }
    Files.createDirectories(caller.model().resolve("blobs"));
    Files.write(
        caller.model().resolve("blobs").resolve(caller.weightsHash() + ".incomplete"), part);
    assertThat(Files.readAllBytes(caller.find("org/tiny").resolve(Caller.WEIGHTS)))
        .isEqualTo(content);
    assertThat(caller.server.storageRequests.getFirst()).contains("bytes=1000-");
    assertThat(caller.server.storageRequests).hasSize(ranges && damaged ? 2 : 1);
  }

  @Test
  void aPartThatIsTooLong() throws IOException {
    byte[] content = caller.server.content(Caller.WEIGHTS);
    Files.createDirectories(caller.model().resolve("blobs"));
    Path part = caller.model().resolve("blobs").resolve(caller.weightsHash() + ".incomplete");
    Files.write(part, Arrays.copyOf(content, content.length + 1));
    assertThat(Files.readAllBytes(caller.find("org/tiny").resolve(Caller.WEIGHTS)))
        .isEqualTo(content);
    // and one that is whole but was not renamed
    Files.delete(caller.model().resolve("blobs").resolve(caller.weightsHash()));
    Files.write(part, content);
    caller.server.storageRequests.clear();
    assertThat(Files.readAllBytes(caller.find("org/tiny").resolve(Caller.WEIGHTS)))
        .isEqualTo(content);
    assertThat(caller.server.storageRequests).isEmpty();
  }

  @Test
  void wrongBytes() throws IOException {
    HubServer.Fault wrong =
        (exchange, content) -> {
          byte[] other = content.clone();
          other[other.length / 2] ^= 1;
          HubServer.send(exchange, 200, other);
        };
    caller.fetchAllButTheWeights();
    caller.server.faults.add(wrong);
    caller.find("org/tiny");
    assertThat(caller.said).anyMatch(text -> text.contains("its hash is wrong; again"));
    caller.server.file(Caller.WEIGHTS, "y".repeat(5000));
    caller.server.faults.addAll(List.of(wrong, wrong));
    Caller.refused(
        ResourceException.class,
        () -> caller.find("org/tiny"),
        Caller.WEIGHTS,
        "not those that the hub announces",
        "expected " + caller.weightsHash());
    assertThat(Caller.names(caller.model().resolve("blobs")))
        .noneMatch(n -> n.startsWith(caller.weightsHash()));
  }

  @Test
  void moreBytesThanAnnounced() throws IOException {
    HubServer.Fault more =
        (exchange, content) ->
            HubServer.send(exchange, 200, Arrays.copyOf(content, content.length + 7));
    caller.server.files.remove("README.md");
    caller.server.file("config.json", "{}");
    caller.server.faults.addAll(List.of(more, more, more));
    Caller.refused(
        ResourceException.class, () -> caller.find("org/tiny"), "more bytes came than the 2");
    caller.nothingIsLeft();
  }

  @Test
  void tooManyRequests() {
    caller.server.listingFaults.add(HubServer.status(429, "Retry-After", "1"));
    caller.server.faults.add(HubServer.status(503, "X-Nothing", ""));
    long start = System.nanoTime();
    caller.find("org/tiny");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
    assertThat(caller.said)
        .anyMatch(text -> text.contains("answers 429; again in 1 s"))
        .anyMatch(text -> text.contains("answers 503"));
    caller.server.listingFaults.add(HubServer.status(429, "Retry-After", "3600"));
    caller.environment.put("HF_HOME", folder.resolve("other").toString());
    Caller.refused(ResourceException.class, () -> caller.find("org/tiny"), "429", "3600 seconds");
    for (int i = 0; i < 3; i++) {
      caller.server.listingFaults.add(HubServer.status(500, "X-Nothing", ""));
    }
    Caller.refused(
        ResourceException.class, () -> caller.find("org/tiny"), "failed 3 times", "answers 500");
  }

  /// A body that stops without an end is given up after a while, and gone on with.
  @Test
  void silence() throws IOException {
    caller.fetchAllButTheWeights();
    caller.environment.put("HF_HUB_DOWNLOAD_TIMEOUT", "1");
    caller.server.faults.add((exchange, content) -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, 60_000);
      exchange.getResponseBody().flush();
      pause();
    });
    Path found = caller.find("org/tiny");
    assertThat(Files.readAllBytes(found.resolve(Caller.WEIGHTS)))
        .isEqualTo(caller.server.content(Caller.WEIGHTS));
    assertThat(caller.said).anyMatch(text -> text.contains("nothing came for 1.0 s"));
    assertThat(caller.server.storageRequests.getLast()).contains("bytes=");
    caller.environment.put("HF_HUB_DOWNLOAD_TIMEOUT", "soon");
    Caller.refused(
        InvalidInputException.class,
        () -> caller.find("org/tiny"),
        "HF_HUB_DOWNLOAD_TIMEOUT",
        "soon");
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
      caller.server.listingFaults.add(loop);
    }
    Caller.refused(ResourceException.class, () -> caller.find("org/tiny"), "redirects");
    caller.server.listingFaults.clear();
    for (String place : List.of("file:///etc/passwd", "ht tp:", "ftp://localhost/")) {
      caller.server.listingFaults.add(HubServer.status(302, "Location", place));
      Caller.refused(
          ResourceException.class, () -> caller.find("org/tiny"), "redirected", "nowhere");
    }
  }

  @Test
  void manyAtOnce() throws Exception {
    List<Callable<Path>> all = Collections.nCopies(6, () -> caller.find("org/tiny"));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Path> each : threads.invokeAll(all)) {
        assertThat(Files.readAllBytes(each.get().resolve(Caller.WEIGHTS)))
            .isEqualTo(caller.server.content(Caller.WEIGHTS));
      }
    }
    assertThat(caller.server.storageRequests).hasSize(1);
  }

  @Test
  void twoProcessesAtOnce() throws Exception {
    List<Process> processes = List.of(process("unlimited"), process("unlimited"));
    for (Process process : processes) {
      String text = output(process);
      assertThat(process.waitFor()).as(text).isZero();
      Path found = Path.of(text.lines().toList().getLast());
      assertThat(Files.readAllBytes(found.resolve(Caller.WEIGHTS)))
          .isEqualTo(caller.server.content(Caller.WEIGHTS));
    }
    assertThat(caller.server.storageRequests).hasSize(1);
  }

  /// A disk that fills up, played by the limit on the size of a file; with more room it goes on.
  @Test
  void aFullDisk() throws Exception {
    Process process = process("100");
    String text = output(process);
    assertThat(process.waitFor()).as(text).isEqualTo(1);
    assertThat(text)
        .contains("ResourceException", Caller.WEIGHTS, "cannot be written", "HF_HUB_CACHE")
        .doesNotContain("again in");
    assertThat(caller.model().resolve("blobs").resolve(caller.weightsHash())).doesNotExist();
    assertThat(Files.readAllBytes(caller.find("org/tiny").resolve(Caller.WEIGHTS)))
        .isEqualTo(caller.server.content(Caller.WEIGHTS));
    assertThat(caller.server.storageRequests.getLast()).contains("bytes=");
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
    builder.environment().putAll(caller.environment);
    return builder.start();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aDiskThatCannotBeWritten() throws IOException {
    Files.writeString(folder.resolve("file"), "no directory");
    caller.environment.put("HF_HUB_CACHE", folder.resolve("file").resolve("hub").toString());
    Caller.refused(
        ResourceException.class,
        () -> caller.find("org/tiny"),
        "cannot be written",
        "HF_HUB_CACHE");
  }

  @Test
  void aPageInsteadOfJson() throws IOException {
    for (String page :
        List.of("<html>please log in</html>", "[]", "{\"sha\":\"x\"}", "{\"sha\":")) {
      caller.server.listingFaults.add(
          (exchange, _) -> HubServer.send(exchange, 200, page.getBytes(StandardCharsets.UTF_8)));
      Caller.refused(
          ResourceException.class, () -> caller.find("org/tiny"), "a login", "HF_ENDPOINT");
    }
    // and instead of a file: its length and hash are wrong
    caller.server.files.remove(Caller.WEIGHTS);
    caller.server.file(Caller.WEIGHTS, "weights");
    HubServer.Fault page =
        (exchange, _) ->
            HubServer.send(
                exchange, 200, "<html>please log in</html>".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 9; i++) {
      caller.server.faults.add(page);
    }
    Caller.refused(ResourceException.class, () -> caller.find("org/tiny"), "failed 3 times");
    caller.server.faults.clear();
    caller.nothingIsLeft();
  }
}
