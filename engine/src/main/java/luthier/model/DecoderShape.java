package luthier.model;

import java.util.List;
import java.util.Map;
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
    double initializerRange)
    implements BodyShape {

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

  /// Without a head of its own: for tasks that have another one.
  DecoderShape headless() {
    HeadShape tied = new HeadShape(head.name(), true, head.scale(), head.cap());
    return new DecoderShape(
        sizes, embedding, positions, embeddingScale, layers, finalNorm, tied, initializerRange);
  }

  @Override
  public Map<String, long[]> bodyTensors() {
    return DecoderTensors.of(headless());
  }

  /// The last token has seen the whole document.
  @Override
  public TaskHeadShape taskHead(TaskHead.Kind kind) {
    boolean token = kind == TaskHead.Kind.TOKEN;
    String module =
        token && List.of("transformer.", "gpt_neox.").contains(prefix()) ? "classifier" : "score";
    return new TaskHeadShape(
        token ? TaskHeadShape.Pooling.EACH : TaskHeadShape.Pooling.LAST,
        List.of(),
        module,
        new LinearShape.Projection(module, 0, token),
        sizes.width());
  }

  @Override
  public Models.Facts facts(long parameters) {
    return new Models.Facts(
        parameters,
        sizes.layers(),
        sizes.width(),
        sizes.heads(),
        sizes.keyHeads(),
        sizes.headSize(),
        layers.stream().mapToInt(layer -> (int) layer.feedForward().inner()).max().orElse(0),
        layers.stream().mapToLong(LayerShape::copies).max().orElse(0),
        sizes.vocabulary(),
        sizes.maxPositions());
  }

  @Override
  public Decoder build(Parts parts) {
    return new DecoderBuilder(this, parts).build();
  }

  @Override
  public Stream<NormShape> norms() {
    return Stream.concat(layers.stream().flatMap(LayerShape::norms), Stream.of(finalNorm));
  }

  @Override
  public Stream<LinearShape> linears() {
    return layers.stream().flatMap(LayerShape::linears);
  }
}
