package luthier.recipe;

/// What the model learns to do; decides the kind of example, the objective and the metrics.
public enum Task {
  /// Conversations; the turns of the assistant are supervised.
  CHAT(Kind.LANGUAGE),
  /// A prompt and the answer to it; the answer is supervised.
  COMPLETION(Kind.LANGUAGE),
  /// Plain text (continued pre-training); every token is supervised.
  TEXT(Kind.LANGUAGE),
  /// Plain text of which words are hidden, which an encoder fills in (domain adaptation).
  MASKED_TEXT(Kind.MASKED),
  /// One label of a text, or of a pair of texts.
  CLASSIFICATION(Kind.SEQUENCE),
  /// Any number of labels of a text.
  MULTI_LABEL(Kind.SEQUENCE),
  /// One or several numbers of a text.
  REGRESSION(Kind.SEQUENCE),
  /// Labels of passages of a text: names, dates, order numbers.
  TOKEN_CLASSIFICATION(Kind.TOKEN);

  /// What the model's outputs belong to.
  public enum Kind {
    /// The next token.
    LANGUAGE,
    /// A hidden token.
    MASKED,
    /// The whole text.
    SEQUENCE,
    /// Each token.
    TOKEN
  }

  private final Kind kind;

  Task(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /// Whether the model says labels or numbers, not words.
  public boolean labelled() {
    return kind == Kind.SEQUENCE || kind == Kind.TOKEN;
  }

  /// Whether an example is a plain text, which can be cut into pieces.
  public boolean plainText() {
    return this == TEXT || this == MASKED_TEXT;
  }
}
