package luthier;

/// The run itself failed; its last checkpoint is good.
public final class TrainingFailedException extends LuthierException {

  public TrainingFailedException(String message) {
    super(message);
  }

  public TrainingFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public int exitCode() {
    return 5;
  }
}
