package luthier.kernel;

import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// Cosine and sine of the rotary position embedding, one row for each token of a batch, each also
/// in the order in which [VectorKernels] meets the elements: of each vector pair first the even
/// ones.
///
/// @param headSize elements of a head; of the first [#turned] of them, element i turns with element
///   i + turned / 2, and the others stay
/// @param cosine [tokens, turned / 2], float32
public record Rotation(
    int headSize, Tensor cosine, Tensor sine, Tensor evenOddCosine, Tensor evenOddSine)
    implements AutoCloseable {

  /// How many elements of a head turn, usually all.
  public int turned() {
    return 2 * Math.toIntExact(cosine.size(1));
  }

  /// Copies the tables into memory of its own, to be freed by [#close].
  public static Rotation of(int headSize, Tensor cosine, Tensor sine) {
    try (PointerScope _ = new PointerScope()) {
      return new Rotation(
          headSize,
          Native.keep(cosine.contiguous().clone()),
          Native.keep(sine.contiguous().clone()),
          Native.keep(evenOdd(cosine)),
          Native.keep(evenOdd(sine)));
    }
  }

  private static Tensor evenOdd(Tensor table) {
    int lanes = Bfloat16Lanes.STEP / 2;
    if (table.size(1) % (2 * lanes) != 0) {
      return table.clone(); // such heads are left to the stock kernels
    }
    return table.reshape(-1, lanes, 2).transpose(1, 2).contiguous();
  }

  @Override
  public void close() {
    Native.release(cosine);
    Native.release(sine);
    Native.release(evenOddCosine);
    Native.release(evenOddSine);
  }
}
