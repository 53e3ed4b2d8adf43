package luthier.model;

import luthier.operation.Documents;
import luthier.operation.Ops;
import luthier.operation.Value;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A transformer up to its last hidden states, decoder or encoder. One object for all workers: its
/// weights are shared, a pass belongs to the `Ops` that it is run with.
public interface Transformer extends Model {

  /// The last hidden states, after the final norm where there is one.
  ///
  /// @param ids [tokens] int64, the documents one after another; none sees another's tokens
  /// @param segments [tokens] int64, which text of a pair each token belongs to; null where all are
  ///   0, and for models that know no segments
  /// @param checkpointed whether activations are computed again on the way back instead of kept
  /// @return [tokens, width]
  Value hidden(
      Ops ops, Tensor ids, @Nullable Tensor segments, Documents documents, boolean checkpointed);

  long vocabulary();

  /// Longest sequence that the model was made for.
  int maxPositions();
}
