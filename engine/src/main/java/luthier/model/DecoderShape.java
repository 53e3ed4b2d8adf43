package luthier.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything that a [Decoder] is made of, with the names that a checkpoint has for it.
///
/// @param sizes the numbers that every decoder has
/// @param embedding the table of tokens
/// @param positions the table of learned positions, if there is one
/// @param embeddingScale what embeddings are multiplied by
/// @param head the output head; where it is tied, its weight is the embedding
record DecoderShape(
    Sizes sizes,
    String embedding,
    Optional<String> positions,
    double embeddingScale,
    List<LayerShape> layers,
    NormShape finalNorm,
    HeadShape head,
    double initializerRange) {

  /// @param width of the hidden states (`hidden_size`)
  /// @param keyHeads heads of keys and values; a divisor of `heads`
  /// @param maxPositions longest sequence that the model was made for
  record Sizes(
      int layers,
      int width,
      int heads,
      int keyHeads,
      int headSize,
      int vocabulary,
      int maxPositions) {

    Sizes reaching(int positions) {
      return new Sizes(layers, width, heads, keyHeads, headSize, vocabulary, positions);
    }
  }

  /// @param scale of the logits
  /// @param cap that no logit exceeds; 0 for none
  record HeadShape(String name, boolean tied, double scale, double cap) {}

  Stream<NormShape> norms() {
    return Stream.concat(layers.stream().flatMap(LayerShape::norms), Stream.of(finalNorm));
  }

  Stream<LinearShape> linears() {
    return layers.stream().flatMap(LayerShape::linears);
  }
}
