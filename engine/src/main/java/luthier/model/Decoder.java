package luthier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import luthier.kernel.Rotation;
import luthier.operation.Attention;
import luthier.operation.CachedBatch;
import luthier.operation.Documents;
import luthier.operation.KeyValueCache;
import luthier.operation.Linear;
import luthier.operation.Ops;
import luthier.operation.Value;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// The decoder of the Llama kind: norm before each branch, rotary positions, grouped-query
/// attention, gated feed-forward. What one architecture does otherwise is an option in its
/// [DecoderShape].
final class Decoder implements LanguageModel {

  /// @param queryNorm weights of the norm over each query head; null where there is none
  record Layer(
      Parameter attentionNorm,
      Linear queryKeyValue,
      @Nullable Parameter queryNorm,
      @Nullable Parameter keyNorm,
      Linear attentionOut,
      Parameter feedForwardNorm,
      Linear gateUp,
      Linear down,
      Attention attention) {}

  /// How attention is computed in a pass: over packed documents, or over a cache.
  private interface Attending {
    Value attend(Ops ops, int layer, Value queryKeyValue, Attention attention);
  }

  private final DecoderShape shape;
  private final Parameter embedding;
  private final List<Layer> layers;
  private final Parameter finalNorm;
  private final Parameter head; // the embedding where they are tied
  private final RotaryTables rotary;

  Decoder(
      DecoderShape shape,
      Parameter embedding,
      List<Layer> layers,
      Parameter finalNorm,
      Parameter head) {
    this.shape = shape;
    this.embedding = embedding;
    this.layers = List.copyOf(layers);
    this.finalNorm = finalNorm;
    this.head = head;
    this.rotary = new RotaryTables(shape.rope(), shape.headSize());
  }

  @Override
  public Value hidden(Ops ops, Tensor ids, Documents documents, boolean checkpointed) {
    Rotation rotation = rotary.of(documents);
    ops.tape().closeWithTape(rotation);
    Attending attending = (pass, _, qkv, attention) -> pass.attention(qkv, attention, documents);
    Value x = ops.embedding(embedding, ids);
    for (int i = 0; i < layers.size(); i++) {
      int layer = i;
      x =
          checkpointed
              ? ops.tape()
                  .checkpoint(x, (tape, in) -> layer(ops.on(tape), layer, rotation, attending, in))
              : ops.tape().layer(x, in -> layer(ops, layer, rotation, attending, in));
    }
    return ops.rmsNorm(x, finalNorm, shape.normEpsilon());
  }

  @Override
  public Value hidden(Ops ops, Tensor ids, CachedBatch batch) {
    Attending attending =
        (pass, layer, qkv, attention) -> pass.cachedAttention(qkv, attention, batch, layer);
    try (Rotation rotation = rotary.of(batch.firsts(), batch.fresh())) {
      Value x = ops.embedding(embedding, ids);
      for (int i = 0; i < layers.size(); i++) {
        int layer = i;
        x = ops.tape().layer(x, in -> layer(ops, layer, rotation, attending, in));
      }
      return ops.rmsNorm(x, finalNorm, shape.normEpsilon());
    }
  }

  private Value layer(Ops ops, int index, Rotation rotation, Attending attending, Value x) {
    Layer layer = layers.get(index);
    double epsilon = shape.normEpsilon();
    Value qkv = ops.linear(ops.rmsNorm(x, layer.attentionNorm, epsilon), layer.queryKeyValue);
    if (layer.queryNorm != null && layer.keyNorm != null) {
      qkv = normHeads(ops, qkv, layer.queryNorm, layer.keyNorm);
    }
    qkv = ops.rotate(qkv, rotation, shape.heads() + shape.keyHeads());
    Value attended = attending.attend(ops, index, qkv, layer.attention);
    Value h = ops.residual(x, ops.linear(attended, layer.attentionOut));
    Value gateUp = ops.linear(ops.rmsNorm(h, layer.feedForwardNorm, epsilon), layer.gateUp);
    return ops.residual(h, ops.linear(ops.swiglu(gateUp), layer.down));
  }

  /// RMS norm of each query head and each key head, as Qwen3 does.
  private Value normHeads(Ops ops, Value qkv, Parameter queryNorm, Parameter keyNorm) {
    long size = shape.headSize();
    return ops.stock(
        qkv,
        List.of(queryNorm, keyNorm),
        t -> {
          Tensor heads = t[0].view(t[0].size(0), -1, size);
          long keys = shape.keyHeads();
          Tensor q = normed(heads.narrow(1, 0, shape.heads()), t[1]);
          Tensor k = normed(heads.narrow(1, shape.heads(), keys), t[2]);
          Tensor v = heads.narrow(1, shape.heads() + keys, keys);
          return torch.cat(new TensorVector(q, k, v), 1).view(t[0].size(0), -1);
        });
  }

  private Tensor normed(Tensor x, Tensor weight) {
    Tensor wide = x.to(ScalarType.Float);
    Tensor mean = wide.square().mean(new long[] {-1}, true, new ScalarTypeOptional());
    Tensor inverse = mean.add(Native.scalar(shape.normEpsilon())).rsqrt();
    return wide.mul(inverse).to(x.scalar_type()).mul(weight);
  }

  @Override
  public Parameter head() {
    return head;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    all.add(embedding);
    for (Layer layer : layers) {
      all.add(layer.attentionNorm);
      for (Linear linear : linears(layer).toList()) {
        all.add(linear.weight());
        all.addAll(linear.biases());
      }
      if (layer.queryNorm != null && layer.keyNorm != null) {
        all.add(layer.queryNorm);
        all.add(layer.keyNorm);
      }
      all.add(layer.feedForwardNorm);
    }
    all.add(finalNorm);
    if (head != embedding) {
      all.add(head);
    }
    return all;
  }

  @Override
  public List<Linear> linears() {
    return layers.stream().flatMap(Decoder::linears).toList();
  }

  private static Stream<Linear> linears(Layer layer) {
    return Stream.of(layer.queryKeyValue, layer.attentionOut, layer.gateUp, layer.down);
  }

  @Override
  public KeyValueCache newCache(int most) {
    return new KeyValueCache(
        layers.size(), shape.keyHeads(), shape.headSize(), most, embedding.data());
  }

  @Override
  public boolean cacheHoldsAt(int length) {
    return !shape.rope().dependsOnLength(length);
  }

  @Override
  public long vocabulary() {
    return shape.vocabulary();
  }

  @Override
  public int maxPositions() {
    return shape.maxPositions();
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
