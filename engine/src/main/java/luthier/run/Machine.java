package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the processor can do; the same on every start of the same machine.
///
/// @param processor its name
/// @param bfloat16 whether it multiplies bfloat16 natively (AVX-512 BF16 or AMX)
/// @param cores processors that this process may use
public record Machine(String processor, boolean bfloat16, int cores) {

  /// Reads what the operating system tells.
  public static Machine detect() {
    int cores = Runtime.getRuntime().availableProcessors();
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/cpuinfo"));
      String flags = value(lines, "flags").orElse("");
      boolean native16 = flags.contains("avx512_bf16") || flags.contains("amx_bf16");
      return new Machine(value(lines, "model name").orElse("unknown"), native16, cores);
    } catch (IOException e) {
      return new Machine(System.getProperty("os.arch", "unknown"), false, cores);
    }
  }

  private static Optional<String> value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }
}
