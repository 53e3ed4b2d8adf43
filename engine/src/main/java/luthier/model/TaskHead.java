package luthier.model;

import java.util.List;
import java.util.SequencedMap;
import luthier.operation.Documents;
import luthier.operation.Linear;
import luthier.operation.Ops;
import luthier.operation.Value;
import luthier.tensor.Parameter;

/// What turns hidden states into the outputs of a task: scores of labels, or values.
public interface TaskHead {

  /// What a head answers for.
  enum Kind {
    /// One row of outputs for each document.
    SEQUENCE,
    /// One row of outputs for each token.
    TOKEN
  }

  /// What is wanted of a head.
  ///
  /// @param size outputs of a row: labels, or target values
  record Wanted(Kind kind, int size) {}

  Kind kind();

  /// Whether its configuration has dropout that a training can apply.
  default boolean hasDropout() {
    return false;
  }

  /// Outputs of a row.
  int size();

  /// @param hidden [tokens, width] of [Transformer#hidden]
  /// @return [documents, size], or [tokens, size] where the head answers for tokens
  Value outputs(Ops ops, Value hidden, Documents documents);

  /// The parameters of each module, by the module's full name (`score`, `classifier`,
  /// `bert.pooler`), in the order of the checkpoint; the last one makes the outputs.
  SequencedMap<String, List<Parameter>> modules();

  /// Its linear layers; no adapter is attached to them.
  List<Linear> linears();
}
