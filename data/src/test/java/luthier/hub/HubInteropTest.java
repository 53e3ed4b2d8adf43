package luthier.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import luthier.base.BaseRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One cache for Luthier and for Python's huggingface_hub itself: `mvn -Pinterop test
/// -Dluthier.python=/path/to/python`.
@Tag("interop")
class HubInteropTest {

  private static final String FILES = "allow_patterns=['*.json', '*.safetensors', 'README.md']";

  @TempDir private Path folder = Path.of("");
  private final Map<String, String> environment = new HashMap<>();
  private HubServer server = new HubServer();

  @BeforeEach
  void environment() {
    environment.put("HF_ENDPOINT", server.endpoint());
    environment.put("HF_HOME", folder.toString());
    environment.put("HF_HUB_DISABLE_TELEMETRY", "1");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Path ours() {
    return new Hub().directory("org/tiny", new BaseRequest(environment, folder, _ -> {}));
  }

  private Path theirs() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("luthier.python", ""));
    command.add("-c");
    command.add(
        "from huggingface_hub import snapshot_download as s; print(s('org/tiny', " + FILES + "))");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return Path.of(said.lines().toList().getLast());
  }

  @Test
  void pythonFindsWhatLuthierFetched() throws IOException, InterruptedException {
    Path found = ours();
    server.close();
    environment.put("HF_HUB_OFFLINE", "1");
    assertThat(theirs()).isEqualTo(found);
  }

  @Test
  void luthierFindsWhatPythonFetched() throws IOException, InterruptedException {
    Path found = theirs();
    int requests = server.storageRequests.size();
    assertThat(ours()).isEqualTo(found);
    assertThat(server.storageRequests).hasSize(requests);
    server.close();
    environment.put("HF_HUB_OFFLINE", "1");
    assertThat(ours()).isEqualTo(found);
    assertThat(Files.readAllBytes(found.resolve("model.safetensors")))
        .isEqualTo(server.content("model.safetensors"));
  }

  /// Online again, Python asks and finds nothing to fetch.
  @Test
  void pythonFetchesNothingAgain() throws IOException, InterruptedException {
    Path found = ours();
    server.storageRequests.clear();
    assertThat(theirs()).isEqualTo(found);
    assertThat(server.storageRequests).noneMatch(request -> request.startsWith("GET"));
  }
}
