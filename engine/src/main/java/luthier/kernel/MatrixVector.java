package luthier.kernel;

import static luthier.kernel.Bfloat16Lanes.BYTES;
import static luthier.kernel.Bfloat16Lanes.F;
import static luthier.kernel.Bfloat16Lanes.LE;
import static luthier.kernel.Bfloat16Lanes.MEMORY;
import static luthier.kernel.Bfloat16Lanes.even;
import static luthier.kernel.Bfloat16Lanes.floats;
import static luthier.kernel.Bfloat16Lanes.getBfloat16;
import static luthier.kernel.Bfloat16Lanes.getFloat;
import static luthier.kernel.Bfloat16Lanes.odd;
import static luthier.kernel.Bfloat16Lanes.pairs;
import static luthier.kernel.Bfloat16Lanes.setBfloat16;
import static luthier.kernel.Bfloat16Lanes.setFloat;
import static luthier.kernel.Bfloat16Lanes.sum;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// The product of a bfloat16 weight with one vector, summed in float32. It reads the weight once
/// and does nothing else that takes time, so it runs as fast as memory does. One row after another:
/// several at once read four streams, which halved the speed.
///
/// @param x [inputs] float32 in the order of [#widen]
/// @param weight [outputs, inputs] bfloat16
/// @param bias [outputs] bfloat16, or 0 for none
/// @param y [outputs]
/// @param wide whether y is float32; else bfloat16
record MatrixVector(long x, long weight, long bias, long y, boolean wide, int inputs, int outputs) {

  /// Outputs of a piece: large enough to be worth the hand-over, small enough for an even split.
  private static final int PIECE = 32;

  int pieces() {
    return Math.ceilDiv(outputs, PIECE);
  }

  void piece(int index) {
    int to = Math.min(outputs, (index + 1) * PIECE);
    for (int output = index * PIECE; output < to; output++) {
      float value = dot(x, weight + 2L * output * inputs, inputs);
      if (bias != 0) {
        value += getBfloat16(bias + 2L * output);
      }
      if (wide) {
        setFloat(y + 4L * output, value);
      } else {
        setBfloat16(y + 2L * output, value);
      }
    }
  }

  /// Copies bfloat16 as float32, of each vector pair first the even elements, then the odd ones.
  static void widen(long from, long to, int elements) {
    for (int j = 0; j < 2 * elements; j += BYTES) {
      IntVector v = pairs(from + j);
      even(v).intoMemorySegment(MEMORY, to + 2L * j, LE);
      odd(v).intoMemorySegment(MEMORY, to + 2L * j + BYTES, LE);
    }
  }

  /// @param x widened
  /// @param row bfloat16
  static float dot(long x, long row, int width) {
    FloatVector evens = FloatVector.zero(F);
    FloatVector odds = evens;
    for (int j = 0; j < 2 * width; j += BYTES) {
      IntVector v = pairs(row + j);
      evens = even(v).fma(floats(x + 2L * j), evens);
      odds = odd(v).fma(floats(x + 2L * j + BYTES), odds);
    }
    return sum(evens.add(odds));
  }

  /// Computes again, in float32, the products that are the largest or may be by their rounding to
  /// bfloat16.
  ///
  /// @param weight [outputs, inputs] bfloat16
  /// @param y [outputs] float32, the rounded products
  static void sharpenLargest(long x, long weight, long y, int inputs, int outputs) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < outputs; i++) {
      max = Math.max(max, getFloat(y + 4L * i));
    }
    float least = max - Math.abs(max) * ROUNDING;
    for (int i = 0; i < outputs; i++) {
      if (getFloat(y + 4L * i) >= least) {
        setFloat(y + 4L * i, dot(x, weight + 2L * i * inputs, inputs));
      }
    }
  }

  /// Twice what rounding two numbers to bfloat16 can change of their order.
  private static final float ROUNDING = 1f / 64;
}
