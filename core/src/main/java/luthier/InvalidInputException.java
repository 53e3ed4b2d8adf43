package luthier;

/// The recipe, the data, a model's files or the usage is at fault: the user's to fix.
public final class InvalidInputException extends LuthierException {

  public InvalidInputException(String message) {
    super(message);
  }

  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public int exitCode() {
    return 2;
  }
}
