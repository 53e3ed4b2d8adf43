package luthier.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import luthier.kernel.Rotation;
import luthier.profile.Lane;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// Remembers the operations of a forward pass and runs their backward passes in exactly the reverse
/// order, freeing what each one kept as soon as it has run. One entry is one fused operation (about
/// a dozen per transformer layer), so the tape itself costs nothing measurable.
public final class Tape implements AutoCloseable {

  private record Entry(
      Value output, Consumer<Tensor> backward, Tensor[] saved, Operation operation) {}

  /// What is being computed, for profiles.
  ///
  /// @param backward floating-point operations of the way back's products
  private record Operation(String name, DoubleSupplier backward) {}

  private static final Operation OTHER = new Operation("other", () -> 0);
  private static final Operation AGAIN = new Operation("layer again", () -> 0);

  private final List<Entry> entries = new ArrayList<>();
  private final List<Rotation> rotations = new ArrayList<>();
  private final boolean recording;
  private final Lane lane;
  private Operation operation = OTHER;

  /// A tape that nobody profiles.
  ///
  /// @param recording false for a pass that has no way back; then values are freed by [#forget]
  ///   only
  public Tape(boolean recording) {
    this(recording, Lane.NONE);
  }

  /// @param lane where operations tell their time
  public Tape(boolean recording, Lane lane) {
    this.recording = recording;
    this.lane = lane;
  }

  /// Where what is inside an operation tells its time.
  Lane lane() {
    return lane;
  }

  /// An operation begins; its way back will go by the same name.
  Lane.Span begin(String name) {
    return begin(name, OTHER.backward, OTHER.backward);
  }

  /// An operation of matrix products begins.
  ///
  /// @param forward floating-point operations
  /// @param backward those of its way back
  Lane.Span begin(String name, DoubleSupplier forward, DoubleSupplier backward) {
    operation = new Operation(name, backward);
    return lane.begin(name, forward);
  }

  boolean recording() {
    return recording;
  }

  /// Closes a pass's position tables with this tape.
  public void closeWithTape(Rotation rotation) {
    rotations.add(rotation);
  }

  /// A value that nothing on this tape computed.
  Value constant(Tensor data) {
    return record(data, false, _ -> {});
  }

  /// Adds the result of an operation. `backward` receives its gradient; `saved` lives until then.
  Value record(Tensor output, boolean needsGradient, Consumer<Tensor> backward, Tensor... saved) {
    return add(new Value(output, needsGradient && recording, null), backward, saved);
  }

  /// As [#record], for a result that is dropped at the end of its layer and computed again when
  /// asked for.
  Value recordCheap(
      Tensor output,
      boolean needsGradient,
      Supplier<Tensor> rebuild,
      Consumer<Tensor> backward,
      Tensor... saved) {
    return add(new Value(output, needsGradient && recording, rebuild), backward, saved);
  }

  private Value add(Value value, Consumer<Tensor> backward, Tensor[] saved) {
    for (Tensor tensor : saved) {
      Native.keep(tensor);
    }
    entries.add(new Entry(value, backward, saved, operation));
    return value;
  }

  /// Runs one layer: afterwards only what its way back cannot cheaply compute again is in memory.
  public Value layer(Value input, UnaryOperator<Value> body) {
    int start = entries.size();
    Value output = body.apply(input);
    if (recording) {
      for (Entry entry : entries.subList(start, entries.size())) {
        if (entry.output != output) {
          entry.output.dropIfCheap();
        }
      }
    } else {
      forget(start, output);
    }
    return output;
  }

  /// Frees everything since an entry but one value; for a pass without a way back.
  private void forget(int start, Value keep) {
    List<Entry> since = entries.subList(start, entries.size());
    Entry kept = null;
    for (Entry entry : since) {
      if (entry.output == keep) {
        kept = entry;
      } else {
        release(entry);
      }
    }
    since.clear();
    if (kept != null) {
      entries.add(kept);
    }
  }

  /// Runs one layer keeping nothing but its input; the way back runs the layer again first (Chen et
  /// al. 2016, arXiv:1604.06174).
  public Value checkpoint(Value input, BiFunction<Tape, Value, Value> body) {
    if (!recording) {
      return layer(input, in -> body.apply(this, in));
    }
    try (Tape forgetful = new Tape(false, lane)) {
      Value start = forgetful.constant(input.data());
      Tensor output = body.apply(forgetful, start).data();
      operation = AGAIN;
      return record(output, true, gradient -> again(input, body, gradient));
    }
  }

  private void again(Value input, BiFunction<Tape, Value, Value> body, Tensor gradient) {
    try (Tape tape = new Tape(true, lane)) {
      Value copy = new Value(input.data(), true, null);
      try {
        Value result = body.apply(tape, copy);
        result.addGradient(gradient);
        tape.backward();
        if (copy.gradient() instanceof Tensor arrived) {
          input.addGradient(arrived);
        }
      } finally {
        copy.release();
      }
    }
  }

  /// Runs the way back. The values that the loss was computed from must have their gradients
  /// already.
  public void backward() {
    while (!entries.isEmpty()) {
      Entry entry = entries.removeLast();
      try {
        Tensor gradient = entry.output.gradient();
        if (gradient != null) {
          try (PointerScope _ = new PointerScope();
              Lane.Span _ = lane.begin(entry.operation.name, entry.operation.backward)) {
            entry.backward.accept(gradient);
          }
        }
      } finally {
        release(entry);
      }
    }
  }

  private static void release(Entry entry) {
    entry.output.release();
    for (Tensor tensor : entry.saved) {
      Native.release(tensor);
    }
  }

  @Override
  public void close() {
    entries.forEach(Tape::release);
    entries.clear();
    rotations.forEach(Rotation::close);
    rotations.clear();
  }
}
