package luthier.recipe;

/// Where tensors live and are computed.
public enum Device {
  CPU,
  CUDA,
  MPS
}
