package luthier.jinja;

import java.time.Clock;

/// What filters, tests, methods and functions may use of the rendering they belong to.
final class Environment {

  private final Meter meter;
  private final Clock clock;
  private boolean autoescape;

  Environment(Meter meter, Clock clock) {
    this.meter = meter;
    this.clock = clock;
  }

  Meter meter() {
    return meter;
  }

  Clock clock() {
    return clock;
  }

  /// Inside `{% autoescape true %}`.
  boolean autoescape() {
    return autoescape;
  }

  void setAutoescape(boolean on) {
    autoescape = on;
  }

  /// A value as it is printed.
  Text text(Value value) {
    return Printing.text(this, value);
  }

  TextBuilder newText() {
    return new TextBuilder(meter);
  }
}
