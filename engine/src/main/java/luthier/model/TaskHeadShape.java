package luthier.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A head that answers for a sequence or for each token, as a checkpoint holds it.
///
/// @param transforms what the hidden states pass before the outputs
/// @param module that the outputs are saved with, such as `classifier`
/// @param output the projection that makes them
/// @param width of the hidden states
/// @param inputDropout of the configuration, of what the head reads
/// @param outputDropout of what the outputs are made of
record TaskHeadShape(
    Pooling pooling,
    List<TransformShape> transforms,
    String module,
    LinearShape.Projection output,
    long width,
    double inputDropout,
    double outputDropout) {

  /// Without dropout.
  TaskHeadShape(
      Pooling pooling,
      List<TransformShape> transforms,
      String module,
      LinearShape.Projection output,
      long width) {
    this(pooling, transforms, module, output, width, 0, 0);
  }

  TaskHeadShape dropping(double ofInput, double ofOutput) {
    return new TaskHeadShape(pooling, transforms, module, output, width, ofInput, ofOutput);
  }

  /// Which hidden states a head reads.
  enum Pooling {
    /// Of each document's first token.
    FIRST,
    /// Of each document's last token.
    LAST,
    /// The mean over each document's tokens.
    MEAN,
    /// Of each token.
    EACH
  }

  TaskHead.Kind kind() {
    return pooling == Pooling.EACH ? TaskHead.Kind.TOKEN : TaskHead.Kind.SEQUENCE;
  }

  /// The same head for so many outputs.
  TaskHeadShape sized(int size) {
    LinearShape.Projection sized = new LinearShape.Projection(output.module(), size, output.bias());
    return new TaskHeadShape(
        pooling, transforms, module, sized, width, inputDropout, outputDropout);
  }

  LinearShape outputs() {
    return LinearShape.of(width, output);
  }

  /// Names and sizes of each module's tensors, in order.
  SequencedMap<String, Map<String, long[]>> tensors() {
    SequencedMap<String, Map<String, long[]>> modules = new LinkedHashMap<>();
    for (TransformShape transform : transforms) {
      Map<String, long[]> tensors =
          modules.computeIfAbsent(transform.module(), _ -> new LinkedHashMap<>());
      tensors.putAll(ShapeTensors.of(transform.dense()));
      transform.norm().ifPresent(norm -> tensors.putAll(ShapeTensors.of(norm)));
    }
    modules.computeIfAbsent(module, _ -> new LinkedHashMap<>()).putAll(ShapeTensors.of(outputs()));
    return modules;
  }
}
