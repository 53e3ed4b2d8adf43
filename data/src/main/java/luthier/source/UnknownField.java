package luthier.source;

/// A field of the rows that the format does not define.
///
/// @param file where it occurs
/// @param name its key; of a message's field `messages[].key`
/// @param use what became of it
/// @param count rows (messages) that have it
/// @param firstLine where it occurs first
public record UnknownField(String file, String name, Use use, int count, int firstLine) {

  /// What becomes of a field that the format does not define.
  public enum Use {
    /// The chat template can read it.
    TEMPLATE_VARIABLE,
    /// The chat template can read it in the message.
    MESSAGE_FIELD,
    /// `data.group_by` names it.
    GROUP,
    /// Nothing reads it.
    NOT_USED
  }
}
