package luthier.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.MAX;
import static luthier.kernel.Bfloat16Lanes.BYTES;
import static luthier.kernel.Bfloat16Lanes.F;
import static luthier.kernel.Bfloat16Lanes.LE;
import static luthier.kernel.Bfloat16Lanes.LOG2_E;
import static luthier.kernel.Bfloat16Lanes.MEMORY;
import static luthier.kernel.Bfloat16Lanes.even;
import static luthier.kernel.Bfloat16Lanes.exp;
import static luthier.kernel.Bfloat16Lanes.exp2;
import static luthier.kernel.Bfloat16Lanes.floats;
import static luthier.kernel.Bfloat16Lanes.odd;
import static luthier.kernel.Bfloat16Lanes.pairs;
import static luthier.kernel.Bfloat16Lanes.store;
import static luthier.kernel.Bfloat16Lanes.sum;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// The loops of [VectorKernels], over one row each. Arguments are addresses; widths are in elements
/// and multiples of [Bfloat16Lanes#STEP]. A row of float32 scratch memory holds, for each vector of
/// pairs, first the even elements and then the odd ones.
///
/// Each method is small and compiled by itself (the launcher forbids inlining it): HotSpot stops
/// inlining when a compilation has made 18,000 nodes, which some fifty vector operations do, and a
/// vector that is handed to a method call is an object on the heap, ten times slower. That is why a
/// softmax is three loops over a row in the first cache and not one.
final class Bfloat16Rows {

  private Bfloat16Rows() {}

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

