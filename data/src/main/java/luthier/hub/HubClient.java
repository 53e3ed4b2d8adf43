package luthier.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import luthier.Excerpt;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.ResourceException;

/// Asks the hub. Redirects are followed by hand: the token goes to the hub's own host only, and
/// nowhere without the encryption that the hub has.
final class HubClient implements AutoCloseable {

  private static final int MOST_REDIRECTS = 8;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

  private final HubSettings settings;
  private final HttpClient client;

  /// @throws InvalidInputException when the environment names a proxy that is none
  HubClient(HubSettings settings, Map<String, String> environment) {
    this.settings = settings;
    EnvironmentProxies proxies = new EnvironmentProxies(environment);
    // asked here once, so that a mistake is reported as what it is and not as a failed connection
    proxies.select(settings.endpoint());
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.patience())
            .proxy(proxies)
            .build();
  }

  /// An answer whose body is still to be read; close it.
  ///
  /// @param hub the headers of the hub's own answer, before any redirect
  record Answer(HttpResponse<InputStream> last, HttpResponse<InputStream> hub)
      implements AutoCloseable {

    int status() {
      return last.statusCode();
    }

    /// A header, of the hub itself where it redirected to a storage.
    Optional<String> header(String name) {
      return hub.headers().firstValue(name).or(() -> last.headers().firstValue(name));
    }

    @Override
    public void close() throws IOException {
      last.body().close();
    }
  }

  /// Gets a path of the hub.
  ///
  /// @param what names it in messages, e.g. `base: org/name@main: config.json`
  /// @throws TransferException for what may pass
  /// @throws LuthierException for what will not
  Answer get(String what, URI uri, Map<String, String> headers) throws IOException {
    return follow(what, uri, "GET", headers);
  }

  /// Like [#get], without the body: what the hub says of a file.
  Answer head(String what, URI uri) throws IOException {
    return follow(what, uri, "HEAD", Map.of("Accept-Encoding", "identity"));
  }

  private Answer follow(String what, URI start, String method, Map<String, String> headers)
      throws IOException {
    URI uri = start;
    HttpResponse<InputStream> own = null;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HttpResponse<InputStream> response = send(uri, method, headers);
      if (settings.isOwn(uri)) {
        own = response;
      }
      HttpResponse<InputStream> hub = own == null ? response : own;
      if (!REDIRECTS.contains(response.statusCode())) {
        check(what, response, uri);
        return new Answer(response, hub);
      }
      response.body().close();
      URI next = target(what, uri, response);
      if (method.equals("HEAD") && !settings.isOwn(next)) {
        // a storage behind the hub knows less than the hub has said already
        return new Answer(response, hub);
      }
      uri = next;
    }
    throw new ResourceException(
        what + ": more than " + MOST_REDIRECTS + " redirects, one after another");
  }

  private HttpResponse<InputStream> send(URI uri, String method, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(settings.patience())
            .header("User-Agent", "luthier/0.1.0")
            .method(method, HttpRequest.BodyPublishers.noBody());
    headers.forEach(request::header);
    if (settings.isOwn(uri)) {
      settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException(uri.getHost() + ": interrupted", e);
    } catch (IOException e) {
      throw new TransferException(uri.getHost() + ": " + Retries.reason(e), Optional.empty());
    }
  }

  private URI target(String what, URI from, HttpResponse<?> response) {
    Optional<String> location = response.headers().firstValue("Location");
    try {
      URI to = from.resolve(location.orElseThrow(() -> new IllegalArgumentException("none")));
      boolean plain = "http".equals(to.getScheme());
      if (to.getHost() != null && (plain || "https".equals(to.getScheme()))) {
        if (plain && "https".equals(from.getScheme())) {
          throw new ResourceException(
              what
                  + ": redirected from "
                  + from.getHost()
                  + " to a connection without encryption, to "
                  + to.getHost()
                  + "; refused");
        }
        return to;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new ResourceException(
        what + ": redirected by " + from.getHost() + " to nowhere: " + location.map(Excerpt::of));
  }

  private void check(String what, HttpResponse<InputStream> response, URI uri) throws IOException {
    int status = response.statusCode();
    if (status == 200 || status == 206 || status == 416) {
      return;
    }
    response.body().close();
    if (PASSING.contains(status)) {
      throw new TransferException(uri.getHost() + " answers " + status, retryAfter(response));
    }
    String code = response.headers().firstValue("X-Error-Code").orElse("");
    throw refusal(what, uri, status, code);
  }

  private LuthierException refusal(String what, URI uri, int status, String code) {
    if (!settings.isOwn(uri)) {
      return new ResourceException(
          what + ": the storage " + uri.getHost() + " behind the hub answers " + status);
    }
    String token =
        settings.token().isPresent()
            ? "the token is not one that may read it"
            : "if it is private, set HF_TOKEN";
    if (code.equals("GatedRepo") || status == 403) {
      return new InvalidInputException(
          what
              + ": its owner gives access on request (HTTP "
              + status
              + "): ask for it on the model's page and use the token of that account; "
              + token);
    }
    if (code.equals("RevisionNotFound")) {
      return new InvalidInputException(what + ": the hub has this model, but no such revision");
    }
    if (code.equals("EntryNotFound")) {
      return new InvalidInputException(what + ": the hub has no such file");
    }
    if (status == 401 || status == 404) {
      return new InvalidInputException(
          what
              + ": "
              + settings.endpoint()
              + " has no such model (HTTP "
              + status
              + "), and there is no directory of that name here; "
              + token);
    }
    return new ResourceException(what + ": " + uri.getHost() + " answers " + status);
  }

  /// Seconds, or a date.
  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .map(String::strip)
        .flatMap(text -> {
          if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
          }
          try {
            Instant then =
                ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return Optional.of(Duration.between(Instant.now(), then));
          } catch (DateTimeParseException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
