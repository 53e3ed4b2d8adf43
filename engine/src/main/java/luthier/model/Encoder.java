package luthier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import luthier.kernel.Rotation;
import luthier.model.DropoutShape.Part;
import luthier.operation.DisentangledAttention;
import luthier.operation.Documents;
import luthier.operation.Linear;
import luthier.operation.Ops;
import luthier.operation.Value;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// An encoder: embeddings, layers of attention in both directions and feed-forward. What its parts
/// are is said by its [EncoderShape].
final class Encoder implements Transformer {

  /// See [EncoderShape.Layer].
  record Layer(
      @Nullable Norm beforeAttention,
      SelfAttention attention,
      @Nullable Norm afterAttention,
      @Nullable Norm beforeFeedForward,
      FeedForward feedForward,
      @Nullable Norm afterFeedForward) {}

  /// See [EncoderShape.Embeddings].
  record Tables(
      Parameter tokens, @Nullable Parameter positions, @Nullable Parameter segments, Norm norm) {}

  /// See [EncoderShape.Relative].
  record Distances(Parameter table, @Nullable Norm norm, DisentangledAttention attention) {}

  /// What the layers of one pass share.
  ///
  /// @param distances the table of distances, normed; null where there is none
  private record Pass(Documents documents, List<Rotation> rotations, @Nullable Value distances) {}

  private final EncoderShape shape;
  private final Tables tables;
  private final @Nullable Distances distances;
  private final List<RotaryTables> rotary;
  private final List<Layer> layers;
  private final @Nullable Norm finalNorm;

  Encoder(
      EncoderShape shape,
      Tables tables,
      @Nullable Distances distances,
      List<RotaryTables> rotary,
      List<Layer> layers,
      @Nullable Norm finalNorm) {
    this.shape = shape;
    this.tables = tables;
    this.distances = distances;
    this.rotary = List.copyOf(rotary);
    this.layers = List.copyOf(layers);
    this.finalNorm = finalNorm;
  }

  @Override
  public Value hidden(
      Ops ops, Tensor ids, @Nullable Tensor segments, Documents documents, boolean checkpointed) {
    List<Rotation> rotations = rotary.stream().map(tables -> tables.of(documents)).toList();
    rotations.forEach(ops.tape()::closeWithTape);
    Pass pass = new Pass(documents, rotations, distances(ops, ids));
    Value x = embedded(ops, ids, segments, documents);
    for (int i = 0; i < layers.size(); i++) {
      int layer = i;
      x =
          checkpointed
              ? ops.tape().checkpoint(x, (tape, in) -> layer(ops.on(tape), layer, pass, in))
              : ops.tape().layer(x, in -> layer(ops, layer, pass, in));
    }
    return normed(ops, finalNorm, x);
  }

  private Value embedded(Ops ops, Tensor ids, @Nullable Tensor segments, Documents documents) {
    Value x = ops.noised(ops.embedding(tables.tokens, ids));
    if (tables.segments instanceof Parameter table) {
      Tensor types =
          segments == null || table.data().size(0) == 1 ? torch.zeros_like(ids) : segments;
      x = ops.residual(x, ops.embedding(table, types));
    }
    if (tables.positions instanceof Parameter table) {
      long[] rows = Positions.learned(shape.sizes().maxPositions(), documents.lengths());
      for (int i = 0; i < rows.length; i++) {
        rows[i] += shape.embeddings().firstPosition();
      }
      Tensor all = Native.longs(rows).to(ids.device(), ids.scalar_type());
      x = ops.residual(x, ops.embedding(table, all));
    }
    return ops.dropped(
        tables.norm.apply(ops, x), DropoutShape.OF_EMBEDDINGS, shape.dropout().embeddings());
  }

  private @Nullable Value distances(Ops ops, Tensor ids) {
    if (distances == null) {
      return null;
    }
    Tensor all = torch.arange(new Scalar(distances.table.data().size(0)));
    return normed(
        ops,
        distances.norm,
        ops.embedding(distances.table, all.to(ids.device(), ids.scalar_type())));
  }

