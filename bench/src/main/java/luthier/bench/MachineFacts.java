package luthier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// The machine as a reader of results needs to know it.
///
/// @param features those of the processor that decide the speed of matrix products
record MachineFacts(String processor, List<String> features, int cores, long memoryBytes) {

  private static final List<String> DECISIVE =
      List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16", "bf16");

  static MachineFacts read() throws IOException {
    List<String> processor = Files.readAllLines(Path.of("/proc/cpuinfo"));
    String name = value(processor, "model name");
    String family = value(processor, "cpu family");
    String model = value(processor, "model");
    Set<String> flags = Set.copyOf(Arrays.asList(value(processor, "flags").split(" ")));
    List<String> features = new ArrayList<>(DECISIVE);
    features.retainAll(flags);
    String kilobytes = value(Files.readAllLines(Path.of("/proc/meminfo")), "MemTotal");
    return new MachineFacts(
        name + " (family " + family + ", model " + model + ")",
        features,
        Runtime.getRuntime().availableProcessors(),
        Long.parseLong(kilobytes.replaceAll("\\D", "")) * 1024);
  }

  private static String value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.split(":", 2)[0].strip().equals(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  @Override
  public String toString() {
    return String.join(", ", processor, String.join(" ", features), cores + " cores")
        + ", "
        + Math.round(memoryBytes / (double) (1L << 30))
        + " GiB";
  }
}
