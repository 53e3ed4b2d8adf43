package luthier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.base.BaseRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Somebody who asks for `org/tiny` of a [HubServer], with an environment and a cache of their own.
final class Caller {

  static final String WEIGHTS = "model.safetensors";
  private static final Retries QUICK = new Retries(3, Duration.ofMillis(1), Duration.ofSeconds(5));

  final Map<String, String> environment = new HashMap<>();
  final List<String> said = Collections.synchronizedList(new ArrayList<>());
  final HubServer server;
  private final Path folder;

  Caller(HubServer server, Path folder) {
    this.server = server;
    this.folder = folder;
    environment.put("HF_ENDPOINT", server.endpoint());
    environment.put("HF_HOME", folder.resolve("hf").toString());
  }

  Path find(String name) {
    return new Hub(QUICK).directory(name, new BaseRequest(environment, folder, said::add));
  }

  Path model() {
    return folder.resolve("hf/hub/models--org--tiny");
  }

  String weightsHash() {
    return HubServer.hash(WEIGHTS, server.content(WEIGHTS));
  }

  /// Nothing is found that is not whole.
  void nothingIsLeft() throws IOException {
    environment.put("HF_HUB_OFFLINE", "1");
    refused(InvalidInputException.class, () -> find("org/tiny"), "is not, or not wholly, in");
    if (Files.isDirectory(model().resolve("blobs"))) {
      assertThat(names(model().resolve("blobs"))).doesNotContain(weightsHash());
    }
  }

  /// Only the weights are left to be fetched.
  void fetchAllButTheWeights() {
    String weights = new String(server.content(WEIGHTS), StandardCharsets.UTF_8);
    server.file(WEIGHTS, "x");
    find("org/tiny");
    server.file(WEIGHTS, weights);
    server.storageRequests.clear();
    server.hubRequests.clear();
    said.clear();
  }

  static TreeSet<String> names(Path directory) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> all = Files.walk(directory)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> names.add(directory.relativize(file).toString()));
    }
    return names;
  }

  static void refused(Class<? extends Exception> type, ThrowingCallable call, String... parts) {
    assertThatThrownBy(call).isInstanceOf(type).hasMessageContainingAll(parts);
  }
}