  private Value layer(Ops ops, int index, Pass pass, Value x) {
    Layer layer = layers.get(index);
    DropoutShape dropout = shape.dropout();
    int attention = DropoutShape.place(index, Part.ATTENTION_OUTPUT);
    int inner = DropoutShape.place(index, Part.INNER);
    int feedForward = DropoutShape.place(index, Part.FEED_FORWARD_OUTPUT);
    Value h =
        added(
            ops,
            layer.beforeAttention,
            layer.afterAttention,
            x,
            read ->
                ops.dropped(
                    layer.attention.apply(ops, pass.rotations, attending(ops, index, pass), read),
                    attention,
                    dropout.attentionOutput()));
    UnaryOperator<Value> between = middle -> ops.dropped(middle, inner, dropout.inner());
    return added(
        ops,
        layer.beforeFeedForward,
        layer.afterFeedForward,
        h,
        read ->
            ops.dropped(
                layer.feedForward.apply(ops, read, between),
                feedForward,
                dropout.feedForwardOutput()));
  }

  private UnaryOperator<Value> attending(Ops ops, int index, Pass pass) {
    SelfAttention attention = layers.get(index).attention;
    int place = DropoutShape.place(index, Part.PROBABILITIES);
    double dropped = shape.dropout().probabilities();
    if (pass.distances == null || distances == null) {
      return qkv ->
          ops.attention(qkv, attention.shape().attention(), pass.documents, place, dropped);
    }
    // the rows of the table are no tokens: an adapter's dropout leaves them alone
    long rows = distances.table.data().size(0);
    Value table =
        ops.forShared(rows)
            .dropped(
                pass.distances,
                DropoutShape.place(index, Part.DISTANCES),
                shape.dropout().distances());
    Value projected = ops.withoutDropout(rows).linear(table, attention.queryKeyValue());
    return qkv ->
        ops.disentangled(qkv, projected, distances.attention, pass.documents, place, dropped);
  }

  private static Value added(
      Ops ops, @Nullable Norm before, @Nullable Norm after, Value x, UnaryOperator<Value> branch) {
    return normed(ops, after, ops.residual(x, branch.apply(normed(ops, before, x))));
  }

  private static Value normed(Ops ops, @Nullable Norm norm, Value x) {
    return norm == null ? x : norm.apply(ops, x);
  }

  /// The table of tokens, which the head of masked tokens may share.
  Parameter tokens() {
    return tables.tokens;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    all.add(tables.tokens);
    Stream.of(tables.positions, tables.segments).forEach(table -> addTable(all, table));
    all.addAll(tables.norm.parameters());
    if (distances != null) {
      all.add(distances.table);
      addNorm(all, distances.norm);
    }
    for (Layer layer : layers) {
      addNorm(all, layer.beforeAttention);
      layer.attention.linears().forEach(linear -> all.addAll(linear.parameters()));
      addNorm(all, layer.afterAttention);
      addNorm(all, layer.beforeFeedForward);
      layer.feedForward.linears().forEach(linear -> all.addAll(linear.parameters()));
      addNorm(all, layer.afterFeedForward);
    }
    addNorm(all, finalNorm);
    return all;
  }

  private static void addTable(List<Parameter> all, @Nullable Parameter table) {
    if (table != null) {
      all.add(table);
    }
  }

  private static void addNorm(List<Parameter> all, @Nullable Norm norm) {
    if (norm != null) {
      all.addAll(norm.parameters());
    }
  }

  @Override
  public List<Linear> linears() {
    return layers.stream()
        .flatMap(layer ->
            Stream.concat(layer.attention.linears().stream(), layer.feedForward.linears().stream()))
        .toList();
  }

  @Override
  public boolean hasDropout() {
    return shape.dropout().any();
  }

  @Override
  public long vocabulary() {
    return shape.sizes().vocabulary();
  }

  @Override
  public int maxPositions() {
    return shape.sizes().maxPositions();
  }

  @Override
  public void weightsChanged() {
    linears().forEach(Linear::weightChanged);
  }

  @Override
  public void close() {
    linears().forEach(Linear::forgetPacked);
    parameters().forEach(Parameter::release);
  }
}
