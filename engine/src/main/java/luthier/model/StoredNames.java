package luthier.model;

import java.util.Set;
import java.util.function.UnaryOperator;

/// What a checkpoint calls a tensor. One that was saved from a bare body, as the first ones of
/// GPT-2 and `BertModel` were, leaves out the name of the whole, such as `bert.`; and BERT's first
/// checkpoints call a norm's weight and bias gamma and beta.
///
/// @param whole such as `bert.`
/// @param leftOut whether the checkpoint's names lack it
/// @param held the checkpoint's names
record StoredNames(String whole, boolean leftOut, Set<String> held)
    implements UnaryOperator<String> {

  static StoredNames of(BodyShape body, Set<String> held) {
    String bare = body.embedding().substring(body.prefix().length());
    boolean leftOut = held.contains(bare) && !held.contains(body.embedding());
    return new StoredNames(body.prefix(), leftOut, held);
  }

  @Override
  public String apply(String name) {
    String stored = leftOut && name.startsWith(whole) ? name.substring(whole.length()) : name;
    String old =
        stored
            .replaceFirst("LayerNorm\\.weight$", "LayerNorm.gamma")
            .replaceFirst("LayerNorm\\.bias$", "LayerNorm.beta");
    return !held.contains(stored) && held.contains(old) ? old : stored;
  }

  boolean holds(String name) {
    return held.contains(apply(name));
  }
}
