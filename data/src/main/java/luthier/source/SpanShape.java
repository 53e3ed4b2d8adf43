package luthier.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.Excerpt;
import luthier.InvalidInputException;
import luthier.example.MessageReader;
import luthier.example.Target;

/// Labelled passages of a text: as `{start, end, label}`, or as tags of words. Tags are B-, I- and
/// O (Ramshaw and Marcus 1995, cmp-lg/9505040, in the form of CoNLL-2003).
final class SpanShape {

  private SpanShape() {}

  /// @param field where the spans or tags stand
  record Given(String field, Object value) {}

  /// Words with tags as a text with spans.
  record Tagged(String text, Target target) {}

  static Target spans(String text, Optional<Given> given) {
    if (given.isEmpty()) {
      return new Target.Unknown();
    }
    String field = given.get().field();
    if (!(given.get().value() instanceof List<?> list)) {
      throw new InvalidInputException(
          "has in '"
              + field
              + "' no list of spans such as {\"start\":4,\"end\":9,\"label\":\"ORDER\"}");
    }
    int length = text.codePointCount(0, text.length());
    List<Target.Span> spans = new ArrayList<>();
    for (Object each : list) {
      spans.add(span(field, each, length));
    }
    spans.sort(Comparator.comparingInt(Target.Span::start));
    for (int i = 1; i < spans.size(); i++) {
      if (spans.get(i).start() < spans.get(i - 1).end()) {
        throw new InvalidInputException(
            "has in '"
                + field
                + "' overlapping spans: "
                + shown(spans.get(i - 1))
                + " and "
                + shown(spans.get(i)));
      }
    }
    return new Target.Spans(spans);
  }

  private static String shown(Target.Span span) {
    return span.label() + " from " + span.start() + " to " + span.end();
  }

  private static Target.Span span(String field, Object value, int length) {
    if (!(value instanceof Map<?, ?> map)
        || !(map.get("start") instanceof Long start)
        || !(map.get("end") instanceof Long end)
        || !(map.get("label") instanceof String label)
        || label.isBlank()) {
      throw new InvalidInputException(
          "has in '"
              + field
              + "' a span without start, end (whole numbers) and label (a text); found "
              + MessageReader.kind(value));
    }
    if (start < 0 || end <= start || end > length) {
      throw new InvalidInputException(
          "has in '"
              + field
              + "' the span "
              + Excerpt.of(label)
              + " from "
              + start
              + " to "
              + end
              + ", expected places inside the text of "
              + length
              + " characters, the end behind the start");
    }
    return new Target.Span(start.intValue(), end.intValue(), label.strip());
  }

  /// Words, joined by blanks, and a tag for each.
  static Tagged tagged(String field, List<?> words, Optional<Given> given) {
    if (words.isEmpty()) {
      throw new InvalidInputException("has no word in '" + field + "'");
    }
    StringBuilder text = new StringBuilder();
    int[] starts = new int[words.size()];
    int[] ends = new int[words.size()];
    int at = 0;
    for (int i = 0; i < starts.length; i++) {
      if (!(words.get(i) instanceof String word) || word.isBlank()) {
        throw new InvalidInputException(
            "has in '" + field + "' at place " + (i + 1) + " no word: it is empty or no text");
      }
      text.append(i == 0 ? "" : " ").append(word);
      starts[i] = at + (i == 0 ? 0 : 1);
      ends[i] = starts[i] + word.codePointCount(0, word.length());
      at = ends[i];
    }
    return new Tagged(
        text.toString(),
        given.<Target>map(tags -> target(tags, starts, ends)).orElseGet(Target.Unknown::new));
  }

  private static Target target(Given given, int[] starts, int[] ends) {
    if (!(given.value() instanceof List<?> tags)) {
      throw new InvalidInputException("has in '" + given.field() + "' no list of tags");
    }
    if (tags.size() != starts.length) {
      throw new InvalidInputException(
          "has " + tags.size() + " tags and " + starts.length + " words; expected equal numbers");
    }
    List<Target.Span> spans = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      String tag = tag(given.field(), i, tags.get(i));
      if (tag.equals("O")) {
        continue;
      }
      String label = tag.substring(2);
      boolean goesOn =
          tag.startsWith("I-")
              && !spans.isEmpty()
              && i > 0
              && spans.getLast().end() == ends[i - 1]
              && spans.getLast().label().equals(label);
      int start = goesOn ? spans.removeLast().start() : starts[i];
      spans.add(new Target.Span(start, ends[i], label));
    }
    return new Target.Spans(spans);
  }

  private static String tag(String field, int place, Object value) {
    if (value instanceof String tag && (tag.equals("O") || tag.matches("[BI]-.+"))) {
      return tag;
    }
    throw new InvalidInputException(
        "has in '"
            + field
            + "' at place "
            + (place + 1)
            + " "
            + (value instanceof String text ? Excerpt.of(text) : MessageReader.kind(value))
            + ", expected a tag: O, B-name or I-name");
  }
}
