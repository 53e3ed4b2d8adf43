package luthier.tensor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalLong;

/// Keeps the resident memory of a long run from growing. Passes of ever other sizes leave the C
/// library's heap in pieces: of 6.6 GB after 1,400 steps of varied lengths less than one was in
/// use. Freed pages go back to the system when the process has grown by a third since they last
/// did; more often would cost time, since a fresh page is slower than a used one.
///
/// Only where the C library can (`malloc_trim` of glibc); elsewhere it does nothing.
public final class NativeHeap {

  private static final double GROWN = 4 / 3.0;
  private static final int STEPS = 32;

  private final Optional<MethodHandle> trim;
  private long low; // resident bytes after the last release
  private int steps; // since then

  public NativeHeap() {
    Linker linker = Linker.nativeLinker();
    this.trim =
        linker
            .defaultLookup()
            .find("malloc_trim")
            .map(symbol ->
                linker.downcallHandle(
                    symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)));
  }

  /// To be called between steps, where little is in use.
  public void releaseIfGrown() {
    if (++steps < STEPS) {
      return;
    }
    OptionalLong resident = LibTorch.residentBytes();
    if (trim.isEmpty() || resident.isEmpty()) {
      return;
    }
    if (resident.getAsLong() > GROWN * low) {
      release(trim.get());
      steps = 0;
      low = LibTorch.residentBytes().orElse(low);
    }
  }

  private static void release(MethodHandle trim) {
    try {
      int _ = (int) trim.invokeExact(0L);
    } catch (Throwable e) { // what invokeExact declares; malloc_trim throws nothing
      throw new IllegalStateException("malloc_trim", e);
    }
  }
}
