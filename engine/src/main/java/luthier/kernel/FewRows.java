package luthier.kernel;

import static luthier.kernel.Bfloat16Lanes.BYTES;
import static luthier.kernel.Bfloat16Lanes.F;
import static luthier.kernel.Bfloat16Lanes.LE;
import static luthier.kernel.Bfloat16Lanes.MEMORY;
import static luthier.kernel.Bfloat16Lanes.even;
import static luthier.kernel.Bfloat16Lanes.floats;
import static luthier.kernel.Bfloat16Lanes.odd;
import static luthier.kernel.Bfloat16Lanes.pairs;
import static luthier.kernel.Bfloat16Lanes.setBfloat16;
import static luthier.kernel.Bfloat16Lanes.setFloat;
import static luthier.kernel.Bfloat16Lanes.sum;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// The product of a few rows with a bfloat16 weight, summed in float32. With one row it reads each
/// weight once and does nothing else that takes time: it runs as fast as memory does. Every element
/// of the result is the same dot product whatever the number of rows and threads.
///
/// @param x [rows, inputs] float32 in the order of [#widen]
/// @param weight [outputs, inputs] bfloat16
/// @param bias [outputs] bfloat16, or 0 for none
/// @param y [rows, outputs]
/// @param wide whether y is float32; else bfloat16
record FewRows(
    long x, long weight, long bias, long y, boolean wide, int rows, int inputs, int outputs) {

  /// Outputs of a piece: their weights stay in the nearest cache while the rows go over them.
  private static final int PIECE = 32;

  int pieces() {
    return Math.ceilDiv(outputs, PIECE);
  }

  /// Copies bfloat16 as float32, of each vector pair first the even elements, then the odd ones.
  static void widen(long from, long to, long elements) {
    for (long j = 0; j < 2 * elements; j += BYTES) {
      IntVector v = pairs(from + j);
      even(v).intoMemorySegment(MEMORY, to + 2 * j, LE);
      odd(v).intoMemorySegment(MEMORY, to + 2 * j + BYTES, LE);
    }
  }

  void piece(int index) {
    int from = index * PIECE;
    int to = Math.min(outputs, from + PIECE);
    int row = 0;
    for (; row + 4 <= rows; row += 4) {
      int output = from;
      for (; output + 2 <= to; output += 2) {
        fourByTwo(row, output);
      }
      if (output < to) {
        for (int i = 0; i < 4; i++) {
          one(row + i, output);
        }
      }
    }
    for (; row < rows; row++) {
      int output = from;
      for (; output + 4 <= to; output += 4) {
        oneByFour(row, output);
      }
      for (; output < to; output++) {
        one(row, output);
      }
    }
  }

  private void put(int row, int output, FloatVector evens, FloatVector odds) {
    float value = sum(evens.add(odds));
    if (bias != 0) {
      value += Bfloat16Lanes.getBfloat16(bias + 2L * output);
    }
    long at = (long) row * outputs + output;
    if (wide) {
      setFloat(y + 4 * at, value);
    } else {
      setBfloat16(y + 2 * at, value);
    }
  }

  private void one(int row, int output) {
    FloatVector evens = FloatVector.zero(F);
    FloatVector odds = evens;
    long u = x + 4L * row * inputs;
    long w = weight + 2L * output * inputs;
    for (long j = 0; j < 2L * inputs; j += BYTES) {
      IntVector v = pairs(w + j);
      evens = even(v).fma(floats(u + 2 * j), evens);
      odds = odd(v).fma(floats(u + 2 * j + BYTES), odds);
    }
    put(row, output, evens, odds);
  }

  private void oneByFour(int row, int output) {
    FloatVector evens0 = FloatVector.zero(F);
    FloatVector odds0 = evens0;
    FloatVector evens1 = evens0;
    FloatVector odds1 = evens0;
    FloatVector evens2 = evens0;
    FloatVector odds2 = evens0;
    FloatVector evens3 = evens0;
    FloatVector odds3 = evens0;
    long stride = 2L * inputs;
    long u = x + 4L * row * inputs;
    long w = weight + output * stride;
    for (long j = 0; j < stride; j += BYTES) {
      FloatVector a = floats(u + 2 * j);
      FloatVector b = floats(u + 2 * j + BYTES);
      IntVector v0 = pairs(w + j);
      IntVector v1 = pairs(w + stride + j);
      IntVector v2 = pairs(w + 2 * stride + j);
      IntVector v3 = pairs(w + 3 * stride + j);
      evens0 = even(v0).fma(a, evens0);
      odds0 = odd(v0).fma(b, odds0);
      evens1 = even(v1).fma(a, evens1);
      odds1 = odd(v1).fma(b, odds1);
      evens2 = even(v2).fma(a, evens2);
      odds2 = odd(v2).fma(b, odds2);
      evens3 = even(v3).fma(a, evens3);
      odds3 = odd(v3).fma(b, odds3);
    }
    put(row, output, evens0, odds0);
    put(row, output + 1, evens1, odds1);
    put(row, output + 2, evens2, odds2);
    put(row, output + 3, evens3, odds3);
  }

  private void fourByTwo(int row, int output) {
    FloatVector zero = FloatVector.zero(F);
    FloatVector evens00 = zero;
    FloatVector odds00 = zero;
    FloatVector evens01 = zero;
    FloatVector odds01 = zero;
    FloatVector evens10 = zero;
    FloatVector odds10 = zero;
    FloatVector evens11 = zero;
    FloatVector odds11 = zero;
    FloatVector evens20 = zero;
    FloatVector odds20 = zero;
    FloatVector evens21 = zero;
    FloatVector odds21 = zero;
    FloatVector evens30 = zero;
    FloatVector odds30 = zero;
    FloatVector evens31 = zero;
    FloatVector odds31 = zero;
    long step = 4L * inputs;
    long u = x + row * step;
    long w = weight + 2L * output * inputs;
    for (long j = 0; j < 2L * inputs; j += BYTES) {
      IntVector v0 = pairs(w + j);
      IntVector v1 = pairs(w + 2L * inputs + j);
      FloatVector even0 = even(v0);
      FloatVector odd0 = odd(v0);
      FloatVector even1 = even(v1);
      FloatVector odd1 = odd(v1);
      long at = u + 2 * j;
      FloatVector a = floats(at);
      FloatVector b = floats(at + BYTES);
      evens00 = even0.fma(a, evens00);
      odds00 = odd0.fma(b, odds00);
      evens01 = even1.fma(a, evens01);
      odds01 = odd1.fma(b, odds01);
      a = floats(at + step);
      b = floats(at + step + BYTES);
      evens10 = even0.fma(a, evens10);
      odds10 = odd0.fma(b, odds10);
      evens11 = even1.fma(a, evens11);
      odds11 = odd1.fma(b, odds11);
      a = floats(at + 2 * step);
      b = floats(at + 2 * step + BYTES);
      evens20 = even0.fma(a, evens20);
      odds20 = odd0.fma(b, odds20);
      evens21 = even1.fma(a, evens21);
      odds21 = odd1.fma(b, odds21);
      a = floats(at + 3 * step);
      b = floats(at + 3 * step + BYTES);
      evens30 = even0.fma(a, evens30);
      odds30 = odd0.fma(b, odds30);
      evens31 = even1.fma(a, evens31);
      odds31 = odd1.fma(b, odds31);
    }
    put(row, output, evens00, odds00);
    put(row, output + 1, evens01, odds01);
    put(row + 1, output, evens10, odds10);
    put(row + 1, output + 1, evens11, odds11);
    put(row + 2, output, evens20, odds20);
    put(row + 2, output + 1, evens21, odds21);
    put(row + 3, output, evens30, odds30);
    put(row + 3, output + 1, evens31, odds31);
  }
}
