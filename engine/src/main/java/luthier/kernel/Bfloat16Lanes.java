package luthier.kernel;

import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.OR;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.bytedeco.pytorch.Tensor;

/// Vectors of bfloat16 in native memory. An IntVector holds pairs of them: the even one is the low
/// half of an int, the odd one the high half, and either becomes a float by moving it to the high
/// half. Row lengths must be multiples of [#STEP] elements.
final class Bfloat16Lanes {

  static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  static final int STEP = 2 * F.length();
  static final int BYTES = I.vectorByteSize();
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

  private Bfloat16Lanes() {}

  static IntVector pairs(long address) {
    return IntVector.fromMemorySegment(I, MEMORY, address, LE);
  }

  static FloatVector even(IntVector v) {
    return v.lanewise(LSHL, 16).reinterpretAsFloats();
  }

  static FloatVector odd(IntVector v) {
    return v.lanewise(AND, 0xffff0000).reinterpretAsFloats();
  }

  static FloatVector floats(long address) {
    return FloatVector.fromMemorySegment(F, MEMORY, address, LE);
  }

  static float getFloat(long address) {
    return MEMORY.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
  }

  static void setFloat(long address, float value) {
    MEMORY.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address, value);
  }

  static float getBfloat16(long address) {
    return Float.intBitsToFloat(MEMORY.get(ValueLayout.JAVA_SHORT_UNALIGNED, address) << 16);
  }

  /// Rounds to nearest even.
  static void setBfloat16(long address, float value) {
    int bits = Float.floatToRawIntBits(value);
    short rounded = (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    MEMORY.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, rounded);
  }

  static long address(Tensor tensor) {
    return tensor.data_ptr().address();
  }

  static int rowsOf(Tensor tensor) {
    return (int) (tensor.numel() / tensor.size(-1));
  }

  /// In a fixed order: `reduceLanes(ADD)` may add in another order before and after compilation,
  /// which breaks exact resume.
  static float sum(FloatVector v) {
    FloatVector s = v;
    if (F.length() >= 16) {
      s = s.add(s.rearrange(BY_EIGHT));
    }
    if (F.length() >= 8) {
      s = s.add(s.rearrange(BY_FOUR));
    }
    if (F.length() >= 4) {
      s = s.add(s.rearrange(BY_TWO));
    }
    return s.add(s.rearrange(BY_ONE)).lane(0);
  }

  private static final VectorShuffle<Float> BY_EIGHT = VectorShuffle.iota(F, 8, 1, true);
  private static final VectorShuffle<Float> BY_FOUR = VectorShuffle.iota(F, 4, 1, true);
  private static final VectorShuffle<Float> BY_TWO = VectorShuffle.iota(F, 2, 1, true);
  private static final VectorShuffle<Float> BY_ONE = VectorShuffle.iota(F, 1, 1, true);

  /// Round to nearest even, in the high half.
  private static IntVector rounded(FloatVector f) {
    IntVector v = f.reinterpretAsInts();
    return v.add(v.lanewise(LSHR, 16).lanewise(AND, 1).add(0x7fff));
  }

  static void store(long address, FloatVector even, FloatVector odd) {
    rounded(even)
        .lanewise(LSHR, 16)
        .lanewise(OR, rounded(odd).lanewise(AND, 0xffff0000))
        .intoMemorySegment(MEMORY, address, LE);
  }

  /// `2^round(t) * polynomial(t - round(t))` with t = x / ln 2; relative error below 3e-6, far
  /// under bfloat16's 4e-3. NaN stays NaN.
  static FloatVector exp(FloatVector x) {
    FloatVector t = x.mul(1.44269504f).max(-126f).min(126f); // exp(-infinity) is tiny, not NaN
    FloatVector shifted = t.add(12582912f); // 1.5 * 2^23: the integer lands in the low bits
    FloatVector rest = t.sub(shifted.sub(12582912f));
    FloatVector p = rest.mul(1.3333558e-3f).add(9.6181291e-3f);
    p = rest.fma(p, FloatVector.broadcast(F, 5.5504109e-2f));
    p = rest.fma(p, FloatVector.broadcast(F, 2.4022651e-1f));
    p = rest.fma(p, FloatVector.broadcast(F, 6.9314718e-1f));
    p = rest.fma(p, FloatVector.broadcast(F, 1f));
    IntVector exponent = shifted.reinterpretAsInts().sub(0x4B400000);
    return p.reinterpretAsInts().add(exponent.lanewise(LSHL, 23)).reinterpretAsFloats();
  }

  static float dot(long a, long b, int width) {
    FloatVector evens = FloatVector.zero(F);
    FloatVector odds = evens;
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector u = pairs(a + j);
      IntVector v = pairs(b + j);
      evens = even(u).fma(even(v), evens);
      odds = odd(u).fma(odd(v), odds);
    }
    return sum(evens.add(odds));
  }

  static float dotOfThree(long a, long b, long c, int width) {
    FloatVector evens = FloatVector.zero(F);
    FloatVector odds = evens;
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector u = pairs(a + j);
      IntVector v = pairs(b + j);
      IntVector w = pairs(c + j);
      evens = even(u).mul(even(v)).fma(even(w), evens);
      odds = odd(u).mul(odd(v)).fma(odd(w), odds);
    }
    return sum(evens.add(odds));
  }

  static float max(long row, int width) {
    FloatVector evens = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    FloatVector odds = evens;
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector v = pairs(row + j);
      evens = evens.max(even(v));
      odds = odds.max(odd(v));
    }
    return evens.max(odds).reduceLanes(MAX);
  }

  /// Sum of exp(scale * (x - max)).
  static float sumOfExp(long row, int width, float max, float scale) {
    FloatVector evens = FloatVector.zero(F);
    FloatVector odds = evens;
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector v = pairs(row + j);
      evens = evens.add(exp(even(v).sub(max).mul(scale)));
      odds = odds.add(exp(odd(v).sub(max).mul(scale)));
    }
    return sum(evens.add(odds));
  }

  /// Replaces a row by factor * exp(scale * (x - max)).
  static void softmaxRow(long row, int width, float max, float scale, float factor) {
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector v = pairs(row + j);
      store(
          row + j,
          exp(even(v).sub(max).mul(scale)).mul(factor),
          exp(odd(v).sub(max).mul(scale)).mul(factor));
    }
  }
}
