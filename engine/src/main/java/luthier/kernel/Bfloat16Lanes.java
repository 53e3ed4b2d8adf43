package luthier.kernel;

import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
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

  static final float LOG2_E = 1.44269504f;

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
    return exp2(x.mul(LOG2_E));
  }

  /// 2 to the power of t, between 2^-126 and 2^126. Clamped by blending, since `min` and `max` of
  /// floats take five instructions for their rules about NaN and signed zeros.
  static FloatVector exp2(FloatVector t) {
    FloatVector low = t.blend(-126f, t.compare(LT, -126f));
    FloatVector clamped = low.blend(126f, low.compare(GT, 126f));
    FloatVector shifted = clamped.add(12582912f); // 1.5 * 2^23: the integer lands in the low bits
    FloatVector rest = clamped.sub(shifted.sub(12582912f));
    FloatVector p =
        rest.fma(FloatVector.broadcast(F, 1.3333558e-3f), FloatVector.broadcast(F, 9.6181291e-3f));
    p = rest.fma(p, FloatVector.broadcast(F, 5.5504109e-2f));
    p = rest.fma(p, FloatVector.broadcast(F, 2.4022651e-1f));
    p = rest.fma(p, FloatVector.broadcast(F, 6.9314718e-1f));
    p = rest.fma(p, FloatVector.broadcast(F, 1f));
    // the shift drops all but the integer
    return p.reinterpretAsInts()
        .add(shifted.reinterpretAsInts().lanewise(LSHL, 23))
        .reinterpretAsFloats();
  }
}