  /// NaN counts as smaller than everything; whoever sums the exponentials meets it.
  static float max(long row, int width) {
    FloatVector evens = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    FloatVector odds = evens;
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector v = pairs(row + j);
      FloatVector a = even(v);
      FloatVector b = odd(v);
      evens = evens.blend(a, a.compare(GT, evens));
      odds = odds.blend(b, b.compare(GT, odds));
    }
    return evens.max(odds).reduceLanes(MAX);
  }

  /// `out = exp(scale * x - shift)` in float32.
  ///
  /// @return the sum
  static float exponentials(long row, long out, int width, float scale, float shift) {
    FloatVector factor = FloatVector.broadcast(F, scale * LOG2_E);
    FloatVector start = FloatVector.broadcast(F, -shift * LOG2_E);
    FloatVector evens = FloatVector.zero(F);
    FloatVector odds = evens;
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector v = pairs(row + j);
      long at = out + 2 * j;
      FloatVector a = exp2(even(v).fma(factor, start));
      FloatVector b = exp2(odd(v).fma(factor, start));
      a.intoMemorySegment(MEMORY, at, LE);
      b.intoMemorySegment(MEMORY, at + BYTES, LE);
      evens = evens.add(a);
      odds = odds.add(b);
    }
    return sum(evens.add(odds));
  }

  /// `row = factor * values`
  static void scaled(long values, long row, int width, float factor) {
    for (long j = 0; j < 2L * width; j += BYTES) {
      long at = values + 2 * j;
      store(row + j, floats(at).mul(factor), floats(at + BYTES).mul(factor));
    }
  }

  /// `row = values`
  ///
  /// @return the sum of `values * other`
  static float storedDot(long values, long other, long row, int width) {
    FloatVector evens = FloatVector.zero(F);
    FloatVector odds = evens;
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector v = pairs(other + j);
      FloatVector a = floats(values + 2 * j);
      FloatVector b = floats(values + 2 * j + BYTES);
      evens = a.fma(even(v), evens);
      odds = b.fma(odd(v), odds);
      store(row + j, a, b);
    }
    return sum(evens.add(odds));
  }

  /// `d = scale * p * (d - delta)`, the softmax's way back.
  static void softmaxBackward(long p, long d, int width, float delta, float scale) {
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector v = pairs(d + j);
      store(
          d + j,
          even(v).sub(delta).mul(floats(p + 2 * j)).mul(scale),
          odd(v).sub(delta).mul(floats(p + 2 * j + BYTES)).mul(scale));
    }
  }

  static void normRow(long x, long weight, long y, float inverse, int width) {
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector v = pairs(x + j);
      IntVector w = pairs(weight + j);
      store(y + j, even(v).mul(inverse).mul(even(w)), odd(v).mul(inverse).mul(odd(w)));
    }
  }

  static void normBackwardRow(
      long dy, long x, long weight, long dx, float inverse, float pull, int width) {
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector g = pairs(dy + j);
      IntVector v = pairs(x + j);
      IntVector w = pairs(weight + j);
      IntVector d = pairs(dx + j);
      store(
          dx + j,
          even(g).mul(even(w)).mul(inverse).sub(even(v).mul(pull)).add(even(d)),
          odd(g).mul(odd(w)).mul(inverse).sub(odd(v).mul(pull)).add(odd(d)));
    }
  }

  static void normWeightRow(long dy, long x, long dWeight, float inverse, int width) {
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector g = pairs(dy + j);
      IntVector v = pairs(x + j);
      long out = dWeight + 2 * j;
      even(g).mul(even(v)).mul(inverse).add(floats(out)).intoMemorySegment(MEMORY, out, LE);
      long next = out + BYTES;
      odd(g).mul(odd(v)).mul(inverse).add(floats(next)).intoMemorySegment(MEMORY, next, LE);
    }
  }

  static void rotateHalf(
      long out, long own, long other, long cosine, long sine, int half, float sign) {
    for (long j = 0; j < 2L * half; j += BYTES) {
      IntVector u = pairs(own + j);
      IntVector v = pairs(other + j);
      long c = cosine + 2 * j;
      long s = sine + 2 * j;
      store(
          out + j,
          even(u).mul(floats(c)).add(even(v).mul(floats(s)).mul(sign)),
          odd(u).mul(floats(c + BYTES)).add(odd(v).mul(floats(s + BYTES)).mul(sign)));
    }
  }

  static void sigmoidRow(long gate, long out, int width) {
    FloatVector one = FloatVector.broadcast(F, 1f);
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector g = pairs(gate + j);
      long at = out + 2 * j;
      one.div(exp(even(g).neg()).add(1f)).intoMemorySegment(MEMORY, at, LE);
      one.div(exp(odd(g).neg()).add(1f)).intoMemorySegment(MEMORY, at + BYTES, LE);
    }
  }

  static void swigluRow(long gate, long sigmoid, long y, int width) {
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector g = pairs(gate + j);
      IntVector u = pairs(gate + 2L * width + j);
      long s = sigmoid + 2 * j;
      store(y + j, even(g).mul(floats(s)).mul(even(u)), odd(g).mul(floats(s + BYTES)).mul(odd(u)));
    }
  }

  static void gateGradientRow(long dy, long gate, long sigmoid, long out, int width) {
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector g = pairs(gate + j);
      IntVector u = pairs(gate + 2L * width + j);
      IntVector d = pairs(dy + j);
      FloatVector evens = floats(sigmoid + 2 * j);
      FloatVector odds = floats(sigmoid + 2 * j + BYTES);
      FloatVector siluEven = evens.mul(even(g));
      FloatVector siluOdd = odds.mul(odd(g));
      store(
          out + j,
          even(d).mul(even(u)).mul(evens.add(siluEven).sub(siluEven.mul(evens))),
          odd(d).mul(odd(u)).mul(odds.add(siluOdd).sub(siluOdd.mul(odds))));
    }
  }

  static void upGradientRow(long dy, long gate, long sigmoid, int width) {
    for (long j = 0; j < 2L * width; j += BYTES) {
      IntVector g = pairs(gate + j);
      IntVector d = pairs(dy + j);
      long s = sigmoid + 2 * j;
      store(
          gate + 2L * width + j,
          even(d).mul(even(g)).mul(floats(s)),
          odd(d).mul(odd(g)).mul(floats(s + BYTES)));
    }
  }

  static void addRows(long y, long x, long bytes) {
    for (long j = 0; j < bytes; j += BYTES) {
      IntVector u = pairs(y + j);
      IntVector v = pairs(x + j);
      store(y + j, even(u).add(even(v)), odd(u).add(odd(v)));
    }
  }
}
