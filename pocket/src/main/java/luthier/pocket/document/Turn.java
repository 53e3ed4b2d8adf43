package luthier.pocket.document;

/// One turn of a conversation.
///
/// @param role `system`, `user` or `assistant`
/// @param content what is said
public record Turn(String role, String content) {

  public static Turn system(String content) {
    return new Turn("system", content);
  }

  public static Turn user(String content) {
    return new Turn("user", content);
  }

  public static Turn assistant(String content) {
    return new Turn("assistant", content);
  }
}
