package luthier.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kernel's files, as machines and containers have them.
class MemoryLimitTest {

  private static final long MACHINE = 16L << 30;

  @TempDir private Path root = Path.of("");

  @Test
  void aMachineWithoutGroupsHasItsMemory() throws IOException {
    write("proc/meminfo", "MemTotal:       16777216 kB\nMemFree:  1 kB\n");
    assertThat(MemoryLimit.detect(root, 1).bytes()).isEqualTo(MACHINE);
    assertThat(MemoryLimit.detect(root, 1).source()).contains("machine");
  }

  @Test
  void whatThePlatformDoesNotTellComesFromTheCaller() {
    assertThat(MemoryLimit.detect(root, 5).bytes()).isEqualTo(5);
  }

  @Test
  void theSmallestLimitOfANestedGroupOfVersionTwoCounts() throws IOException {
    write("proc/meminfo", "MemTotal:       16777216 kB\n");
    write("proc/self/cgroup", "0::/pods/one/main\n");
    write("sys/fs/cgroup/pods/memory.max", "8589934592\n");
    write("sys/fs/cgroup/pods/one/memory.max", "2147483648\n");
    write("sys/fs/cgroup/pods/one/main/memory.max", "max\n");
    MemoryLimit limit = MemoryLimit.detect(root, 1);
    assertThat(limit.bytes()).isEqualTo(2L << 30);
    assertThat(limit.source()).contains("container", "memory.max");
  }

  /// In a container without a namespace of its own the path is the host's, and not there.
  @Test
  void aGroupOfTheHostIsTheMountedOne() throws IOException {
    write("proc/self/cgroup", "0::/docker/0123456789\n");
    write("sys/fs/cgroup/memory.max", "1073741824\n");
    assertThat(MemoryLimit.detect(root, MACHINE).bytes()).isEqualTo(1L << 30);
  }

  @Test
  void versionOneHasTheMemoryControllersOwnTree() throws IOException {
    write("proc/self/cgroup", "3:cpu,cpuacct:/a\n2:memory:/a\n");
    write("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "3221225472\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    assertThat(MemoryLimit.detect(root, MACHINE).bytes()).isEqualTo(3L << 30);
  }

  /// A group that may use more than there is limits nothing.
  @Test
  void aLimitBeyondTheMachineIsNone() throws IOException {
    write("proc/self/cgroup", "0::/\n");
    write("sys/fs/cgroup/memory.max", "99999999999999\n");
    MemoryLimit limit = MemoryLimit.detect(root, MACHINE);
    assertThat(limit.bytes()).isEqualTo(MACHINE);
    assertThat(limit.source()).contains("machine");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    Files.writeString(path, text);
  }
}
