package luthier.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import luthier.TrainingFailedException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A run in a process of its own, whose last line of output is its report.
final class Child {

  private Child() {}

  /// One of ours, started as this process was.
  static ObjectNode ours(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    return report(new ProcessBuilder(command));
  }

  /// One of the peer's, with the memory allocator as its users have it.
  static ObjectNode peer(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("MALLOC_") || name.startsWith("GOMP_"));
    return report(builder);
  }

  private static ObjectNode report(ProcessBuilder builder) throws IOException {
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new TrainingFailedException(
            String.join(" ", builder.command()) + ": ended with exit code " + code);
      }
      String last = output.strip().lines().reduce("", (_, line) -> line);
      return (ObjectNode) JsonMapper.shared().readTree(last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingFailedException("interrupted", e);
    } finally {
      process.destroy();
    }
  }
}
