package luthier.recipe;

/// The number format that the forward and backward passes compute in.
public enum Dtype {
  FLOAT32,
  /// With float32 master weights where weights are trained.
  BFLOAT16
}
