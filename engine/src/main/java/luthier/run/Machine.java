package luthier.run;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import luthier.estimate.MemoryLimit;
import luthier.estimate.SpeedRecord;

/// What the machine can do; the same on every start of the same one.
///
/// @param processor its name
/// @param bfloat16 whether it multiplies bfloat16 natively (AVX-512 BF16 or AMX)
/// @param cores processors that this process may use
/// @param memory that this process may use
/// @param heap Java heap that is touched before its first collection, in bytes
/// @param speeds how fast earlier runs were
public record Machine(
    String processor,
    boolean bfloat16,
    int cores,
    MemoryLimit memory,
    long heap,
    SpeedRecord speeds) {

  /// The young generation, which new objects fill before anything is collected, as a part of the
  /// first heap.
  private static final double YOUNG = 1 / 3.0;

  /// Reads what the operating system tells.
  public static Machine detect() {
    int cores = Runtime.getRuntime().availableProcessors();
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    MemoryLimit memory = MemoryLimit.detect(Path.of("/"), system.getTotalMemorySize());
    long first = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getInit();
    long heap = (long) (YOUNG * Math.max(0, first));
    SpeedRecord speeds = new SpeedRecord(cache().resolve("speed.json"));
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/cpuinfo"));
      String flags = value(lines, "flags").orElse("");
      boolean native16 = flags.contains("avx512_bf16") || flags.contains("amx_bf16");
      String name = value(lines, "model name").orElse("unknown");
      return new Machine(name, native16, cores, memory, heap, speeds);
    } catch (IOException e) {
      String name = System.getProperty("os.arch", "unknown");
      return new Machine(name, false, cores, memory, heap, speeds);
    }
  }

  /// Where a user's programs keep what they can make again (XDG base directories).
  private static Path cache() {
    String set = System.getenv("XDG_CACHE_HOME");
    Path caches =
        set == null || set.isBlank()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(set);
    return caches.resolve("luthier");
  }

  private static Optional<String> value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }
}
