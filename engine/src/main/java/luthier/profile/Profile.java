package luthier.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import luthier.runlog.AtomicFiles;
import luthier.runlog.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What was recorded of some steps.
public final class Profile {

  private static final double NANOS_OF_A_MICROSECOND = 1e3;
  private static final String COMPLETE = "X"; // an event with a beginning and a duration
  private static final String METADATA = "M";

  private final List<RecordingLane> lanes;

  Profile(List<RecordingLane> lanes) {
    this.lanes = List.copyOf(lanes);
  }

  /// A line of the table.
  ///
  /// @param lane `steps` for the thread that makes the steps, `workers` for all that compute
  /// @param name path of the operation: the phase and what is inside it, such as `forward linear`
  /// @param seconds without what is inside it and has a line of its own
  /// @param operations floating-point operations
  public record Line(String lane, String name, long calls, double seconds, double operations) {}

  /// Calls and time of each operation, in each phase: the workers' together, largest first.
  public List<Line> lines() {
    Map<String, Line> sums = new LinkedHashMap<>();
    for (RecordingLane lane : lanes) {
      String kind = lane == lanes.getFirst() ? lane.name() : "workers";
      List<Event> events = new ArrayList<>(lane.events());
      events.sort(Comparator.comparingLong(Event::start).thenComparingInt(Event::depth));
      Deque<Event> open = new ArrayDeque<>();
      for (Event event : events) {
        while (!open.isEmpty() && open.getLast().depth() >= event.depth()) {
          open.removeLast();
        }
        if (!open.isEmpty()) {
          add(sums, kind, path(open), 0, -event.nanos(), 0);
        }
        open.addLast(event);
        add(sums, kind, path(open), 1, event.nanos(), event.operations());
      }
    }
    return sums.values().stream()
        .sorted(Comparator.comparingDouble(Line::seconds).reversed())
        .toList();
  }

  /// The outermost name and the innermost one: what is between them makes no difference.
  private static String path(Deque<Event> open) {
    String phase = open.getFirst().name();
    return open.size() == 1 ? phase : phase + " " + open.getLast().name();
  }

  private static void add(
      Map<String, Line> sums, String lane, String name, int calls, long nanos, double operations) {
    sums.merge(
        lane + " " + name,
        new Line(lane, name, calls, nanos / 1e9, operations),
        (a, b) ->
            new Line(
                lane, name, a.calls + b.calls, a.seconds + b.seconds, a.operations + b.operations));
  }

  /// The table, for people: what each operation took of its threads' time.
  public String table() {
    StringBuilder text = new StringBuilder();
    List<Line> all = lines();
    for (String lane : List.of(lanes.getFirst().name(), "workers")) {
      List<Line> lines = all.stream().filter(line -> line.lane.equals(lane)).toList();
      double total = lines.stream().mapToDouble(Line::seconds).sum();
      text.append(
          String.format(
              Locale.ROOT, "%-28s %9s %11s %8s %10s%n", lane, "calls", "ms", "share", "GFLOP/s"));
      for (Line line : lines) {
        String rate =
            line.operations == 0 || line.seconds <= 0
                ? ""
                : String.format(Locale.ROOT, "%.0f", line.operations / line.seconds / 1e9);
        text.append(
            String.format(
                Locale.ROOT,
                "  %-26s %9d %11.1f %6.1f %% %10s%n",
                line.name,
                line.calls,
                1e3 * line.seconds,
                100 * line.seconds / total,
                rate));
      }
    }
    return text.toString();
  }

  /// Writes Chrome's trace event format, which Perfetto opens: times in microseconds from the first
  /// event, a thread for each lane.
  public void write(Path file) throws IOException {
    ObjectNode json = Json.object();
    json.put("displayTimeUnit", "ms");
    ArrayNode events = json.putArray("traceEvents");
    long zero =
        lanes.stream()
            .flatMap(lane -> lane.events().stream())
            .mapToLong(Event::start)
            .min()
            .orElse(0);
    for (int thread = 0; thread < lanes.size(); thread++) {
      RecordingLane lane = lanes.get(thread);
      events
          .addObject()
          .put("ph", METADATA)
          .put("name", "thread_name")
          .put("pid", 1)
          .put("tid", thread)
          .putObject("args")
          .put("name", lane.name());
      for (Event event : lane.events()) {
        ObjectNode one = events.addObject();
        one.put("ph", COMPLETE).put("name", event.name()).put("pid", 1).put("tid", thread);
        one.put("ts", (event.start() - zero) / NANOS_OF_A_MICROSECOND);
        one.put("dur", event.nanos() / NANOS_OF_A_MICROSECOND);
        if (event.operations() > 0) {
          one.putObject("args").put("operations", event.operations());
        }
      }
    }
    AtomicFiles.write(file, Json.line(json) + "\n");
  }
}
