package luthier.kernel;

import static luthier.kernel.Bfloat16Lanes.F;
import static luthier.kernel.Bfloat16Lanes.MEMORY;
import static luthier.kernel.Bfloat16Lanes.STEP;
import static luthier.kernel.Bfloat16Lanes.address;
import static luthier.kernel.Bfloat16Lanes.floats;
import static luthier.kernel.Bfloat16Lanes.getFloat;
import static luthier.kernel.Bfloat16Lanes.rowsOf;
import static luthier.kernel.Bfloat16Lanes.setBfloat16;
import static luthier.kernel.Bfloat16Lanes.setFloat;
import static luthier.kernel.Bfloat16Lanes.sum;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import luthier.tensor.Native;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// The kernels for bfloat16 on CPUs, with the Vector API over the memory of libtorch's tensors, one
/// pass each. What does not fit (other types, rows that are no multiple of the vector's pairs,
/// label smoothing) goes to [StockKernels].
public final class VectorKernels implements Kernels {

  private static final short MINUS_INFINITY = (short) 0xff80;

  private final StockKernels stock = new StockKernels();
  private final Team team;
  private MemorySegment scratch = MemorySegment.NULL;

  /// For a worker that has one core.
  public VectorKernels() {
    this(Team.alone());
  }

  /// @param team shares the work of generation
  public VectorKernels(Team team) {
    this.team = team;
  }

  /// Scratch memory for float32 rows; grows to the most that was asked for.
  private long scratch(int floats) {
    if (scratch.byteSize() < 4L * floats) {
      scratch = Arena.ofAuto().allocate(4L * floats, 64);
    }
    return scratch.address();
  }

  /// Whether a tensor's rows are contiguous bfloat16 of whole vector pairs.
  private static boolean fits(Tensor x) {
    return Native.isBfloat16(x) && x.is_contiguous() && x.size(-1) % STEP == 0;
  }

  @Override
  public Tensor rmsNorm(Tensor x, Tensor weight, double epsilon, Tensor inverseRms) {
    if (!fits(x) || !fits(weight)) {
      return stock.rmsNorm(x, weight, epsilon, inverseRms);
    }
    Tensor y = torch.empty_like(x);
    int width = (int) x.size(-1);
    long xs = address(x);
    long ws = address(weight);
    long ys = address(y);
    long inverses = address(inverseRms);
    int rows = rowsOf(x);
    for (int row = 0; row < rows; row++) {
      long offset = 2L * row * width;
      double meanSquare = Bfloat16Rows.dot(xs + offset, xs + offset, width) / (double) width;
      float inverse = (float) (1 / Math.sqrt(meanSquare + epsilon));
      setFloat(inverses + 4L * row, inverse);
      Bfloat16Rows.normRow(xs + offset, ws, ys + offset, inverse, width);
    }
    return y;
  }

  @Override
  public void rmsNormBackward(
      Tensor dy, Tensor x, Tensor weight, Tensor inverseRms, Tensor dx, @Nullable Tensor dWeight) {
    if (!fits(x) || !fits(weight) || !fits(dy) || !fits(dx)) {
      stock.rmsNormBackward(dy, x, weight, inverseRms, dx, dWeight);
      return;
    }
    int width = (int) x.size(-1);
    Tensor partial = dWeight == null ? null : torch.zeros(width); // even and odd elements apart
    long dys = address(dy);
    long xs = address(x);
    long ws = address(weight);
    long dxs = address(dx);
    long inverses = address(inverseRms);
    long partials = partial == null ? 0 : address(partial);
    int rows = rowsOf(x);
    for (int row = 0; row < rows; row++) {
      long offset = 2L * row * width;
      float inverse = getFloat(inverses + 4L * row);
      float pull =
          Bfloat16Rows.dotOfThree(dys + offset, ws, xs + offset, width)
              * inverse
              * inverse
              * inverse
              / width;
      Bfloat16Rows.normBackwardRow(
          dys + offset, xs + offset, ws, dxs + offset, inverse, pull, width);
      if (partials != 0) {
        Bfloat16Rows.normWeightRow(dys + offset, xs + offset, partials, inverse, width);
      }
    }
    if (partial != null && dWeight != null) {
      dWeight.add_(partial.view(-1, 2, F.length()).transpose(1, 2).reshape(-1));
    }
  }

