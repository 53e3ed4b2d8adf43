package luthier.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import luthier.base.Hashes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A hub on this machine with one model, `org/tiny`, and a storage behind it on another port, to
/// which large files are redirected. What goes wrong next is put into [#faults].
final class HubServer implements AutoCloseable {

  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /// Something that goes wrong with the next request for a file's bytes, wherever it arrives.
  @FunctionalInterface
  interface Fault {
    /// @param content what should be sent
    void answer(HttpExchange exchange, byte[] content) throws IOException;
  }

  final Map<String, byte[]> files = new TreeMap<>();
  final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  final Queue<Fault> listingFaults = new ConcurrentLinkedQueue<>();

  /// `METHOD path range authorization`, of the hub and of the storage.
  final List<String> hubRequests = new CopyOnWriteArrayList<>();

  final List<String> storageRequests = new CopyOnWriteArrayList<>();

  /// Whether the list of files tells lengths and hashes.
  boolean listsHashes = true;

  /// Whether ranges are honoured.
  boolean ranges = true;

  @Nullable String requiredToken;
  private final HttpServer hub = start();
  private final HttpServer storage = start();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  HubServer() {
    file("config.json", "{\"model_type\":\"llama\"}");
    file("tokenizer.json", "{}");
    file("README.md", "# tiny");
    file("pytorch_model.bin", "pickle");
    file("onnx/model.onnx", "other format");
    file("model.safetensors", "0123456789".repeat(20_000));
    for (HttpServer each : List.of(hub, storage)) {
      each.setExecutor(threads);
    }
    hub.createContext("/api/models/", this::list);
    hub.createContext("/org/tiny/resolve/", this::resolve);
    storage.createContext("/", this::store);
    hub.start();
    storage.start();
  }

  private static HttpServer start() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void file(String name, String content) {
    files.put(name, content.getBytes(StandardCharsets.UTF_8));
  }

  byte[] content(String name) {
    byte[] content = files.get(name);
    if (content == null) {
      throw new IllegalArgumentException(name);
    }
    return content;
  }

  String endpoint() {
    return "http://localhost:" + hub.getAddress().getPort();
  }

  /// Requests for the bytes of a file, of the hub alone.
  List<String> resolved(String name) {
    return hubRequests.stream().filter(r -> r.startsWith("GET") && r.contains(name)).toList();
  }

  private static boolean isLarge(String name) {
    return name.endsWith(".safetensors");
  }

