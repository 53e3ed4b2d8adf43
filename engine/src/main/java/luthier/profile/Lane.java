package luthier.profile;

import java.util.function.DoubleSupplier;

/// One thread's time, as it is spent. Spans are closed in the reverse order of their beginning.
public sealed interface Lane permits Lane.Silent, RecordingLane {

  /// Records nothing.
  Lane NONE = new Silent();

  /// A stretch of time, from its making to its closing.
  interface Span extends AutoCloseable {
    @Override
    void close();
  }

  /// A phase or an operation begins.
  ///
  /// @param name such as `forward` or `linear`
  Span begin(String name);

  /// A matrix product, or several, begin.
  ///
  /// @param operations floating-point operations of theirs; asked only when it is recorded
  Span begin(String name, DoubleSupplier operations);

  /// The lane of a run that nobody profiles.
  final class Silent implements Lane {
    private static final Span SPAN = () -> {};

    private Silent() {}

    @Override
    public Span begin(String name) {
      return SPAN;
    }

    @Override
    public Span begin(String name, DoubleSupplier operations) {
      return SPAN;
    }
  }
}
