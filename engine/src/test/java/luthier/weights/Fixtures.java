package luthier.weights;

import java.net.URISyntaxException;
import java.nio.file.Path;

/// Files under src/test/resources; its README says where they come from.
final class Fixtures {

  static final Path ALL_TYPES = path("all_types.safetensors");
  static final Path SHARDED = path("sharded");

  private Fixtures() {}

  private static Path path(String name) {
    try {
      return Path.of(Fixtures.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
