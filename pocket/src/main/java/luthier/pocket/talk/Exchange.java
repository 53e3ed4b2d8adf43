package luthier.pocket.talk;

/// A question and its answer in a service conversation.
///
/// @param outcome what was decided, one of the topic's words, or `ask` where something is missing,
///   or `other`
/// @param topic what it is about, in one word
record Exchange(String user, String answer, String outcome, String topic) {

  static final String ASK = "ask";
  static final String OTHER = "other";
}
