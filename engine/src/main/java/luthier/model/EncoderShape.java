package luthier.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.operation.DisentangledAttention;

/// Everything that an [Encoder] is made of, with the names that a checkpoint has for it.
///
/// @param relative the distances that attention knows, where positions are not in the embeddings
/// @param dropout of the configuration
record EncoderShape(
    Sizes sizes,
    Embeddings embeddings,
    Optional<Relative> relative,
    List<Layer> layers,
    Optional<NormShape> finalNorm,
    Heads heads,
    DropoutShape dropout,
    double initializerRange)
    implements BodyShape {

  /// @param width of the hidden states (`hidden_size`)
  /// @param maxPositions longest sequence that the model was made for
  record Sizes(int layers, int width, int heads, int inner, int vocabulary, int maxPositions) {}

  /// Tables whose rows are added, and the norm of the sum.
  ///
  /// @param firstPosition row of a document's first token in the table of positions
  /// @param segments which text of a pair a token belongs to
  record Embeddings(
      String tokens,
      Optional<Table> positions,
      int firstPosition,
      Optional<Table> segments,
      NormShape norm) {}

  record Table(String name, int rows) {}

  /// Distances between tokens as DeBERTa has them: a table, and what attention does with it.
  record Relative(Table table, Optional<NormShape> norm, DisentangledAttention attention) {}

  /// One layer: two branches, each with a norm of its input, or of its sum with the input.
  record Layer(
      Optional<NormShape> beforeAttention,
      AttentionShape attention,
      Optional<NormShape> afterAttention,
      Optional<NormShape> beforeFeedForward,
      FeedForwardShape feedForward,
      Optional<NormShape> afterFeedForward) {

    Stream<LinearShape> linears() {
      return Stream.concat(
          Stream.of(attention.queryKeyValue(), attention.output()), feedForward.linears());
    }

    Stream<NormShape> norms() {
      return Stream.of(beforeAttention, afterAttention, beforeFeedForward, afterFeedForward)
          .flatMap(Optional::stream);
    }
  }

  /// The heads that the architecture has for its tasks, without their sizes.
  record Heads(TaskHeadShape sequence, TaskHeadShape token, MaskedHeadShape masked) {}

  @Override
  public String embedding() {
    return embeddings.tokens();
  }

  @Override
  public Map<String, long[]> bodyTensors() {
    Map<String, long[]> tensors = new LinkedHashMap<>();
    long width = sizes.width();
    tensors.put(embeddings.tokens(), new long[] {sizes.vocabulary(), width});
    Stream.of(embeddings.positions(), embeddings.segments(), relative.map(Relative::table))
        .flatMap(Optional::stream)
        .forEach(table -> tensors.put(table.name(), new long[] {table.rows(), width}));
    norms().forEach(norm -> tensors.putAll(ShapeTensors.of(norm)));
    linears().forEach(linear -> tensors.putAll(ShapeTensors.of(linear)));
    return tensors;
  }

  @Override
  public Stream<NormShape> norms() {
    return Stream.of(
            Stream.of(embeddings.norm()),
            relative.flatMap(Relative::norm).stream(),
            layers.stream().flatMap(Layer::norms),
            finalNorm.stream())
        .flatMap(s -> s);
  }

  @Override
  public Stream<LinearShape> linears() {
    return layers.stream().flatMap(Layer::linears);
  }

  @Override
  public TaskHeadShape taskHead(TaskHead.Kind kind) {
    return kind == TaskHead.Kind.TOKEN ? heads.token() : heads.sequence();
  }

  @Override
  public Models.Facts facts(long parameters) {
    return new Models.Facts(
        parameters,
        sizes.layers(),
        sizes.width(),
        sizes.heads(),
        sizes.heads(),
        sizes.width() / sizes.heads(),
        sizes.inner(),
        2L * sizes.width(), // the results of the two norms
        sizes.vocabulary(),
        sizes.maxPositions());
  }

  @Override
  public Encoder build(Parts parts) {
    return new EncoderBuilder(this, parts).build();
  }
}
