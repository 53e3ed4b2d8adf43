package luthier;

/// Memory, disk or device is not enough; the same input may work elsewhere.
public final class ResourceException extends LuthierException {

  public ResourceException(String message) {
    super(message);
  }

  public ResourceException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public int exitCode() {
    return 4;
  }
}
