package luthier.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import luthier.base.BaseRequest;
import luthier.base.BaseSource;
import luthier.hub.Hub;
import luthier.recipe.Recipe;

/// Finds the directory of a base model by its name, and brings it here where it is elsewhere.
///
/// A bare word is a built-in name first: a folder that happens to be called so needs a path. What
/// looks like a hub id and is a directory here is that directory.
public final class Bases {

  /// Names that need a module, which an installation may lack.
  private static final List<String> NAMES_OF_MODULES = List.of("minilm", "maven:");

  private Bases() {}

  /// As [#resolve(String, BaseRequest)], with the environment of this process; what takes time is
  /// told on stderr.
  public static Path resolve(String reference) {
    return resolve(reference, BaseRequest.ofProcess(System.err::println));
  }

  /// @param reference a built-in name, a directory in Hugging Face layout, a hub id
  ///   `org/name@revision`, or `maven:group:artifact:version[:classifier]`
  /// @throws InvalidInputException when there is no such base
  /// @throws UnsupportedException when this installation cannot bring or open it
  /// @throws luthier.ResourceException when network or disk fail on the way
  public static Path resolve(String reference, BaseRequest request) {
    if (reference.isBlank()) {
      throw new InvalidInputException("base: is empty, expected the name of a model");
    }
    if (reference.matches("[A-Za-z0-9][^/]*")) {
      Path builtIn = home().resolve("bases").resolve(reference);
      if (Files.isDirectory(builtIn)) {
        return builtIn;
      }
      Optional<BaseSource> module = module(reference);
      if (module.isPresent()) {
        return module.get().directory(reference, request);
      }
    }
    Path directory = Path.of(reference);
    if (Files.isDirectory(directory)) {
      return directory;
    }
    Hub hub = new Hub();
    if (hub.names(reference)) {
      return hub.directory(reference, request);
    }
    throw unknown(reference, directory);
  }

  /// The recipe with the commit that its base was in, where a revision may move on: so that the
  /// run, its adapter and its manifest name what was used.
  ///
  /// @param directory what [#resolve] found for the recipe
  static Recipe pinned(Recipe recipe, Path directory) {
    return Hub.pinned(recipe.base().reference(), directory).map(recipe::withBase).orElse(recipe);
  }

  /// The module that knows the name.
  private static Optional<BaseSource> module(String reference) {
    List<BaseSource> sources = new ArrayList<>();
    ServiceLoader.load(BaseSource.class).forEach(sources::add);
    Optional<BaseSource> found =
        sources.stream().filter(source -> source.names(reference)).findFirst();
    for (String name : NAMES_OF_MODULES) {
      boolean meant = name.endsWith(":") ? reference.startsWith(name) : reference.equals(name);
      if (found.isEmpty() && meant) {
        throw new UnsupportedException(
            "base: '"
                + reference
                + "': this installation was built without the module that knows such names; see"
                + " docs/bases.md");
      }
    }
    return found;
  }

  private static InvalidInputException unknown(String reference, Path directory) {
    if (directory.isAbsolute() || reference.startsWith(".")) {
      return new InvalidInputException(
          "base: " + directory + ": no such directory; expected a model in Hugging Face layout");
    }
    return new InvalidInputException(
        "base: found '"
            + reference
            + "', expected a built-in name (pocket, minilm), a model directory, a hub id"
            + " org/name@revision, or maven:group:artifact:version");
  }

  private static Path home() {
    return Path.of(System.getProperty("luthier.home", "."));
  }
}
