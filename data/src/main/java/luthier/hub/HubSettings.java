package luthier.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.base.BaseRequest;

/// What the environment says about the hub, by the names and rules of Python's huggingface_hub.
///
/// @param endpoint without a slash at its end
/// @param token empty where none is to be sent
/// @param cache the directory that holds the models' folders
/// @param patience how long a server may be silent
record HubSettings(
    URI endpoint, Optional<String> token, Path cache, boolean offline, Duration patience) {

  /// Where models are when HF_ENDPOINT names no other place.
  private static final String PUBLIC_HUB = "https://huggingface.co";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// @throws InvalidInputException naming the variable whose value cannot be used
  static HubSettings read(BaseRequest request) {
    Path home =
        request
            .variable("HF_HOME")
            .map(Path::of)
            .or(() -> request.variable("XDG_CACHE_HOME").map(c -> Path.of(c, "huggingface")))
            .orElseGet(() -> request.home().resolve(".cache").resolve("huggingface"));
    Path cache =
        request
            .variable("HF_HUB_CACHE")
            .or(() -> request.variable("HUGGINGFACE_HUB_CACHE"))
            .map(Path::of)
            .orElseGet(() -> home.resolve("hub"));
    boolean offline =
        request.isSet("HF_HUB_OFFLINE")
            || request.isSet("TRANSFORMERS_OFFLINE")
            || request.isSet("LUTHIER_OFFLINE");
    return new HubSettings(
        endpoint(request),
        token(request, home),
        cache.toAbsolutePath(),
        offline,
        request.variable("HF_HUB_DOWNLOAD_TIMEOUT").map(HubSettings::seconds).orElse(PATIENCE));
  }

  private static URI endpoint(BaseRequest request) {
    String text = request.variable("HF_ENDPOINT").orElse(PUBLIC_HUB).strip().replaceAll("/+$", "");
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getQuery() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new InvalidInputException(
        "HF_ENDPOINT: expected a URL such as https://models.example.com, found '" + text + "'");
  }

  private static Optional<String> token(BaseRequest request, Path home) {
    Optional<String> token =
        request.variable("HF_TOKEN").or(() -> request.variable("HUGGING_FACE_HUB_TOKEN"));
    String where = "HF_TOKEN";
    if (token.isEmpty() && !request.isSet("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
      Path file =
          request.variable("HF_TOKEN_PATH").map(Path::of).orElseGet(() -> home.resolve("token"));
      where = file.toString();
      token = read(file);
    }
    Optional<String> clean = token.map(String::strip).filter(text -> !text.isEmpty());
    if (clean.isPresent() && !clean.get().matches("[!-~]+")) {
      throw new InvalidInputException(
          where + ": is no access token: it holds blanks or characters that no token has");
    }
    return clean;
  }

  private static Optional<String> read(Path file) {
    try {
      return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new InvalidInputException(file + ": the token file cannot be read: " + e, e);
    }
  }

  private static Duration seconds(String text) {
    try {
      long seconds = Long.parseLong(text.strip());
      if (seconds > 0) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new InvalidInputException(
        "HF_HUB_DOWNLOAD_TIMEOUT: expected whole seconds above 0, found '" + text + "'");
  }

  /// Whether a request to there may carry the token.
  boolean isOwn(URI uri) {
    return endpoint.getScheme().equalsIgnoreCase(String.valueOf(uri.getScheme()))
        && endpoint.getHost().equalsIgnoreCase(String.valueOf(uri.getHost()))
        && port(endpoint) == port(uri);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
  }

  URI uri(String path) {
    return URI.create(endpoint + path);
  }
}