  static String hash(String name, byte[] content) {
    MessageDigest digest = isLarge(name) ? Hashes.sha256() : Hashes.sha1();
    if (!isLarge(name)) {
      digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8));
    }
    digest.update(content);
    return Hashes.hex(digest);
  }

  private static void note(List<String> requests, HttpExchange exchange) {
    requests.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Range")
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private boolean refuses(HttpExchange exchange) throws IOException {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    if (requiredToken != null && !("Bearer " + requiredToken).equals(given)) {
      error(exchange, 401, "RepoNotFound");
      return true;
    }
    return false;
  }

  static void error(HttpExchange exchange, int status, String code) throws IOException {
    exchange.getResponseHeaders().add("X-Error-Code", code);
    exchange.sendResponseHeaders(status, -1);
  }

  private void list(HttpExchange exchange) throws IOException {
    try (exchange) {
      note(hubRequests, exchange);
      Fault fault = listingFaults.poll();
      if (fault != null) {
        fault.answer(exchange, new byte[0]);
      } else if (!refuses(exchange)) {
        String[] path = exchange.getRequestURI().getRawPath().split("/revision/|/tree/", 2);
        if (!path[0].equals("/api/models/org/tiny")) {
          error(exchange, 404, "RepoNotFound");
        } else if (!List.of("main", COMMIT, "refs%2Fpr%2F1").contains(path[1])) {
          error(exchange, 404, "RevisionNotFound");
        } else {
          boolean tree = exchange.getRequestURI().getRawPath().contains("/tree/");
          JsonNode answer = tree ? tree() : listing();
          send(exchange, 200, answer.toString().getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  private ObjectNode listing() {
    ObjectNode root = JsonMapper.builder().build().createObjectNode();
    root.put("id", "org/tiny").put("sha", COMMIT);
    ArrayNode siblings = root.putArray("siblings");
    files.forEach((name, content) -> {
      ObjectNode file = siblings.addObject().put("rfilename", name);
      if (listsHashes && isLarge(name)) {
        file.put("blobId", "f".repeat(40)).put("size", content.length);
        file.putObject("lfs")
            .put("sha256", hash(name, content))
            .put("size", content.length)
            .put("pointerSize", 134);
      } else if (listsHashes) {
        file.put("blobId", hash(name, content)).put("size", content.length);
      }
    });
    return root;
  }

  /// The same in the words that newer versions of Python's library ask for.
  private ArrayNode tree() {
    ArrayNode files = JsonMapper.builder().build().createArrayNode();
    this.files.forEach((name, content) -> {
      ObjectNode file = files.addObject().put("type", "file").put("path", name);
      file.put("size", content.length);
      file.put("oid", isLarge(name) ? "f".repeat(40) : hash(name, content));
      if (isLarge(name)) {
        file.putObject("lfs")
            .put("oid", hash(name, content))
            .put("size", content.length)
            .put("pointerSize", 134);
      }
    });
    return files;
  }

  private void resolve(HttpExchange exchange) throws IOException {
    try (exchange) {
      note(hubRequests, exchange);
      if (refuses(exchange)) {
        return;
      }
      String name = exchange.getRequestURI().getPath().split("/" + COMMIT + "/", 2)[1];
      byte[] content = files.get(name);
      if (content == null) {
        error(exchange, 404, "EntryNotFound");
        return;
      }
      exchange.getResponseHeaders().add("X-Repo-Commit", COMMIT);
      if (isLarge(name)) {
        exchange.getResponseHeaders().add("X-Linked-Etag", "\"" + hash(name, content) + "\"");
        exchange.getResponseHeaders().add("X-Linked-Size", String.valueOf(content.length));
        exchange
            .getResponseHeaders()
            .add(
                "Location",
                "http://127.0.0.1:" + storage.getAddress().getPort() + "/" + name + "?signed=yes");
        exchange.sendResponseHeaders(302, -1);
      } else {
        exchange.getResponseHeaders().add("ETag", "\"" + hash(name, content) + "\"");
        bytes(exchange, content);
      }
    }
  }

  private void store(HttpExchange exchange) throws IOException {
    try (exchange) {
      note(storageRequests, exchange);
      bytes(exchange, content(exchange.getRequestURI().getPath().substring(1)));
    }
  }

  private void bytes(HttpExchange exchange, byte[] content) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().add("Content-Length", String.valueOf(content.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    Fault fault = faults.poll();
    if (fault != null) {
      fault.answer(exchange, content);
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null || !ranges) {
      send(exchange, 200, content);
      return;
    }
    int from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
    if (from >= content.length) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    exchange
        .getResponseHeaders()
        .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    send(exchange, 206, Arrays.copyOfRange(content, from, content.length));
  }

  static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /// Announces everything, sends so many bytes, and cuts the connection.
  static Fault cutAfter(int bytes) {
    return (exchange, content) -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, bytes);
      exchange.getResponseBody().flush();
      throw new IOException("cut on purpose");
    };
  }

  /// Answers with a status and a header.
  static Fault status(int status, String header, String value) {
    return (exchange, _) -> {
      exchange.getResponseHeaders().add(header, value);
      exchange.sendResponseHeaders(status, -1);
    };
  }

  @Override
  public void close() {
    threads.shutdownNow(); // first, as stopping waits for those that answer slowly on purpose
    hub.stop(0);
    storage.stop(0);
  }
}
