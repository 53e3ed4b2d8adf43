package luthier.bench;

import java.lang.management.ManagementFactory;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongSupplier;
import luthier.tensor.Native;
import luthier.tensor.NativeOp;
import luthier.tensor.Workers;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.ListType;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OptionalType;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What the machine gives at best, through the same libtorch: matrix products and memory.
record Ceiling(int threads) {

  private static final double SECONDS = 0.25; // for each way of asking
  private static final long ROWS = 4096;
  private static final long[] SIZES = {512, 1024, 2048}; // inputs and outputs of the weight
  private static final LongSupplier OWN_TIME =
      ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;
  private static final long FLOATS = 1L << 26; // 256 MiB

  /// Operations per second of the fastest large product: into a result that exists, or in bfloat16
  /// with a weight in oneDNN's layout. Each thread has a product of its own and is timed by its own
  /// processor time, so that what else runs on the machine does not lower the ceiling.
  double matmul(boolean bfloat16) {
    double best = 0;
    try (Workers workers = new Workers(threads, 1)) {
      for (long size : SIZES) {
        IntToDoubleFunction alone = _ -> rate(size, ROWS / threads, bfloat16);
        best = Math.max(best, workers.sum(alone));
      }
    }
    return best;
  }

  private static double rate(long size, long rows, boolean bfloat16) {
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope()) {
      ScalarType type = bfloat16 ? ScalarType.BFloat16 : ScalarType.Float;
      Tensor x = torch.randn(rows, size).to(type);
      Tensor weight = torch.randn(size, size).to(type);
      Tensor y = torch.mm(x, weight);
      double operations = 2.0 * rows * size * size;
      double best = operations / fastest(OWN_TIME, () -> torch.mm_out(y, x, weight));
      if (bfloat16) {
        NativeOp multiply = new NativeOp("mkldnn::_linear_pointwise");
        Tensor packed =
            new NativeOp("mkldnn::_reorder_linear_weight").call(weight, rows).getFirst();
        IValue none =
            new IValue(new GenericList(OptionalType.get(ListType.ofNumbers().containedType(0))));
        best =
            Math.max(
                best,
                operations
                    / fastest(OWN_TIME, () -> multiply.call(x, packed, null, "none", none, null)));
      }
      return best;
    }
  }

  /// Bytes per second of reading memory that no cache holds, by all threads at the same time: one
  /// that reads alone gets more than its share.
  double memory() {
    Tensor[] values = new Tensor[threads];
    try (Workers workers = new Workers(threads, 1)) {
      workers.sum(worker -> {
        values[worker] = Native.keep(torch.ones(FLOATS)); // in pages of its own
        return 0;
      });
      double seconds = fastest(System::nanoTime, () -> workers.sum(worker -> read(values[worker])));
      return 4.0 * FLOATS * threads / seconds;
    } finally {
      for (Tensor each : values) {
        Native.release(each);
      }
    }
  }

  private static double read(Tensor values) {
    try (PointerScope _ = new PointerScope()) {
      values.sum();
    }
    return 0;
  }

  /// Seconds of the fastest of many runs.
  private static double fastest(LongSupplier clock, Runnable work) {
    double best = Double.MAX_VALUE;
    long end = System.nanoTime() + (long) (SECONDS * 1e9);
    for (int runs = 0; runs < 3 || System.nanoTime() < end; runs++) {
      try (PointerScope _ = new PointerScope()) {
        long start = clock.getAsLong();
        work.run();
        best = Math.min(best, (clock.getAsLong() - start) / 1e9);
      }
    }
    return best;
  }
}
