package luthier.model;

import luthier.operation.CachedBatch;
import luthier.operation.Documents;
import luthier.operation.KeyValueCache;
import luthier.operation.Ops;
import luthier.operation.Value;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A causal language model. One object for all workers: its weights are shared, a pass belongs to
/// the `Ops` that it is run with.
public interface LanguageModel extends TokenModel {

  /// The last hidden states, after the final norm.
  ///
  /// @param ids [tokens] int64, the documents one after another
  /// @param checkpointed whether activations are computed again on the way back instead of kept
  /// @return [tokens, width]
  Value hidden(Ops ops, Tensor ids, Documents documents, boolean checkpointed);

  /// Decoders know no segments.
  @Override
  default Value hidden(
      Ops ops, Tensor ids, @Nullable Tensor segments, Documents documents, boolean checkpointed) {
    return hidden(ops, ids, documents, checkpointed);
  }

  /// The last hidden states of the newest tokens of several sequences.
  ///
  /// @param ids [new tokens] int64, those of each sequence one after another
  /// @param batch holds the tokens before them; the new ones are added
  /// @return [new tokens, width]
  Value hidden(Ops ops, Tensor ids, CachedBatch batch);

  /// An empty cache for one sequence of at most so many tokens.
  KeyValueCache newCache(int most);

  /// Whether keys that were cached in a shorter sequence are those of a sequence of `length`
  /// tokens; false where positions are turned by the length of the whole.
  boolean cacheHoldsAt(int length);
}
