package luthier.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A head that predicts masked tokens, as a checkpoint holds it.
///
/// @param decoder name of the weights of the logits; where they are tied, the table of tokens
///   serves
/// @param bias name of the bias of the logits, if there is one
/// @param copies names under which some checkpoints hold the bias again
record MaskedHeadShape(
    TransformShape transform,
    String decoder,
    boolean tied,
    Optional<String> bias,
    List<String> copies) {

  /// The module that a tensor of the head belongs to: that of the transform where its name begins
  /// with it, else its own.
  static String module(TransformShape transform, String tensor) {
    return tensor.startsWith(transform.module() + ".")
        ? transform.module()
        : tensor.substring(0, tensor.lastIndexOf('.'));
  }

  /// Names and sizes of its own tensors.
  Map<String, long[]> tensors(EncoderShape.Sizes sizes) {
    Map<String, long[]> tensors = new LinkedHashMap<>(ShapeTensors.of(transform.dense()));
    transform.norm().ifPresent(norm -> tensors.putAll(ShapeTensors.of(norm)));
    bias.ifPresent(name -> tensors.put(name, new long[] {sizes.vocabulary()}));
    if (!tied) {
      tensors.put(decoder, new long[] {sizes.vocabulary(), sizes.width()});
    }
    return tensors;
  }
}
