package luthier.recipe;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import luthier.InvalidInputException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// From YAML text to [Found] values. Reads the parser's events one by one and never builds more
/// than it was told: no anchors, no tags, no types, a fixed depth.
public final class YamlReader {

  /// A recipe needs four levels; more is a mistake or an attack on the stack.
  private static final int DEEPEST = 20;

  /// Longer digits than a double can tell apart are reported, not computed with.
  private static final int LONGEST_NUMBER = 64;

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  /// An escape beyond Unicode's last character, U+10FFFF.
  private static final Pattern NO_CHARACTER = Pattern.compile("\\\\U(?!000|0010)[0-9A-Fa-f]{8}");

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUES = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSES = Set.of("false", "False", "FALSE");

  private final String text;
  private final IntFunction<Place> placeOfLine;
  private final Iterator<Event> events;

  private YamlReader(String text, IntFunction<Place> placeOfLine) {
    this.text = text;
    this.placeOfLine = placeOfLine;
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /// Reads one YAML document.
  ///
  /// @param placeOfLine the place that belongs to a 1-based line of the text
  /// @return [Found.Nothing] for an empty text
  /// @throws InvalidInputException naming line and reason
  public static Found read(String text, IntFunction<Place> placeOfLine) {
    YamlReader reader = new YamlReader(text, placeOfLine);
    try {
      return reader.document();
    } catch (MarkedYamlEngineException e) {
      throw reader.syntaxError(e.getProblem(), e.getProblemMark(), e);
    } catch (ReaderException e) {
      int before = text.codePointCount(0, text.length()) < e.getPosition() ? 0 : e.getPosition();
      int line = 1 + (int) text.codePoints().limit(before).filter(c -> c == '\n').count();
      String character = String.format("U+%04X", e.getCodePoint());
      throw new InvalidInputException(
          placeOfLine.apply(line) + ": control character " + character + "; YAML is plain text", e);
    } catch (IllegalArgumentException e) { // how the parser answers to "\UFFFFFFFF"
      Matcher escape = NO_CHARACTER.matcher(text);
      int before = escape.find() ? escape.start() : 0;
      int line = 1 + (int) text.chars().limit(before).filter(c -> c == '\n').count();
      throw new InvalidInputException(
          placeOfLine.apply(line) + ": not valid YAML: an escape that names no character", e);
    } catch (YamlEngineException e) {
      throw reader.syntaxError(String.valueOf(e.getMessage()), Optional.empty(), e);
    }
  }

  private Found document() {
    Found root = new Found.Nothing(placeOfLine.apply(1));
    int documents = 0;
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent start) {
        documents++;
        if (documents > 1) {
          throw at(start, "a second YAML document, expected one");
        }
      } else if (event instanceof NodeEvent node) {
        root = value(node, 0);
      }
    }
    return root;
  }

  private Found value(NodeEvent event, int depth) {
    if (event instanceof AliasEvent || event.getAnchor().isPresent()) {
      throw at(event, "anchors (&) and aliases (*) are not allowed; quote text, repeat values");
    }
    if (event instanceof ScalarEvent scalar) {
      return scalar(scalar);
    }
    CollectionStartEvent start = (CollectionStartEvent) event;
    if (start.getTag().isPresent()) {
      throw at(event, "tags (!) are not allowed; quote text that starts with '!'");
    }
    if (depth == DEEPEST) {
      throw at(event, "nested deeper than " + DEEPEST + " levels");
    }
    return start instanceof MappingStartEvent ? section(start, depth) : items(start, depth);
  }

  private Found items(CollectionStartEvent start, int depth) {
    List<Found> items = new ArrayList<>();
    while (events.next() instanceof NodeEvent item) { // until the list's end event
      items.add(value(item, depth + 1));
    }
    return new Found.Items(place(start), items);
  }

  private Found section(CollectionStartEvent start, int depth) {
    List<Found.Entry> entries = new ArrayList<>();
    while (events.next() instanceof NodeEvent key) { // until the section's end event
      Found name = value(key, depth + 1);
      if (!(key instanceof ScalarEvent scalar)) {
        throw at(key, "found " + name.show() + " as a key, expected a name");
      }
      Found value = value((NodeEvent) events.next(), depth + 1);
      entries.add(new Found.Entry(name.place(), scalar.getValue(), value));
    }
    return new Found.Section(place(start), entries);
  }

  private Found scalar(ScalarEvent event) {
    if (event.getTag().isPresent()) {
      throw at(event, "tags (!) are not allowed; quote text that starts with '!'");
    }
    Place place = place(event);
    String value = event.getValue();
    if (event.getScalarStyle() != ScalarStyle.PLAIN) {
      return new Found.Text(place, value);
    }
    if (NULLS.contains(value)) {
      return new Found.Nothing(place);
    }
    if (TRUES.contains(value) || FALSES.contains(value)) {
      return new Found.Flag(place, TRUES.contains(value));
    }
    if (isNumber(value)) {
      return number(place, value);
    }
    return new Found.Text(place, value);
  }

  static boolean isNumber(String value) {
    return value.length() <= LONGEST_NUMBER && NUMBER.matcher(value).matches();
  }

  private static Found number(Place place, String source) {
    try {
      return new Found.Numeral(place, source, new BigDecimal(source));
    } catch (NumberFormatException e) { // an exponent beyond 32 bits
      return new Found.Text(place, source);
    }
  }

  private Place place(Event event) {
    return placeOfLine.apply(event.getStartMark().map(Mark::getLine).orElse(0) + 1);
  }

  private InvalidInputException at(Event event, String what) {
    return new InvalidInputException(place(event) + ": " + what);
  }

  private InvalidInputException syntaxError(String problem, Optional<Mark> mark, Exception cause) {
    int line = mark.map(Mark::getLine).orElse(0);
    Place place = placeOfLine.apply(line + 1);
    if (indentedByTab(line)) {
      return new InvalidInputException(
          place + ": a tab character indents this line; YAML wants spaces", cause);
    }
    String column = mark.map(m -> " (column " + (m.getColumn() + 1) + ")").orElse("");
    return new InvalidInputException(place + ": not valid YAML" + column + ": " + problem, cause);
  }

  private boolean indentedByTab(int line) {
    return text.lines()
        .skip(line)
        .findFirst()
        .filter(l -> l.substring(0, l.length() - l.stripLeading().length()).contains("\t"))
        .isPresent();
  }
}