  @Override
  public void rotate(Tensor qkv, Rotation rotation, int heads, int direction) {
    int half = rotation.headSize() / 2;
    if (!fits(qkv) || half % STEP != 0 || rotation.turned() != rotation.headSize()) {
      stock.rotate(qkv, rotation, heads, direction);
      return;
    }
    long width = qkv.size(1);
    long data = address(qkv);
    long cosines = address(rotation.evenOddCosine());
    long sines = address(rotation.evenOddSine());
    long copy = scratch(2 * half);
    int rows = rowsOf(qkv);
    for (int row = 0; row < rows; row++) {
      long table = 4L * row * half;
      for (int head = 0; head < heads; head++) {
        long at = data + 2 * (row * width + 2L * head * half);
        MemorySegment.copy(MEMORY, at, MEMORY, copy, 4L * half);
        long second = copy + 2L * half;
        Bfloat16Rows.rotateHalf(at, copy, second, cosines + table, sines + table, half, -direction);
        Bfloat16Rows.rotateHalf(
            at + 2L * half, second, copy, cosines + table, sines + table, half, direction);
      }
    }
  }

  @Override
  public Tensor swiglu(Tensor gateUp) {
    int width = (int) gateUp.size(1) / 2;
    if (!fits(gateUp) || width % STEP != 0) {
      return stock.swiglu(gateUp);
    }
    Tensor y = Native.empty(gateUp, gateUp.size(0), width);
    long gates = address(gateUp);
    long ys = address(y);
    long sigmoids = scratch(2 * width);
    int rows = rowsOf(gateUp);
    for (int row = 0; row < rows; row++) {
      Bfloat16Rows.sigmoidRow(gates + 4L * row * width, sigmoids, width);
      Bfloat16Rows.swigluRow(gates + 4L * row * width, sigmoids, ys + 2L * row * width, width);
    }
    return y;
  }

  @Override
  public void swigluBackward(Tensor dy, Tensor gateUp) {
    int width = (int) gateUp.size(1) / 2;
    if (!fits(gateUp) || !fits(dy) || width % STEP != 0) {
      stock.swigluBackward(dy, gateUp);
      return;
    }
    long gates = address(gateUp);
    long dys = address(dy);
    long sigmoids = scratch(2 * width);
    long fresh = sigmoids + 4L * width;
    int rows = rowsOf(gateUp);
    for (int row = 0; row < rows; row++) {
      long gate = gates + 4L * row * width;
      Bfloat16Rows.sigmoidRow(gate, sigmoids, width);
      Bfloat16Rows.gateGradientRow(dys + 2L * row * width, gate, sigmoids, fresh, width);
      Bfloat16Rows.upGradientRow(dys + 2L * row * width, gate, sigmoids, width);
      MemorySegment.copy(MEMORY, fresh, MEMORY, gate, 2L * width);
    }
  }

