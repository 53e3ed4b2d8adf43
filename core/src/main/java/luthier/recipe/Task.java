package luthier.recipe;

/// What the model learns to do; decides the kind of example, the objective and the metrics.
public enum Task {
  /// Conversations; the turns of the assistant are supervised.
  CHAT,
  /// A prompt and the answer to it; the answer is supervised.
  COMPLETION,
  /// Plain text (continued pre-training); every token is supervised.
  TEXT
}
