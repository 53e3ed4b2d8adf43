package luthier.bench;

import luthier.estimate.Arithmetic;

/// Floating-point operations that the mathematics of a step needs, whoever computes it: two for
/// each multiply-add of a matrix product. Element-wise work and recomputation do not count.
final class StepFlops {

  private StepFlops() {}

  static double of(Cell cell) {
    Shape shape = cell.shape();
    long adapter = cell.lora() ? Cell.RANK * shape.linearSides() : 0;
    return new Arithmetic(shape.size(), adapter, !cell.lora())
        .step(cell.load().lengths(), cell.load().tokens());
  }
}
