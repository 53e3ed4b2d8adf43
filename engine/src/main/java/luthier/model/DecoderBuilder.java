package luthier.model;

import java.util.ArrayList;
import java.util.List;
import luthier.operation.Attention;
import luthier.operation.Linear;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Builds a [Decoder] from its tensors: projections of the same input become one parameter.
///
/// @param values gives a tensor by its name in the checkpoint
/// @param type what the model computes with
/// @param keepMasters whether float32 values are kept because all weights will be trained
record DecoderBuilder(
    DecoderShape shape, InitialValues values, ScalarType type, boolean keepMasters) {

  Decoder build() {
    Parameter embedding = parameter(DecoderTensors.EMBEDDING);
    List<Decoder.Layer> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      layers.add(layer(i));
    }
    Parameter norm = parameter(DecoderTensors.FINAL_NORM);
    Parameter head = shape.tied() ? embedding : parameter(DecoderTensors.HEAD);
    return new Decoder(shape, embedding, layers, norm, head);
  }

  private Decoder.Layer layer(int index) {
    String layer = "model.layers." + index + ".";
    String attention = layer + "self_attn.";
    boolean bias = shape.queryKeyValueBias();
    boolean feedForwardBias = shape.feedForwardBias();
    return new Decoder.Layer(
        parameter(layer + "input_layernorm.weight"),
        linear(bias, attention + "q_proj", attention + "k_proj", attention + "v_proj"),
        shape.headNorm() ? parameter(attention + "q_norm.weight") : null,
        shape.headNorm() ? parameter(attention + "k_norm.weight") : null,
        linear(shape.outputBias(), attention + "o_proj"),
        parameter(layer + "post_attention_layernorm.weight"),
        linear(feedForwardBias, layer + "mlp.gate_proj", layer + "mlp.up_proj"),
        linear(feedForwardBias, layer + "mlp.down_proj"),
        new Attention(shape.heads(), shape.keyHeads(), shape.headSize(), shape.windows()[index]));
  }

  private Parameter parameter(String name) {
    try (PointerScope _ = new PointerScope()) {
      return Parameter.of(name, values.read(name), type, keepMasters);
    }
  }

  private Linear linear(boolean bias, String... modules) {
    try (PointerScope _ = new PointerScope()) {
      List<Parameter.Slot> slots = new ArrayList<>();
      List<Tensor> weights = new ArrayList<>();
      List<Parameter> biases = new ArrayList<>();
      long row = 0;
      for (String module : modules) {
        Tensor weight = values.read(module + ".weight");
        weights.add(weight);
        slots.add(new Parameter.Slot(module + ".weight", row, weight.size(0)));
        row += weight.size(0);
        if (bias) {
          biases.add(parameter(module + ".bias"));
        }
      }
      Tensor stacked =
          weights.size() == 1
              ? Native.keep(weights.getFirst())
              : Native.keep(torch.cat(new TensorVector(weights.toArray(new Tensor[0])), 0));
      Parameter weight = new Parameter(slots, stacked, type, keepMasters);
      Native.release(stacked);
      return new Linear(List.of(modules), weight, biases);
    }
  }
}
