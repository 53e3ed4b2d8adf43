package luthier.generation;

/// The tokens of a vocabulary, the most probable first and of equals the smallest id first. Only as
/// many are put in order as are asked for: a draw mostly needs a few of very many.
final class MostProbable {

  /// A heap of pairs (complement of the logit's order, id), the smallest first; those taken out of
  /// it stand behind it, the first at the end.
  private final long[] heap;

  private int size;

  MostProbable(float[] logits) {
    size = logits.length;
    heap = new long[size];
    for (int id = 0; id < size; id++) {
      heap[id] = (long) ~ascending(logits[id]) << 32 | id;
    }
    for (int i = size / 2 - 1; i >= 0; i--) {
      sink(i);
    }
  }

  /// An int that is the greater, the greater the number is; the zeros are equal.
  private static int ascending(float x) {
    int bits = Float.floatToIntBits(x + 0.0f);
    return bits ^ (bits >> 31 & 0x7fffffff);
  }

  /// The token that `index` others come before.
  int get(int index) {
    while (heap.length - size <= index) {
      long first = heap[0];
      heap[0] = heap[--size];
      heap[size] = first;
      sink(0);
    }
    return (int) heap[heap.length - 1 - index];
  }

  private void sink(int from) {
    int at = from;
    while (true) {
      int least = 2 * at + 1;
      if (least >= size) {
        return;
      }
      if (least + 1 < size && heap[least + 1] < heap[least]) {
        least++;
      }
      if (heap[at] <= heap[least]) {
        return;
      }
      long moved = heap[at];
      heap[at] = heap[least];
      heap[least] = moved;
      at = least;
    }
  }
}
