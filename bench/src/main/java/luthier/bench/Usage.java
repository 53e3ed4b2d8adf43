package luthier.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What this process and the machine have used until now.
///
/// @param wall seconds
/// @param own processor seconds of this process
/// @param busy processor seconds of all processes
record Usage(double wall, double own, double busy) {

  private static final double TICKS = 100;
  private static final int IDLE = 3; // column of /proc/stat
  private static final int WAITING = 4;

  static Usage now() {
    long[] ticks =
        Arrays.stream(lines("/proc/stat")[0].split(" +"))
            .skip(1)
            .limit(8)
            .mapToLong(Long::parseLong)
            .toArray();
    long busy = Arrays.stream(ticks).sum() - ticks[IDLE] - ticks[WAITING];
    com.sun.management.OperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    return new Usage(System.nanoTime() / 1e9, system.getProcessCpuTime() / 1e9, busy / TICKS);
  }

  Usage since(Usage before) {
    return new Usage(wall - before.wall, own - before.own, busy - before.busy);
  }

  /// Processor time of other processes, as a share of the machine.
  double others(int cores) {
    return Math.max(0, busy - own) / (wall * cores);
  }

  /// The most memory that this process ever had resident, in bytes.
  static long peakMemory() {
    for (String line : lines("/proc/self/status")) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IllegalStateException("/proc/self/status: no VmHWM");
  }

  private static String[] lines(String file) {
    try {
      return Files.readString(Path.of(file)).split("\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
