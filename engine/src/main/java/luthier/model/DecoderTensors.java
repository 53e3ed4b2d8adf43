package luthier.model;

import java.util.LinkedHashMap;
import java.util.Map;

/// Names and shapes of a [Decoder]'s tensors in a Hugging Face checkpoint, in the order of the
/// model.
final class DecoderTensors {

  static final String EMBEDDING = "model.embed_tokens.weight";
  static final String FINAL_NORM = "model.norm.weight";
  static final String HEAD = "lm_head.weight";

  private DecoderTensors() {}

  static Map<String, long[]> of(DecoderShape shape) {
    Map<String, long[]> tensors = new LinkedHashMap<>();
    long width = shape.width();
    long queries = (long) shape.heads() * shape.headSize();
    long keys = (long) shape.keyHeads() * shape.headSize();
    tensors.put(EMBEDDING, new long[] {shape.vocabulary(), width});
    for (int i = 0; i < shape.layers(); i++) {
      String layer = "model.layers." + i + ".";
      String attention = layer + "self_attn.";
      tensors.put(layer + "input_layernorm.weight", new long[] {width});
      linear(tensors, attention + "q_proj", queries, width, shape.queryKeyValueBias());
      linear(tensors, attention + "k_proj", keys, width, shape.queryKeyValueBias());
      linear(tensors, attention + "v_proj", keys, width, shape.queryKeyValueBias());
      linear(tensors, attention + "o_proj", width, queries, shape.outputBias());
      if (shape.headNorm()) {
        tensors.put(attention + "q_norm.weight", new long[] {shape.headSize()});
        tensors.put(attention + "k_norm.weight", new long[] {shape.headSize()});
      }
      tensors.put(layer + "post_attention_layernorm.weight", new long[] {width});
      boolean bias = shape.feedForwardBias();
      linear(tensors, layer + "mlp.gate_proj", shape.inner(), width, bias);
      linear(tensors, layer + "mlp.up_proj", shape.inner(), width, bias);
      linear(tensors, layer + "mlp.down_proj", width, shape.inner(), bias);
    }
    tensors.put(FINAL_NORM, new long[] {width});
    if (!shape.tied()) {
      tensors.put(HEAD, new long[] {shape.vocabulary(), width});
    }
    return tensors;
  }

  private static void linear(
      Map<String, long[]> tensors, String module, long outputs, long inputs, boolean bias) {
    tensors.put(module + ".weight", new long[] {outputs, inputs});
    if (bias) {
      tensors.put(module + ".bias", new long[] {outputs});
    }
  }
}
