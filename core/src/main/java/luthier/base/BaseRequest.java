package luthier.base;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What a source may know and tell while it brings a model.
///
/// @param environment the variables of the process
/// @param home the user's own directory
/// @param progress hears in a sentence each what takes time
public record BaseRequest(Map<String, String> environment, Path home, Consumer<String> progress) {

  public BaseRequest {
    environment = Map.copyOf(environment);
  }

  /// Of this process.
  public static BaseRequest ofProcess(Consumer<String> progress) {
    return new BaseRequest(System.getenv(), Path.of(System.getProperty("user.home", "")), progress);
  }

  /// The value of a variable; one that is empty counts as absent, as everywhere in this world.
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /// Whether a variable says yes, by the words that Python's hub library takes.
  public boolean isSet(String name) {
    return variable(name).filter(value -> value.matches("(?i)1|on|yes|true")).isPresent();
  }

  /// Where unpacked models are kept: `$LUTHIER_CACHE`, else `$XDG_CACHE_HOME/luthier`, else
  /// `~/.cache/luthier`.
  public BaseCache cache() {
    Path root =
        variable("LUTHIER_CACHE")
            .map(Path::of)
            .or(() -> variable("XDG_CACHE_HOME").map(cache -> Path.of(cache, "luthier")))
            .orElseGet(() -> home.resolve(".cache").resolve("luthier"));
    return new BaseCache(root.toAbsolutePath().resolve("bases"));
  }
}
