package luthier.model;

import java.util.List;
import luthier.operation.CachedBatch;
import luthier.operation.Documents;
import luthier.operation.KeyValueCache;
import luthier.operation.Linear;
import luthier.operation.Ops;
import luthier.operation.Value;
import luthier.tensor.Parameter;
import org.bytedeco.pytorch.Tensor;

/// A causal language model. One object for all workers: its weights are shared, a pass belongs to
/// the `Ops` that it is run with.
public interface LanguageModel extends AutoCloseable {

  /// The last hidden states, after the final norm.
  ///
  /// @param ids [tokens] int64, the documents one after another
  /// @param checkpointed whether activations are computed again on the way back instead of kept
  /// @return [tokens, width]
  Value hidden(Ops ops, Tensor ids, Documents documents, boolean checkpointed);

  /// The last hidden states of the newest tokens of several sequences.
  ///
  /// @param ids [new tokens] int64, those of each sequence one after another
  /// @param batch holds the tokens before them; the new ones are added
  /// @return [new tokens, width]
  Value hidden(Ops ops, Tensor ids, CachedBatch batch);

  /// [vocabulary, width]; logits are `hidden headᵀ`.
  Parameter head();

  /// Every parameter once, in the order of the checkpoint.
  List<Parameter> parameters();

  /// The linear layers that an adapter can be attached to.
  List<Linear> linears();

  /// An empty cache for one sequence of at most so many tokens.
  KeyValueCache newCache(int most);

  /// Whether keys that were cached in a shorter sequence are those of a sequence of `length`
  /// tokens; false where positions are turned by the length of the whole.
  boolean cacheHoldsAt(int length);

  long vocabulary();

  /// Longest sequence that the model was made for.
  int maxPositions();

  /// To be called when trained weights have changed.
  void weightsChanged();

  @Override
  void close();
}
