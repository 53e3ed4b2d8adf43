package luthier.jinja;

import java.util.Arrays;

/// Gathers characters and their marks.
final class TextBuilder {

  private final Meter meter;
  private final StringBuilder chars = new StringBuilder();
  private Mark[] marks = new Mark[16];
  private int metered;

  TextBuilder(Meter meter) {
    this.meter = meter;
  }

  TextBuilder append(Text text) {
    return append(text, 0, text.chars().length());
  }

  /// Appends the UTF-16 units from `from` to `to`, exclusive.
  TextBuilder append(Text text, int from, int to) {
    grow(to - from);
    for (int i = from; i < to; i++) {
      marks[chars.length() + i - from] = text.mark(i);
    }
    chars.append(text.chars(), from, to);
    return this;
  }

  TextBuilder append(String text) {
    return append(text, Mark.LITERAL);
  }

  TextBuilder append(String text, Mark mark) {
    grow(text.length());
    Arrays.fill(marks, chars.length(), chars.length() + text.length(), mark);
    chars.append(text);
    return this;
  }

  TextBuilder appendCodePoint(int codePoint, Mark mark) {
    grow(2);
    int start = chars.length();
    chars.appendCodePoint(codePoint);
    Arrays.fill(marks, start, chars.length(), mark);
    return this;
  }

  /// Appends the same text several times.
  TextBuilder repeat(Text text, long times) {
    meter.characters(chars.length() + times * text.chars().length());
    for (long i = 0; i < times; i++) {
      append(text);
    }
    return this;
  }

  /// Appends what a loop iteration (or none, 0) and a generation block (or none, 0) emit.
  void emit(Text text, int iteration, int generation) {
    int start = chars.length();
    append(text);
    Mark last = Mark.LITERAL;
    Mark emitted = Mark.LITERAL.emitted(iteration, generation);
    for (int i = start; i < chars.length(); i++) {
      if (marks[i] != last) {
        last = marks[i];
        emitted = last.emitted(iteration, generation);
      }
      marks[i] = emitted;
    }
  }

  int length() {
    return chars.length();
  }

  Text toText() {
    return chars.isEmpty()
        ? Text.EMPTY
        : Text.of(chars.toString(), Arrays.copyOf(marks, chars.length()));
  }

  private void grow(int more) {
    long needed = (long) chars.length() + more;
    if (needed - metered >= Meter.UNITS_PER_STEP) {
      meter.grows(needed, needed - metered);
      metered = (int) needed;
    }
    if (needed > marks.length) {
      marks = Arrays.copyOf(marks, (int) Math.max(needed, marks.length * 2L));
    }
  }
}
