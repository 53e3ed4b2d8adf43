package luthier.jinja;

import org.jspecify.annotations.Nullable;

/// What went wrong inside a template, before the name of the template is known. The innermost place
/// that knows its line sets it; [Template] turns it into the error that the user sees.
final class TemplateError extends RuntimeException {

  private int line;

  TemplateError(String message) {
    this(message, null);
  }

  TemplateError(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }

  /// Remembers the line unless a more precise place already did.
  TemplateError at(int line) {
    if (this.line == 0) {
      this.line = line;
    }
    return this;
  }

  /// 1-based line of the template, 0 when unknown.
  int line() {
    return line;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? "" : message;
  }
}
