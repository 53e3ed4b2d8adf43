package luthier.model;

import java.util.Map;
import java.util.stream.Stream;

/// What a transformer is made of up to its last hidden states, with the names that a checkpoint has
/// for it.
sealed interface BodyShape permits DecoderShape, EncoderShape {

  /// The table of tokens.
  String embedding();

  /// Names and sizes of all tensors but those of heads.
  Map<String, long[]> bodyTensors();

  Stream<NormShape> norms();

  Stream<LinearShape> linears();

  double initializerRange();

  /// The head of a task, of any size.
  TaskHeadShape taskHead(TaskHead.Kind kind);

  /// The sizes that do not need counting.
  Models.Facts facts(long parameters);

  Transformer build(Parts parts);

  /// The part of the names that is the body's own, such as `bert.`.
  default String prefix() {
    return embedding().substring(0, embedding().indexOf('.') + 1);
  }
}
