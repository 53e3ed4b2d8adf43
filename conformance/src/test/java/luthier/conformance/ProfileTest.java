package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import luthier.recipe.Recipe;
import luthier.run.FineTune;
import luthier.run.Machine;
import luthier.runlog.RunFiles;
import luthier.runlog.RunListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The trace of `--profile` is one that a viewer can draw, and its sums are those of the steps.
class ProfileTest {

  private static final int STEPS = 2;
  private static final double ROUNDING = 0.01; // microseconds, of a number in the file

  @TempDir private Path folder = Path.of("");

  private record Event(String name, int thread, double start, double duration) {
    double end() {
      return start + duration;
    }

    boolean holds(Event other) {
      return other.start >= start - ROUNDING && other.end() <= end() + ROUNDING;
    }
  }

  @Test
  void stepsPhasesAndOperationsNestAndAddUp() throws IOException {
    RunFiles run = tune(STEPS, true);
    Map<Integer, List<Event>> threads = threads(run.profile());
    assertThat(threads.keySet()).containsExactly(0, 1, 2);
    threads.values().forEach(ProfileTest::requireNested);

    List<Event> main = Objects.requireNonNull(threads.get(0));
    List<Event> steps = named(main, "step");
    assertThat(steps).hasSize(STEPS);
    for (Event step : steps) {
      double parts =
          main.stream()
              .filter(e -> !e.name.equals("step") && step.holds(e))
              .mapToDouble(Event::duration)
              .sum();
      assertThat(parts).isPositive().isLessThanOrEqualTo(step.duration + ROUNDING);
    }
    assertThat(main).extracting(Event::name).contains("data", "forward and backward", "optimizer");

    List<Event> passes = named(main, "forward and backward");
    for (int worker = 1; worker <= 2; worker++) {
      List<Event> events = Objects.requireNonNull(threads.get(worker));
      assertThat(named(events, "forward")).hasSameSizeAs(named(events, "backward")).isNotEmpty();
      assertThat(events)
          .extracting(Event::name)
          .contains("linear", "low-rank", "attention", "norm", "gated activation")
          .contains("head and loss", "rotation", "residual", "embedding");
      // a worker computes while the step waits for it, and never else
      assertThat(events).allMatch(e -> passes.stream().anyMatch(p -> p.holds(e)));
    }
  }

  /// The table's times are the trace's: each thread's own times sum up to its outermost spans.
  @Test
  void theTableAddsUpToTheTrace() throws IOException {
    RunFiles run = tune(STEPS, false);
    double outermost = 0;
    for (Map.Entry<Integer, List<Event>> each : threads(run.profile()).entrySet()) {
      if (each.getKey() > 0) {
        outermost +=
            each.getValue().stream()
                .filter(e -> e.name.equals("forward") || e.name.equals("backward"))
                .mapToDouble(Event::duration)
                .sum();
      }
    }
    double listed = 0;
    long products = 0;
    boolean workers = false;
    for (String line : Files.readAllLines(run.profileTable())) {
      if (line.startsWith("workers")) {
        workers = true;
      } else if (line.isBlank()) {
        break;
      } else if (workers) {
        // name, calls, milliseconds, share, per cent sign, and a rate for products
        String[] words = line.strip().split(" {2,}");
        listed += 1e3 * Double.parseDouble(words[2]);
        products += words.length == 5 ? 1 : 0;
      }
    }
    // the table rounds to a tenth of a millisecond, for each of a few dozen lines
    assertThat(listed).isCloseTo(outermost, within(40 * 50.0));
    assertThat(products).isGreaterThanOrEqualTo(4); // linear and attention, forward and back
  }

  @Test
  void withoutItNothingIsWritten() throws IOException {
    RunFiles run = tune(0, false);
    assertThat(run.profile()).doesNotExist();
    assertThat(run.profileTable()).doesNotExist();
  }

  /// Events of one thread are disjoint, or one is inside the other.
  private static void requireNested(List<Event> events) {
    Deque<Event> open = new ArrayDeque<>();
    for (Event event : events) {
      while (!open.isEmpty() && open.getLast().end() <= event.start + ROUNDING) {
        open.removeLast();
      }
      if (!open.isEmpty()) {
        assertThat(open.getLast().holds(event)).as("%s in %s", event, open.getLast()).isTrue();
      }
      open.addLast(event);
    }
  }

  private static List<Event> named(List<Event> events, String name) {
    return events.stream().filter(e -> e.name.equals(name)).toList();
  }

  /// The events of each thread, by their beginnings, outer ones first.
  private static Map<Integer, List<Event>> threads(Path trace) {
    Map<Integer, List<Event>> threads = new TreeMap<>();
    for (JsonNode node : Golden.json(trace).get("traceEvents")) {
      int thread = node.get("tid").asInt();
      assertThat(node.get("pid").asInt()).isEqualTo(1);
      if (node.get("ph").asString().equals("M")) {
        assertThat(node.get("name").asString()).isEqualTo("thread_name");
        continue;
      }
      assertThat(node.get("ph").asString()).isEqualTo("X");
      Event event =
          new Event(
              node.get("name").asString(),
              thread,
              node.get("ts").asDouble(),
              node.get("dur").asDouble());
      assertThat(event.duration).isNotNegative();
      threads.computeIfAbsent(thread, _ -> new ArrayList<>()).add(event);
    }
    threads
        .values()
        .forEach(events ->
            events.sort(
                Comparator.comparingDouble(Event::start)
                    .thenComparing(Comparator.comparingDouble(Event::duration).reversed())));
    return threads;
  }

  private RunFiles tune(int profiled, boolean checkpointing) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      rows.append("{\"input_ids\":[").append(i + 3).append(",5".repeat(20 + i)).append("]}\n");
    }
    Files.writeString(folder.resolve("rows.jsonl"), rows);
    Recipe recipe =
        Recipe.parse(
            "profile",
            """
            task: text
            base: %s
            data: {train: rows.jsonl, format: tokens, validation: none}
            method: {kind: lora, r: 4, alpha: 8}
            training: {max_steps: 5, batch_size: 8, learning_rate: 0.01, dtype: float32,
              activation_checkpointing: %s}
            threads: 2
            """
                .formatted(Golden.family("llama"), checkpointing),
            folder,
            List.of());
    Path run = folder.resolve("run");
    new FineTune(recipe, folder, RunListener.silent(), () -> false, Machine.detect(), profiled)
        .run(run, false);
    return new RunFiles(run);
  }
}
