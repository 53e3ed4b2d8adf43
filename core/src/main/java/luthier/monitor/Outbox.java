package luthier.monitor;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import luthier.LuthierException;
import luthier.runlog.Json;
import luthier.runlog.JsonView;
import tools.jackson.databind.node.ObjectNode;

/// Sends requests one after the other in a thread of its own, so that a slow or dead server costs
/// the run nothing. The first trouble is kept to be told once, in the run's own thread; later ones
/// are not.
final class Outbox implements Closeable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int MOST_WAITING = 200;
  private static final long LAST_SECONDS = 10;

  private final String key;
  private final Optional<String> token;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final ThreadPoolExecutor sender;
  private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());
  private final AtomicBoolean troubled = new AtomicBoolean();

  /// @param key of the recipe, which messages name
  /// @param token sent as `Authorization: Bearer`; empty for none
  Outbox(String key, Optional<String> token) {
    this.key = key;
    this.token = token;
    this.sender =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> Thread.ofPlatform().daemon().name(key).unstarted(task),
            (_, _) -> noteTrouble("the server is too slow: what does not fit is left out"));
  }

  /// What one task does: some requests.
  interface Sending {
    void send() throws IOException, InterruptedException;
  }

  /// Hands a task to the thread; returns at once.
  void later(Sending sending) {
    sender.execute(() -> {
      try {
        sending.send();
      } catch (IOException e) {
        noteTrouble(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
      } catch (LuthierException e) { // an answer that is not what it should be
        noteTrouble(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private void noteTrouble(String what) {
    if (troubled.compareAndSet(false, true)) {
      trouble.set(
          Optional.of(
              key + ": " + what + ". The run goes on; further trouble with it is not told."));
    }
  }

  /// The trouble that was not told yet.
  Optional<String> trouble() {
    return trouble.getAndSet(Optional.empty());
  }

  /// Posts a document and reads the answer, one JSON object.
  JsonView post(URI address, ObjectNode document) throws IOException, InterruptedException {
    return Json.parse(address.getHost(), send(request(address).POST(body(document))));
  }

  /// Asks, and reads the answer, one JSON object.
  JsonView get(URI address) throws IOException, InterruptedException {
    return Json.parse(address.getHost(), send(request(address).GET()));
  }

  /// Posts a document; whatever the answer says is left alone.
  void tell(URI address, ObjectNode document) throws IOException, InterruptedException {
    send(request(address).POST(body(document)));
  }

  private static HttpRequest.BodyPublisher body(ObjectNode document) {
    return HttpRequest.BodyPublishers.ofString(Json.line(document));
  }

  private HttpRequest.Builder request(URI address) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(address).timeout(ANSWER);
    token.ifPresent(secret -> builder.header("Authorization", "Bearer " + secret));
    return builder.header("Content-Type", "application/json");
  }

  private String send(HttpRequest.Builder builder) throws IOException, InterruptedException {
    HttpRequest request = builder.build();
    // an address may hold a secret: messages name the host only
    String host = request.uri().getHost();
    HttpResponse<String> answer;
    try {
      answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException(host + " cannot be reached (" + e.getClass().getSimpleName() + ")", e);
    }
    if (answer.statusCode() / 100 != 2) {
      throw new Refused(host, answer.statusCode());
    }
    return answer.body();
  }

  /// An answer that is no success.
  static final class Refused extends IOException {

    private static final long serialVersionUID = 1;

    private final int status;

    Refused(String host, int status) {
      super(host + " answered with status " + status);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /// Waits a moment for what is still to be sent.
  @Override
  public void close() {
    sender.shutdown();
    try {
      if (!sender.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
        noteTrouble("the server is too slow: the last messages were not sent");
        sender.shutdownNow();
      }
    } catch (InterruptedException e) {
      sender.shutdownNow();
      Thread.currentThread().interrupt();
    }
    client.shutdownNow();
  }
}
