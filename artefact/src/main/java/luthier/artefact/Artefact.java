package luthier.artefact;

import java.io.IOException;
import java.nio.file.Path;
import luthier.ResourceException;
import luthier.base.BaseRequest;
import luthier.base.BaseSource;
import luthier.base.Hashes;

/// `maven:group:artifact:version[:classifier]`: a jar that holds a model, found as Maven would find
/// it, and unpacked once.
public final class Artefact implements BaseSource {

  @Override
  public boolean names(String reference) {
    return reference.startsWith(Coordinates.SCHEME);
  }

  @Override
  public Path directory(String reference, BaseRequest request) {
    Coordinates coordinates = Coordinates.parse(reference);
    Path jar = new Fetching(MavenSetup.read(request), request.progress()).jar(coordinates);
    String hash;
    try {
      hash = Hashes.hex(Hashes.update(Hashes.sha256(), jar));
    } catch (IOException e) {
      throw new ResourceException(jar + ": cannot be read: " + e.getMessage(), e);
    }
    return request
        .cache()
        .directory(
            coordinates.artifact() + "-" + coordinates.version() + "-" + hash.substring(0, 16),
            request.progress(),
            directory -> {
              try (ModelJar model = ModelJar.open(reference, jar)) {
                request.progress().accept("base: " + reference + ": unpacking it once");
                model.unpack(directory);
              }
            });
  }
}
