package luthier.tokenizer;

import java.util.Arrays;

/// An example as tokens, with what is to be learned of it.
///
/// @param id of the example
/// @param ids token ids
/// @param segments which text of a pair each token is of; empty where all are of the first
/// @param supervision what carries the loss
/// @param labels with [Supervision#NEXT_TOKEN] the token at each position, with [Supervision#TOKEN]
///   its label, with [Supervision#MASKED] the number of its word; -100 where it is not supervised;
///   same length as ids. Empty with [Supervision#SEQUENCE]
/// @param targets with [Supervision#SEQUENCE]: the number of the class, or 0 and 1 for each label,
///   or the values; empty when not known, and with other supervision
/// @param controlTexts how often the example's own text says what the tokenizer knows as a control
///   token; see [ChatEncoder] for what becomes of it
public record TokenizedExample(
    String id,
    int[] ids,
    int[] segments,
    Supervision supervision,
    int[] labels,
    double[] targets,
    int controlTexts) {

  private static final int IGNORED = -100;

  /// What carries the loss.
  public enum Supervision {
    /// Each labelled token, given those before it.
    NEXT_TOKEN,
    /// The label of each token, given all.
    TOKEN,
    /// Words that are still to be hidden: of such an example others are made, whose tokens have
    /// labels.
    MASKED,
    /// The example as a whole.
    SEQUENCE
  }

  /// One of a language model.
  public TokenizedExample(String id, int[] ids, int[] labels, int controlTexts) {
    this(id, ids, new int[0], Supervision.NEXT_TOKEN, labels, new double[0], controlTexts);
  }

  /// As above, with no control token in its text.
  public TokenizedExample(String id, int[] ids, int[] labels) {
    this(id, ids, labels, 0);
  }

  /// One of which nothing is known but its tokens.
  public static TokenizedExample unlabelled(String id, int[] ids) {
    return new TokenizedExample(
        id, ids, new int[0], Supervision.SEQUENCE, new int[0], new double[0], 0);
  }

  /// How much of it carries the loss: supervised tokens, or 1 for an example as a whole; tokens
  /// that may carry it where they are still to be hidden. The first token of a text has nothing
  /// before it and is never predicted.
  public long supervised() {
    return switch (supervision) {
      case NEXT_TOKEN -> Arrays.stream(labels).skip(1).filter(l -> l != IGNORED).count();
      case TOKEN, MASKED -> Arrays.stream(labels).filter(l -> l != IGNORED).count();
      case SEQUENCE -> targets.length > 0 ? 1 : 0;
    };
  }
}
