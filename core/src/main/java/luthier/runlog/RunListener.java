package luthier.runlog;

import java.util.List;

/// Hears what happens in a run. It is called in order, by one thread at a time, and returns
/// nothing: it cannot change the run.
@FunctionalInterface
public interface RunListener {

  /// @throws luthier.ResourceException when the event cannot be recorded, e.g. because the disk is
  ///   full
  void on(RunEvent event);

  /// Hands each event to all listeners, in the order given.
  static RunListener all(RunListener... listeners) {
    List<RunListener> copy = List.of(listeners);
    return event -> copy.forEach(listener -> listener.on(event));
  }

  /// Hears and does nothing.
  static RunListener silent() {
    return _ -> {};
  }
}
