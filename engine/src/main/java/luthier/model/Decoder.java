package luthier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import luthier.kernel.Rotation;
import luthier.operation.Attention;
import luthier.operation.CachedBatch;
import luthier.operation.Documents;
import luthier.operation.Head;
import luthier.operation.KeyValueCache;
import luthier.operation.Linear;
import luthier.operation.Ops;
import luthier.operation.Value;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A decoder: embedding, layers of attention and feed-forward, norm, head. What its parts are is
/// said by its [DecoderShape].
final class Decoder implements LanguageModel {

  /// See [LayerShape].
  record Layer(
      @Nullable Norm beforeAttention,
      SelfAttention attention,
      @Nullable Norm afterAttention,
      @Nullable Norm beforeFeedForward,
      FeedForward feedForward,
      @Nullable Norm afterFeedForward,
      boolean parallel,
      double branchScale) {}

  /// How attention is computed in a pass: over packed documents, or over a cache.
  private interface Attending {
    Value attend(Ops ops, int layer, Value queryKeyValue, Attention attention);
  }

  private final DecoderShape shape;
  private final Parameter embedding;
  private final @Nullable Parameter positions; // learned ones
  private final List<RotaryTables> rotary;
  private final List<Layer> layers;
  private final Norm finalNorm;
  private final Head head; // its weight is the embedding where they are tied

  Decoder(
      DecoderShape shape,
      Parameter embedding,
      @Nullable Parameter positions,
      List<RotaryTables> rotary,
      List<Layer> layers,
      Norm finalNorm,
      Head head) {
    this.shape = shape;
    this.embedding = embedding;
    this.positions = positions;
    this.rotary = List.copyOf(rotary);
    this.layers = List.copyOf(layers);
    this.finalNorm = finalNorm;
    this.head = head;
  }

  @Override
  public Value hidden(Ops ops, Tensor ids, Documents documents, boolean checkpointed) {
    List<Rotation> rotations = rotary.stream().map(tables -> tables.of(documents)).toList();
    rotations.forEach(ops.tape()::closeWithTape);
    Attending attending = (pass, _, qkv, attention) -> pass.attention(qkv, attention, documents);
    Value x = embedded(ops, ids, new int[documents.lengths().length], documents.lengths());
    for (int i = 0; i < layers.size(); i++) {
      int layer = i;
      x =
          checkpointed
              ? ops.tape()
                  .checkpoint(x, (tape, in) -> layer(ops.on(tape), layer, rotations, attending, in))
              : ops.tape().layer(x, in -> layer(ops, layer, rotations, attending, in));
    }
    return finalNorm.apply(ops, x);
  }

  @Override
  public Value hidden(Ops ops, Tensor ids, CachedBatch batch) {
    Attending attending =
        (pass, layer, qkv, attention) -> pass.cachedAttention(qkv, attention, batch, layer);
    int[] firsts = batch.firsts();
    int[] counts = batch.fresh();
    List<Rotation> rotations = rotary.stream().map(tables -> tables.of(firsts, counts)).toList();
    try {
      Value x = embedded(ops, ids, firsts, counts);
      for (int i = 0; i < layers.size(); i++) {
        int layer = i;
        x = ops.tape().layer(x, in -> layer(ops, layer, rotations, attending, in));
      }
      return finalNorm.apply(ops, x);
    } finally {
      rotations.forEach(Rotation::close);
    }
  }

  /// @param firsts position of each sequence's first token here
  /// @param counts its tokens here
  private Value embedded(Ops ops, Tensor ids, int[] firsts, int[] counts) {
    Value x = ops.scale(ops.noised(ops.embedding(embedding, ids)), shape.embeddingScale());
    if (positions == null) {
      return x;
    }
    long[] all = Positions.learned(shape.sizes().maxPositions(), firsts, counts);
    Tensor rows = Native.longs(all).to(ids.device(), ids.scalar_type());
    return ops.residual(x, ops.embedding(positions, rows));
  }

  private Value layer(Ops ops, int index, List<Rotation> rotations, Attending attending, Value x) {
    Layer layer = layers.get(index);
    UnaryOperator<Value> attend =
        qkv -> attending.attend(ops, index, qkv, layer.attention.shape().attention());
    Value read = normed(ops, layer.beforeAttention, x);
    Value attended = layer.attention.apply(ops, rotations, attend, read);
    Value h = added(ops, layer, x, layer.afterAttention, attended);
    Value seen = layer.parallel ? x : h;
    Value toFeed =
        layer.parallel && layer.beforeFeedForward == null
            ? read
            : normed(ops, layer.beforeFeedForward, seen);
    return added(ops, layer, h, layer.afterFeedForward, layer.feedForward.apply(ops, toFeed));
  }

  private static Value normed(Ops ops, @Nullable Norm norm, Value x) {
    return norm == null ? x : norm.apply(ops, x);
  }

  private static Value added(Ops ops, Layer layer, Value x, @Nullable Norm after, Value branch) {
    return ops.residual(x, ops.scale(normed(ops, after, branch), layer.branchScale));
  }

  @Override
  public Head head() {
    return head;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    all.add(embedding);
    addIfThere(all, positions);
    for (Layer layer : layers) {
      addNorm(all, layer.beforeAttention);
      linears(layer)
          .forEach(linear -> {
            all.add(linear.weight());
            all.addAll(linear.biases());
          });
      all.addAll(layer.attention.norms());
      addNorm(all, layer.afterAttention);
      addNorm(all, layer.beforeFeedForward);
      addNorm(all, layer.afterFeedForward);
    }
    addNorm(all, finalNorm);
    if (head.weight() != embedding) {
      all.add(head.weight());
    }
    return all;
  }

  private static void addNorm(List<Parameter> all, @Nullable Norm norm) {
    if (norm != null) {
      all.addAll(norm.parameters());
    }
  }

  private static void addIfThere(List<Parameter> all, @Nullable Parameter parameter) {
    if (parameter != null) {
      all.add(parameter);
    }
  }

  @Override
  public List<Linear> linears() {
    return layers.stream().flatMap(Decoder::linears).toList();
  }

  private static Stream<Linear> linears(Layer layer) {
    return Stream.concat(layer.attention.linears().stream(), layer.feedForward.linears().stream());
  }

  @Override
  public KeyValueCache newCache(int most) {
    DecoderShape.Sizes sizes = shape.sizes();
    return new KeyValueCache(
        layers.size(), sizes.keyHeads(), sizes.headSize(), most, embedding.data());
  }

  @Override
  public boolean cacheHoldsAt(int length) {
    return rotary.stream().noneMatch(tables -> tables.dependsOnLength(length));
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
