package luthier.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/// A lane that remembers its spans. One thread at a time writes to it.
final class RecordingLane implements Lane {

  private final String name;
  private final BooleanSupplier on;
  private final List<Event> events = new ArrayList<>();
  private int depth;

  /// @param name of the thread, for people
  /// @param on whether this moment is recorded
  RecordingLane(String name, BooleanSupplier on) {
    this.name = name;
    this.on = on;
  }

  String name() {
    return name;
  }

  /// The spans that are closed, in the order of their ends.
  List<Event> events() {
    return events;
  }

  @Override
  public Span begin(String operation) {
    return begin(operation, () -> 0);
  }

  @Override
  public Span begin(String operation, DoubleSupplier operations) {
    if (!on.getAsBoolean()) {
      return () -> {};
    }
    int level = depth++;
    double count = operations.getAsDouble();
    long start = System.nanoTime();
    return () -> {
      long end = System.nanoTime();
      depth = level;
      events.add(new Event(operation, level, start, end, count));
    };
  }
}