  @Override
  public double crossEntropy(Tensor logits, Tensor targets, double smoothing, double scale) {
    if (!fits(logits) || smoothing > 0) {
      return stock.crossEntropy(logits, targets, smoothing, scale);
    }
    int width = (int) logits.size(1);
    long rows = address(logits);
    long ids = address(targets);
    long exponentials = scratch(width);
    double nats = 0;
    int count = rowsOf(logits);
    for (int row = 0; row < count; row++) {
      long target = MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, ids + 8L * row);
      nats += crossEntropyRow(rows + 2L * row * width, exponentials, target, width, (float) scale);
    }
    return nats;
  }

  private static double crossEntropyRow(
      long row, long exponentials, long target, int width, float scale) {
    float max = Bfloat16Rows.max(row, width);
    float wanted = Bfloat16Lanes.getBfloat16(row + 2 * target);
    float sum = Bfloat16Rows.exponentials(row, exponentials, width, 1, max);
    Bfloat16Rows.scaled(exponentials, row, width, scale / sum);
    setBfloat16(row + 2 * target, (float) (Math.exp(wanted - max) / sum - 1) * scale);
    return Math.log(sum) + max - wanted;
  }

  @Override
  public void attentionForward(Tensor scores, Tensor logSum, VisibleKeys visible, double scale) {
    if (!fits(scores)) {
      stock.attentionForward(scores, logSum, visible, scale);
      return;
    }
    int keys = (int) scores.size(2);
    long ps = address(scores);
    long sums = address(logSum);
    long exponentials = scratch(keys);
    float factor = (float) scale;
    int rows = rowsOf(scores);
    for (int row = 0; row < rows; row++) {
      long p = ps + 2L * row * keys;
      int query = row % visible.queries();
      int from = visible.from(query);
      int to = visible.to(query);
      if (from < to) {
        int start = from / STEP * STEP;
        int width = roundUp(to) - start;
        fill(p, start, from, MINUS_INFINITY);
        fill(p, to, start + width, MINUS_INFINITY);
        long seen = p + 2L * start;
        float shift = Bfloat16Rows.max(seen, width) * factor;
        float sum = Bfloat16Rows.exponentials(seen, exponentials, width, factor, shift);
        setFloat(sums + 4L * row, (float) Math.log(sum) + shift);
        Bfloat16Rows.scaled(exponentials, seen, width, 1 / sum);
      } else {
        setFloat(sums + 4L * row, Float.NEGATIVE_INFINITY);
      }
      clearHidden(p, from, to, keys);
    }
  }

  @Override
  public void attentionBackward(
      Tensor scores, Tensor dProbabilities, Tensor logSum, VisibleKeys visible, double scale) {
    if (!fits(scores) || !fits(dProbabilities)) {
      stock.attentionBackward(scores, dProbabilities, logSum, visible, scale);
      return;
    }
    int keys = (int) scores.size(2);
    long ps = address(scores);
    long ds = address(dProbabilities);
    long sums = address(logSum);
    long exact = scratch(keys); // the probabilities before they are rounded
    int rows = rowsOf(scores);
    for (int row = 0; row < rows; row++) {
      long p = ps + 2L * row * keys;
      long d = ds + 2L * row * keys;
      int query = row % visible.queries();
      int from = visible.from(query);
      int to = visible.to(query);
      if (from < to) {
        int start = from / STEP * STEP;
        int width = roundUp(to) - start;
        fill(p, start, from, MINUS_INFINITY);
        fill(p, to, start + width, MINUS_INFINITY);
        fill(d, start, from, (short) 0);
        fill(d, to, start + width, (short) 0);
        long seen = p + 2L * start;
        long dSeen = d + 2L * start;
        Bfloat16Rows.exponentials(seen, exact, width, (float) scale, getFloat(sums + 4L * row));
        float delta = Bfloat16Rows.storedDot(exact, dSeen, seen, width);
        Bfloat16Rows.softmaxBackward(exact, dSeen, width, delta, (float) scale);
      }
      clearHidden(p, from, to, keys);
      clearHidden(d, from, to, keys);
    }
  }

  private static int roundUp(int count) {
    return Math.ceilDiv(count, STEP) * STEP;
  }

  private static void fill(long row, int from, int to, short value) {
    for (int i = from; i < to; i++) {
      MEMORY.set(ValueLayout.JAVA_SHORT_UNALIGNED, row + 2L * i, value);
    }
  }

  private static void clearHidden(long row, int from, int to, int keys) {
    if (from >= to) {
      MEMORY.asSlice(row, 2L * keys).fill((byte) 0);
      return;
    }
    MEMORY.asSlice(row, 2L * from).fill((byte) 0);
    MEMORY.asSlice(row + 2L * to, 2L * (keys - to)).fill((byte) 0);
  }

  @Override
  public void add(Tensor y, Tensor x) {
    if (!fits(y) || !fits(x)) {
      stock.add(y, x);
      return;
    }
    Bfloat16Rows.addRows(address(y), address(x), 2 * y.numel());
  }

  @Override
  public boolean multiplyOne(Tensor x, Tensor weight, @Nullable Tensor bias, Tensor y) {
    if (!fits(x) || !fits(weight) || (bias != null && !Native.isBfloat16(bias))) {
      return false;
    }
    int inputs = (int) x.size(1);
    MatrixVector product =
        new MatrixVector(
            widened(address(x), inputs),
            address(weight),
            bias == null ? 0 : address(bias),
            address(y),
            Native.isFloat32(y),
            inputs,
            (int) weight.size(0));
    team.run(product.pieces(), product::piece);
    return true;
  }

  private long widened(long x, int elements) {
    long wide = scratch(elements);
    MatrixVector.widen(x, wide, elements);
    return wide;
  }

  @Override
  public void sharpenLargest(Tensor x, Tensor weight, Tensor y) {
    if (!fits(x) || !fits(weight)) {
      return;
    }
    int inputs = (int) x.size(1);
    int outputs = (int) weight.size(0);
    long wide = widened(address(x), (int) x.numel());
    long weights = address(weight);
    long ys = address(y);
    team.run(
        rowsOf(x),
        row ->
            MatrixVector.sharpenLargest(
                wide + 4L * row * inputs, weights, ys + 4L * row * outputs, inputs, outputs));
  }

  @Override
  public boolean attendNewest(
      Tensor qkv, AttentionShape shape, CachedRows[] caches, int[] past, Tensor out) {
    if (!fits(qkv) || !NewestToken.fits(shape, caches)) {
      return false;
    }
    NewestToken attention =
        new NewestToken(shape, caches, past, address(qkv), address(out), this::scratch);
    team.run(attention.pieces(), attention::piece);
    attention.finish();
    return true;
  }
}
