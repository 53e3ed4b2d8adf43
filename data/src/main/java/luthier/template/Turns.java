package luthier.template;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import luthier.jinja.Mark;
import luthier.jinja.Rendered;
import org.jspecify.annotations.Nullable;

/// Where the turns of a conversation are in its rendering.
final class Turns {

  private final Rendered rendered;
  private final String text;
  private final List<Mark> marks;

  Turns(Rendered rendered) {
    this.rendered = rendered;
    this.text = rendered.text();
    this.marks = rendered.marks();
  }

  boolean hasGenerationBlocks() {
    return marks.stream().anyMatch(mark -> mark.generation() > 0);
  }

  /// The `{% generation %}` blocks of a message.
  List<RenderedChat.Span> generationBlocks(int message) {
    List<RenderedChat.Span> spans = new ArrayList<>();
    int start = 0;
    while (start < marks.size()) {
      int block = marks.get(start).generation();
      int end = start;
      int lastOwn = -1;
      boolean mine = false;
      while (end < marks.size() && marks.get(end).generation() == block) {
        boolean own = isOf(marks.get(end), message);
        mine |= own || itemOfIteration(marks.get(end)) == message;
        lastOwn = own ? end : lastOwn;
        end++;
      }
      if (block > 0 && mine) {
        boolean terminated = !text.substring(Math.max(start, lastOwn + 1), end).isBlank();
        spans.add(new RenderedChat.Span(message, start, end, terminated));
      }
      start = end;
    }
    return spans;
  }

  /// The stretch of the text that belongs to one turn.
  ///
  /// @param start first UTF-16 unit of what was written together with the message
  /// @param matter first unit of the message itself
  /// @param matterEnd behind its last unit; the same as `matter` when it has no text of its own
  /// @param end behind the turn
  /// @param cut whether the turn ends only because another message's text begins
  private record Turn(int start, int matter, int matterEnd, int end, boolean cut) {}

  /// The supervised part of an answer; null when the template leaves the message out.
  ///
  /// @param prompt what precedes the answer at serving time; null when unknown
  /// @param upToHere the rendering that ends with this message; null when there is none
  RenderedChat.@Nullable Span answer(
      int message, @Nullable String prompt, Supplier<@Nullable Rendered> upToHere) {
    Turn turn = turn(message, prompt);
    if (turn == null) {
      return betweenPrompts(message, prompt, upToHere.get());
    }
    int start = start(turn, message, prompt);
    String tail = text.substring(turn.matterEnd(), turn.end());
    if (turn.cut()) {
      tail = terminatorWithin(tail, message, upToHere.get());
    }
    int end = turn.matterEnd() + tail.stripTrailing().length();
    boolean terminated = !tail.isBlank();
    return new RenderedChat.Span(
        message, start, Math.max(start, terminated ? end : turn.matterEnd()), terminated);
  }

  private @Nullable Turn turn(int message, @Nullable String prompt) {
    int first = -1;
    int last = -1;
    for (int i = 0; i < marks.size(); i++) {
      if (isOf(marks.get(i), message)) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    if (first < 0) {
      return emptyTurn(message, prompt);
    }
    int start = first;
    while (start > 0 && belongs(start - 1, marks.get(first), message)) {
      start--;
    }
    int end = last + 1;
    while (end < marks.size() && belongs(end, marks.get(last), message)) {
      end++;
    }
    boolean cut = end < marks.size() && marks.get(end).iteration() == marks.get(last).iteration();
    return new Turn(start, first, last + 1, end, cut);
  }

  /// An answer without text of its own is where the loop was at its message.
  private @Nullable Turn emptyTurn(int message, @Nullable String prompt) {
    int start = -1;
    int end = -1;
    for (int i = 0; i < marks.size(); i++) {
      if (itemOfIteration(marks.get(i)) == message) {
        start = start < 0 ? i : start;
        end = i + 1;
      }
    }
    if (start < 0) {
      return null;
    }
    int header = prompt == null ? 0 : overlap(prompt, start, end);
    return new Turn(start, start + header, start + header, end, false);
  }

  /// An answer without text, in a template that does not loop over the messages: what it adds to
  /// the prompt when it is the last.
  private RenderedChat.@Nullable Span betweenPrompts(
      int message, @Nullable String prompt, @Nullable Rendered upToHere) {
    if (prompt == null || upToHere == null) {
      return null;
    }
    String whole = upToHere.text().stripTrailing();
    boolean added = whole.length() > prompt.length() && whole.startsWith(prompt);
    return added && text.startsWith(whole)
        ? new RenderedChat.Span(message, prompt.length(), whole.length(), true)
        : null;
  }

  /// Where the model begins to write: behind the prompt, when the text up to there is the prompt;
  /// else behind the part of the prompt that the turn repeats, or where the turn starts when the
  /// prompt ends there too; else at the message.
  private int start(Turn turn, int message, @Nullable String prompt) {
    if (prompt == null) {
      return turn.matter();
    }
    int length = prompt.length();
    if (text.startsWith(prompt) && length <= turn.matterEnd() && isOwn(length, turn, message)) {
      return length;
    }
    int header = overlap(prompt, turn.start(), turn.matter());
    if (header > 0) {
      return turn.start() + header;
    }
    int before = turn.start();
    while (before > 0 && marks.get(before - 1).item() < 0) {
      before--;
    }
    String literal = text.substring(before, turn.start());
    return !literal.isEmpty() && prompt.endsWith(literal) ? turn.start() : turn.matter();
  }

  /// Whether nothing of other messages lies between the end of the prompt and the message.
  private boolean isOwn(int from, Turn turn, int message) {
    for (int i = from; i < turn.matter(); i++) {
      if (isOther(marks.get(i), message)) {
        return false;
      }
    }
    return true;
  }

  /// The length of the longest end of the prompt that the text has between these places, from the
  /// first of them on.
  private int overlap(String prompt, int from, int to) {
    for (int length = Math.min(prompt.length(), to - from); length > 0; length--) {
      if (prompt.regionMatches(prompt.length() - length, text, from, length)) {
        return length;
      }
    }
    return 0;
  }

  /// The terminator at the start of a tail that runs on into the next turn: what the template
  /// writes behind the message when it is the last.
  private static String terminatorWithin(String tail, int message, @Nullable Rendered upToHere) {
    if (upToHere == null) {
      return "";
    }
    List<Mark> marks = upToHere.marks();
    int end = marks.size();
    while (end > 0 && !isOf(marks.get(end - 1), message)) {
      end--;
    }
    String terminator = upToHere.text().substring(end).stripTrailing();
    return end > 0 && tail.startsWith(terminator) ? terminator : "";
  }

  /// Whether a character belongs to the same turn as one of its message's: the same iteration of
  /// the outermost loop, and no other message's text.
  private boolean belongs(int at, Mark known, int message) {
    Mark mark = marks.get(at);
    return !isOther(mark, message) && mark.iteration() == known.iteration();
  }

  private static boolean isOther(Mark mark, int message) {
    return mark.item() >= 0 && mark.item() != message;
  }

  private static boolean isOf(Mark mark, int message) {
    return mark.item() == message && !mark.label();
  }

  private int itemOfIteration(Mark mark) {
    return mark.iteration() == 0 ? -1 : rendered.iterationItem().get(mark.iteration());
  }
}
