package luthier.model;

import java.util.Arrays;
import luthier.kernel.Rotation;
import luthier.operation.Documents;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/// Cosine and sine tables for the positions of packed documents. A rope that depends on length uses
/// the length of each document, never that of its neighbours.
final class RotaryTables {

  private final Rope rope;
  private final int headSize;
  private final int turned;
  private @Nullable Table shared; // of the ropes and lengths that do not depend on the length

  /// Rows for the positions from 0, as transformers computes them: frequencies and angles are
  /// rounded to float32.
  private record Table(float[] cosine, float[] sine) {}

  /// @param turned how many elements of a head turn
  RotaryTables(Rope rope, int headSize, int turned) {
    this.rope = rope;
    this.headSize = headSize;
    this.turned = turned;
  }

  /// Whether a sequence of this length turns differently from a short one.
  boolean dependsOnLength(int length) {
    return rope.dependsOnLength(length);
  }

  /// One row for each token of the documents, positions from 0 in each.
  Rotation of(Documents documents) {
    return of(new int[documents.lengths().length], documents.lengths());
  }

  /// Rows of the positions `firsts[i]` to `firsts[i] + counts[i] - 1` of each sequence.
  Rotation of(int[] firsts, int[] counts) {
    int half = turned / 2;
    float[] cosine = new float[Arrays.stream(counts).sum() * half];
    float[] sine = new float[cosine.length];
    int at = 0;
    for (int i = 0; i < firsts.length; i++) {
      Table table = table(firsts[i] + counts[i]);
      System.arraycopy(table.cosine, firsts[i] * half, cosine, at, counts[i] * half);
      System.arraycopy(table.sine, firsts[i] * half, sine, at, counts[i] * half);
      at += counts[i] * half;
    }
    return rotation(cosine, sine);
  }

  private Rotation rotation(float[] cosine, float[] sine) {
    try (PointerScope _ = new PointerScope()) {
      int half = turned / 2;
      return Rotation.of(
          headSize, Native.floats(cosine).view(-1, half), Native.floats(sine).view(-1, half));
    }
  }

  /// The table for a sequence of some length. The shared one grows; one that depends on the length
  /// is not kept, since every length would have its own.
  private synchronized Table table(int length) {
    if (rope.dependsOnLength(length)) {
      return build(length, length);
    }
    Table table = shared;
    if (table == null || table.cosine.length < length * turned / 2) {
      table = build(length, Math.max(length, table == null ? 256 : 2 * length));
      shared = table;
    }
    return table;
  }

  private Table build(int length, int rows) {
    int half = turned / 2;
    double[] exact = rope.inverseFrequencies(turned, length);
    float[] inverse = new float[half];
    for (int i = 0; i < half; i++) {
      inverse[i] = (float) exact[i];
    }
    double scaling = rope.attentionScaling();
    float[] cosine = new float[rows * half];
    float[] sine = new float[rows * half];
    for (int position = 0; position < rows; position++) {
      for (int i = 0; i < half; i++) {
        float angle = position * inverse[i];
        cosine[position * half + i] = (float) (Math.cos(angle) * scaling);
        sine[position * half + i] = (float) (Math.sin(angle) * scaling);
      }
    }
    return new Table(cosine, sine);
  }
}
