package luthier.bench;

/// Floating-point operations that the mathematics of a step needs, whoever computes it: two for
/// each multiply-add of a matrix product. Element-wise work and recomputation do not count.
final class StepFlops {

  private StepFlops() {}

  static double of(Cell cell) {
    Shape shape = cell.shape();
    // Each product has one way forward, one back to its input, and one to its weight if trained.
    int ways = cell.lora() ? 2 : 3;
    double weights = (double) ways * (shape.linearWeights() + shape.headWeights());
    if (cell.lora()) {
      weights += 3.0 * Cell.RANK * shape.linearSides();
    }
    double flops = 0;
    for (int length : cell.load().lengths()) {
      double pairs = length * (length + 1.0) / 2; // of a query and a key that it sees
      double attention = 2.0 * 3 * pairs * shape.width * shape.layers; // two products, three ways
      flops += 2 * (length * weights + attention);
    }
    return flops;
  }
}
