package luthier.model;

/// The dropout of an encoder's configuration, by the places where the reference has it in training:
/// probabilities, 0 where there is none.
///
/// @param embeddings of the normed embeddings
/// @param distances of DeBERTa's table of distances, in each layer
/// @param probabilities of attention
/// @param attentionOutput of what attention adds to the hidden states
/// @param inner between the two projections of the feed-forward
/// @param feedForwardOutput of what it adds
record DropoutShape(
    double embeddings,
    double distances,
    double probabilities,
    double attentionOutput,
    double inner,
    double feedForwardOutput) {

  static final DropoutShape NONE = new DropoutShape(0, 0, 0, 0, 0, 0);

  /// As in BERT.
  static DropoutShape ofBert(double hidden, double attention) {
    return new DropoutShape(hidden, 0, attention, hidden, 0, hidden);
  }

  boolean any() {
    return embeddings + distances + probabilities + attentionOutput + inner + feedForwardOutput > 0;
  }

  // places among the random numbers of a pass; adapters have those from 0 on
  static final int OF_EMBEDDINGS = -1;
  static final int OF_HEAD_INPUT = -2;
  static final int OF_HEAD_OUTPUT = -3;

  /// What is dropped of a layer.
  enum Part {
    DISTANCES,
    PROBABILITIES,
    ATTENTION_OUTPUT,
    INNER,
    FEED_FORWARD_OUTPUT
  }

  static int place(int layer, Part part) {
    return -8 - 8 * layer - part.ordinal();
  }
}
