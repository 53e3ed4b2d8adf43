package luthier.estimate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How much memory a process may use here: the machine's, or less where a container says so. Never
/// what happens to be free, so that a choice that depends on it is made again in the same way.
///
/// @param bytes the limit
/// @param source where it comes from, in words
public record MemoryLimit(long bytes, String source) {

  /// Reads what the kernel says below a root directory; files that are not there limit nothing.
  ///
  /// @param root `/`, or in tests a copy of its files
  /// @param machine the machine's memory where `/proc/meminfo` does not tell
  public static MemoryLimit detect(Path root, long machine) {
    MemoryLimit limit = new MemoryLimit(total(root).orElse(machine), "the memory of this machine");
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3); // number:controllers:path
      if (parts.length < 3) {
        continue;
      }
      if (parts[1].isEmpty()) {
        limit = limit.within(root, "sys/fs/cgroup", parts[2], "memory.max");
      } else if (List.of(parts[1].split(",")).contains("memory")) {
        limit = limit.within(root, "sys/fs/cgroup/memory", parts[2], "memory.limit_in_bytes");
      }
    }
    return limit;
  }

  /// The smallest limit of a group and of those that it is in. In a container the path may be one
  /// of the host's, which is not there; then the mounted group itself counts.
  private MemoryLimit within(Path root, String mount, String group, String file) {
    Path top = root.resolve(mount);
    MemoryLimit limit = this;
    Path at = top.resolve(group.replaceFirst("^/+", "")).normalize();
    while (at != null && at.startsWith(top)) {
      Path named = at.resolve(file);
      Optional<Long> bytes = number(lines(named));
      if (bytes.isPresent() && bytes.get() < limit.bytes) {
        limit = new MemoryLimit(bytes.get(), "the limit of this container (" + file + ")");
      }
      at = at.getParent();
    }
    return limit;
  }

  private static Optional<Long> total(Path root) {
    return lines(root.resolve("proc/meminfo")).stream()
        .filter(line -> line.startsWith("MemTotal:"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst();
  }

  /// `max` is no number, and means no limit.
  private static Optional<Long> number(List<String> lines) {
    return lines.stream().limit(1).filter(l -> l.matches("\\d{1,18}")).map(Long::valueOf).findAny();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
