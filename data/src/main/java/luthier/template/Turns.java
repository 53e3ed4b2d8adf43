package luthier.template;

import java.util.ArrayList;
import java.util.List;
import luthier.jinja.Mark;
import luthier.jinja.Rendered;
import org.jspecify.annotations.Nullable;

/// Where the turns of a conversation are in its rendering.
final class Turns {

  private final Rendered rendered;

  Turns(Rendered rendered) {
    this.rendered = rendered;
  }

  boolean hasGenerationBlocks() {
    return rendered.marks().stream().anyMatch(mark -> mark.generation() > 0);
  }

  /// The `{% generation %}` blocks of a message.
  List<RenderedChat.Span> generationBlocks(int message) {
    List<RenderedChat.Span> spans = new ArrayList<>();
    List<Mark> marks = rendered.marks();
    int start = 0;
    while (start < marks.size()) {
      int block = marks.get(start).generation();
      int end = start;
      boolean mine = false;
      while (end < marks.size() && marks.get(end).generation() == block) {
        mine |= isOf(marks.get(end), message) || itemOfIteration(marks.get(end)) == message;
        end++;
      }
      if (block > 0 && mine) {
        spans.add(new RenderedChat.Span(start, end, true));
      }
      start = end;
    }
    return spans;
  }

  /// The supervised part of an answer; null when the template leaves the message out.
  ///
  /// @param generationPrompt what precedes it at serving time
  RenderedChat.@Nullable Span answer(int message, String generationPrompt) {
    List<Mark> marks = rendered.marks();
    int first = -1;
    int last = -1;
    for (int i = 0; i < marks.size(); i++) {
      if (isOf(marks.get(i), message)) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    if (first < 0) {
      return emptyAnswer(message, generationPrompt);
    }
    int start = first;
    while (start > 0 && belongs(start - 1, marks.get(first), message)) {
      start--;
    }
    int end = last + 1;
    while (end < marks.size() && belongs(end, marks.get(last), message)) {
      end++;
    }
    return span(start, first, last + 1, end, generationPrompt);
  }

  /// An answer without text of its own is where the loop was at its message.
  private RenderedChat.@Nullable Span emptyAnswer(int message, String generationPrompt) {
    List<Mark> marks = rendered.marks();
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
    String segment = rendered.text().substring(start, end);
    int content = segment.startsWith(generationPrompt) ? start + generationPrompt.length() : end;
    return span(start, content, content, end, generationPrompt);
  }

  private RenderedChat.Span span(
      int start, int contentStart, int contentEnd, int end, String generationPrompt) {
    String text = rendered.text();
    boolean prompted = text.startsWith(generationPrompt, start);
    int from = prompted ? Math.min(contentStart, start + generationPrompt.length()) : contentStart;
    String tail = text.substring(contentEnd, end);
    boolean terminated = !tail.isBlank();
    int to = terminated ? contentEnd + tail.stripTrailing().length() : contentEnd;
    return new RenderedChat.Span(from, to, terminated);
  }

  /// Whether a character belongs to the same turn as one of its message's: the same iteration of
  /// the outermost loop, and no other message's text.
  private boolean belongs(int at, Mark known, int message) {
    Mark mark = rendered.marks().get(at);
    boolean other = mark.item() >= 0 && mark.item() != message && !mark.label();
    return !other && mark.iteration() == known.iteration();
  }

  private static boolean isOf(Mark mark, int message) {
    return mark.item() == message && !mark.label();
  }

  private int itemOfIteration(Mark mark) {
    return mark.iteration() == 0 ? -1 : rendered.iterationItem().get(mark.iteration());
  }
}
