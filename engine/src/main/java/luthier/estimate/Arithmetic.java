package luthier.estimate;

/// Floating-point operations of matrix products: two for each multiply-add. Element-wise work does
/// not count.
///
/// @param model whose products they are
/// @param adapterWeights weights of low-rank additions that a token is multiplied with; 0 where the
///   whole model is trained
/// @param full whether the whole model is trained
public record Arithmetic(ModelSize model, double adapterWeights, boolean full) {

  public Arithmetic(Setup setup) {
    this(setup.model(), setup.full() ? 0 : setup.adapterWeightsOfAToken(), setup.full());
  }

  /// A training step as the mathematics needs it, whoever computes it: each product has one way
  /// forward, one back to its input, and one to its weight if that is trained.
  ///
  /// @param lengths tokens of each example
  /// @param supervised tokens that the head is computed for
  public double step(int[] lengths, long supervised) {
    return passes(lengths, supervised, full ? 3 : 2, 3);
  }

  /// What checkpointing adds to a step: the layers' way forward a second time.
  public double again(int[] lengths) {
    return passes(lengths, 0, 1, 1);
  }

  /// A pass forward.
  public double forward(int[] lengths, long supervised) {
    return passes(lengths, supervised, 1, 1);
  }

  /// @param ways of the products with weights
  /// @param waysOfAttention one forward; three with the way back to both factors
  private double passes(int[] lengths, long supervised, int ways, int waysOfAttention) {
    double perToken = ways * model.weightsOfAToken();
    perToken += Math.min(waysOfAttention, 3) * adapterWeights;
    double attended = (double) model.attended() * model.layers();
    double flops = 2.0 * supervised * ways * model.headWeights();
    for (int length : lengths) {
      double pairs = length * (length + 1.0) / 2; // of a query and a key that it sees
      flops += 2 * (length * perToken + 2 * waysOfAttention * pairs * attended);
    }
    return flops;
  }
}
