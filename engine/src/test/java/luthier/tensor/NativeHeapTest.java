package luthier.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NativeHeapTest {

  private static final int PIECES = 4000;
  private static final long FLOATS = 25_000; // 100 kB, below the size that has a mapping of its own

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  /// Every second piece stays, so that the heap cannot shrink from its end.
  @Test
  void holesGoBackToTheSystem() {
    assumeTrue(LibTorch.residentBytes().isPresent());
    NativeHeap heap = new NativeHeap();
    times(32, heap); // the first time, and where it stands then
    List<Tensor> kept = new ArrayList<>();
    List<Tensor> dropped = new ArrayList<>();
    try (PointerScope _ = new PointerScope()) {
      for (int i = 0; i < PIECES; i++) {
        Tensor piece = Native.keep(torch.ones(FLOATS));
        (i % 2 == 0 ? kept : dropped).add(piece);
      }
    }
    dropped.forEach(Native::release);
    long before = LibTorch.residentBytes().orElseThrow();
    times(64, heap);
    long after = LibTorch.residentBytes().orElseThrow();
    double freed = 4.0 * FLOATS * dropped.size();
    assertThat((double) (before - after)).isGreaterThan(0.5 * freed);
    kept.forEach(piece -> assertThat(piece.sum().item_float()).isEqualTo((float) FLOATS));
    kept.forEach(Native::release);
  }

  private static void times(int count, NativeHeap heap) {
    for (int i = 0; i < count; i++) {
      heap.releaseIfGrown();
    }
  }
}
