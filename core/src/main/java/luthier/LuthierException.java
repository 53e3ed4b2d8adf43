package luthier;

/// An error that is reported to the user as one message: where, what was found, what was expected,
/// what to do. Its class says whose move it is.
public abstract sealed class LuthierException extends RuntimeException
    permits InvalidInputException,
        UnsupportedException,
        ResourceException,
        TrainingFailedException {

  LuthierException(String message) {
    super(message);
  }

  LuthierException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The exit code of a command that ends with this error.
  public abstract int exitCode();
}
