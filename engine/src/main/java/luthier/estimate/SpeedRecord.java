package luthier.estimate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import luthier.LuthierException;
import luthier.runlog.AtomicFiles;
import luthier.runlog.Formats;
import luthier.runlog.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How fast earlier runs were on this machine: a small file that is kept between runs. Nothing but
/// the estimate of a run's time depends on it.
///
/// @param file may not be there yet
public record SpeedRecord(Path file) {

  private static final int FORMAT = 1;
  private static final int KEPT = 5; // of each kind
  private static final int NARROWEST = 64;

  private record Entry(String kind, double rate) {}

  /// What makes runs comparable: processor, threads, type and the model's width to a power of two.
  public static String kind(String processor, int threads, boolean bfloat16, int width) {
    return String.format(
        Locale.ROOT,
        "%s, %d threads, %s, width %d and more",
        processor,
        threads,
        bfloat16 ? "bfloat16" : "float32",
        Math.max(NARROWEST, Integer.highestOneBit(width)));
  }

  /// Operations a second of the earlier runs of a kind, oldest first.
  ///
  /// @return empty where nothing is recorded, or the file cannot be read
  public List<Double> rates(String kind) {
    return read().stream().filter(e -> e.kind.equals(kind)).map(Entry::rate).toList();
  }

  /// Adds a run's rate; the oldest of its kind goes.
  ///
  /// @throws IOException when it cannot be written
  public void add(String kind, double rate) throws IOException {
    List<Entry> entries = new ArrayList<>(read());
    entries.add(new Entry(kind, rate));
    long tooMany = entries.stream().filter(e -> e.kind.equals(kind)).count() - KEPT;
    for (int i = 0; tooMany > 0; ) {
      if (entries.get(i).kind.equals(kind)) {
        entries.remove(i);
        tooMany--;
      } else {
        i++;
      }
    }
    ObjectNode json = Formats.object(FORMAT);
    ArrayNode rates = json.putArray("rates");
    for (Entry each : entries) {
      rates.addObject().put("kind", each.kind).put("operations_per_second", each.rate);
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    AtomicFiles.write(file, Json.pretty(json));
  }

  /// A record that is damaged or of another version is no record: it is written anew.
  private List<Entry> read() {
    if (!Files.isReadable(file)) {
      return List.of();
    }
    try {
      return Formats.read(file, FORMAT)
          .list(
              "rates", item -> new Entry(item.text("kind"), item.number("operations_per_second")));
    } catch (IOException | LuthierException e) {
      return List.of();
    }
  }
}
