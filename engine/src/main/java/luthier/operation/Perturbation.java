package luthier.operation;

/// What a training pass does at random to a model besides the dropout of adapters.
///
/// @param embeddingNoise alpha of the noise on the embeddings of tokens (NEFTune); 0 for none
/// @param modelDropout whether the dropout of the model's own configuration is applied
public record Perturbation(double embeddingNoise, boolean modelDropout) {

  /// A pass as an evaluation makes it.
  public static final Perturbation NONE = new Perturbation(0, false);
}
