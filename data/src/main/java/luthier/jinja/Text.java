package luthier.jinja;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A string whose characters know where they came from. Two texts are equal when their characters
/// are; offsets of this class are UTF-16 units, what templates count are code points.
final class Text implements Value, Comparable<Text> {

  static final Text EMPTY = new Text("", Mark.LITERAL, null, false);

  private final String chars;
  private final Mark mark; // of every character when there is no array
  private final Mark @Nullable [] marks; // one per UTF-16 unit
  private final boolean safe;

  private Text(String chars, Mark mark, Mark @Nullable [] marks, boolean safe) {
    this.chars = chars;
    this.mark = mark;
    this.marks = marks;
    this.safe = safe;
  }

  static Text of(String chars) {
    return chars.isEmpty() ? EMPTY : of(chars, Mark.LITERAL);
  }

  static Text of(String chars, Mark mark) {
    return new Text(chars, mark, null, false);
  }

  /// @param marks one per UTF-16 unit; the array is not copied
  static Text of(String chars, Mark[] marks) {
    return new Text(chars, Mark.LITERAL, marks, false);
  }

  String chars() {
    return chars;
  }

  boolean isEmpty() {
    return chars.isEmpty();
  }

  /// In code points.
  int length() {
    return chars.codePointCount(0, chars.length());
  }

  Mark mark(int index) {
    return marks == null ? mark : marks[index];
  }

  /// True for text that is escaped already ("Markup").
  boolean safe() {
    return safe;
  }

  Text withSafe(boolean newSafe) {
    return safe == newSafe ? this : new Text(chars, mark, marks, newSafe);
  }

  /// The same text with its unused characters used in that iteration.
  Text usedIn(int iteration) {
    if (iteration == 0) {
      return this;
    }
    if (marks == null) {
      Mark used = mark.usedIn(iteration);
      return used == mark ? this : new Text(chars, used, null, safe);
    }
    Mark[] used = new Mark[marks.length];
    for (int i = 0; i < used.length; i++) {
      boolean same = i > 0 && marks[i] == marks[i - 1];
      used[i] = same ? used[i - 1] : marks[i].usedIn(iteration);
    }
    return new Text(chars, mark, used, safe);
  }

  /// @param from first UTF-16 unit
  /// @param to end, exclusive
  Text slice(int from, int to) {
    if (from == 0 && to == chars.length()) {
      return this;
    }
    Mark @Nullable [] part = marks == null ? null : Arrays.copyOfRange(marks, from, to);
    return new Text(chars.substring(from, to), mark, part, safe);
  }

  /// The UTF-16 unit at which the code point of this index starts.
  int unit(int codePointIndex) {
    return chars.offsetByCodePoints(0, codePointIndex);
  }

  /// The index of the code point that starts at this UTF-16 unit.
  int index(int unit) {
    return chars.codePointCount(0, unit);
  }

  /// A text made of this one as a whole, whose characters cannot be followed one by one: it takes
  /// this text's mark where all characters share one, and counts as data where one of them does.
  Text derive(String newChars) {
    Mark shared = chars.isEmpty() ? Mark.LITERAL : mark(0);
    boolean same = true;
    boolean data = shared.data();
    for (int i = 1; i < chars.length(); i++) {
      same &= mark(i).equals(shared);
      data |= mark(i).data();
    }
    if (!same) {
      shared = data ? Mark.DATA : Mark.LITERAL;
    }
    return new Text(newChars, shared, null, safe);
  }

  /// By code points, as Python compares.
  @Override
  public int compareTo(Text other) {
    int shared = Math.min(chars.length(), other.chars.length());
    for (int i = 0; i < shared; i++) {
      char a = chars.charAt(i);
      char b = other.chars.charAt(i);
      if (a != b) {
        // units above the surrogates stand for smaller code points than surrogate pairs do
        boolean pairs = Character.isSurrogate(a) != Character.isSurrogate(b);
        return pairs && a >= Character.MIN_SURROGATE && b >= Character.MIN_SURROGATE
            ? (Character.isSurrogate(a) ? 1 : -1)
            : Character.compare(a, b);
      }
    }
    return Integer.compare(chars.length(), other.chars.length());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Text text && chars.equals(text.chars);
  }

  @Override
  public int hashCode() {
    return chars.hashCode();
  }

  @Override
  public String toString() {
    return chars;
  }
}
