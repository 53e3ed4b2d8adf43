package luthier.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// Going through values as Python's `for` does.
final class Iteration {

  private Iteration() {}

  /// @throws TemplateError when the value cannot be iterated over
  static Iterator<Value> over(Value value) {
    return switch (value) {
      case Items items -> items.values().iterator();
      case Dict dict -> dict.keys(Items.Kind.LIST).values().iterator();
      case Text text -> new Characters(text);
      case Stream stream -> stream.iterator();
      case Undefined _ -> List.<Value>of().iterator();
      case Value.None _, Value.Bool _, Value.Int _, Value.Real _, Host _ ->
          throw new TemplateError("'" + Types.name(value) + "' object is not iterable");
    };
  }

  /// All items at once.
  static List<Value> all(Environment environment, Value value) {
    if (value instanceof Items items) {
      return items.values();
    }
    List<Value> all = new ArrayList<>();
    Iterator<Value> iterator = over(value);
    while (iterator.hasNext()) {
      environment.meter().step();
      all.add(iterator.next());
    }
    environment.meter().items(all.size());
    return all;
  }

  /// The code points of a text, as texts.
  private static final class Characters implements Iterator<Value> {

    private final Text text;
    private int pos;

    Characters(Text text) {
      this.text = text;
    }

    @Override
    public boolean hasNext() {
      return pos < text.chars().length();
    }

    @Override
    public Value next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int start = pos;
      pos += Character.charCount(text.chars().codePointAt(pos));
      return text.slice(start, pos);
    }
  }
}
