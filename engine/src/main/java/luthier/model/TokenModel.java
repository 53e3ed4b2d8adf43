package luthier.model;

import luthier.operation.Head;

/// A transformer that says of a place in a text which token is there: the next one, of those before
/// it, or a hidden one, of all others.
public interface TokenModel extends Transformer {

  /// What makes logits of the hidden states.
  Head head();
}
