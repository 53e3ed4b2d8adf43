package luthier.kernel;

import org.bytedeco.pytorch.Tensor;

/// Where the keys and values of one sequence are in one layer.
///
/// @param keys [K, E, capacity], contiguous: the tokens lie side by side, so that a query meets
///   many of them without a sum over lanes
/// @param values [K, capacity, E], contiguous
/// @param keyAddress of the first key, so that a kernel need not ask
public record CachedRows(
    Tensor keys, Tensor values, int capacity, long keyAddress, long valueAddress) {

  public static CachedRows of(Tensor keys, Tensor values) {
    return new CachedRows(
        keys,
        values,
        Math.toIntExact(keys.size(2)),
        Bfloat16Lanes.address(keys),
        Bfloat16Lanes.address(values));
  }
}
