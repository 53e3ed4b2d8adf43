package luthier.model;

/// A norm over the last `size` elements, as a checkpoint holds it.
///
/// @param name of the module, such as `model.norm`
record NormShape(String name, Kind kind, long size, double epsilon) {

  enum Kind {
    RMS,
    /// An RMS norm whose weights are stored as their distance from 1.
    RMS_AROUND_ONE,
    /// With mean, weight and bias.
    LAYER,
    /// With mean and weight.
    LAYER_WITHOUT_BIAS
  }

  boolean hasBias() {
    return kind == Kind.LAYER;
  }
}
