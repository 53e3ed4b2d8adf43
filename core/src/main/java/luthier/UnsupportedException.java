package luthier;

/// The input is valid, but Luthier cannot do this (yet); the message says which part.
public final class UnsupportedException extends LuthierException {

  public UnsupportedException(String message) {
    super(message);
  }

  public UnsupportedException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public int exitCode() {
    return 3;
  }
}
