package luthier.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import luthier.InvalidInputException;

/// Compares the tensors that files hold with those that a model needs, and reports every difference
/// at once: missing, unexpected, of another shape, of a type that is no number with a fraction.
///
/// ```java
/// new WeightsCheck(directory.toString(), weights.tensors())
///     .expect("model.norm.weight", hidden)
///     .allow("lm_head.weight", vocabulary, hidden)
///     .ignore(name -> name.endsWith("rotary_emb.inv_freq"))
///     .verify();
/// ```
public final class WeightsCheck {

  private static final int MOST_LISTED = 30;

  private final String where;
  private final Map<String, TensorInfo> found;
  private final TreeSet<String> unexpected;
  private final List<String> missing = new ArrayList<>();
  private final List<String> wrongShapes = new ArrayList<>();
  private final List<String> wrongTypes = new ArrayList<>();

  /// @param where what the message calls the files
  /// @param found the tensors they hold, by name
  public WeightsCheck(String where, Map<String, TensorInfo> found) {
    this.where = where;
    this.found = new TreeMap<>(found);
    this.unexpected = new TreeSet<>(found.keySet());
  }

  /// A tensor that must be there.
  public WeightsCheck expect(String name, long... shape) {
    if (found.containsKey(name)) {
      return allow(name, shape);
    }
    missing.add(Excerpt.of(name) + " " + Arrays.toString(shape));
    return this;
  }

  /// A tensor that may be there, but then with this shape.
  public WeightsCheck allow(String name, long... shape) {
    unexpected.remove(name);
    TensorInfo info = found.get(name);
    if (info == null) {
      return this;
    }
    if (!Arrays.equals(info.sizes(), shape)) {
      wrongShapes.add(
          Excerpt.of(name) + ": found " + info.shape() + ", expected " + Arrays.toString(shape));
    }
    if (!info.type().isFloat()) {
      wrongTypes.add(Excerpt.of(name) + ": found " + info.type() + ", expected F32, F16 or BF16");
    }
    return this;
  }

  /// Tensors that some tools save although no model needs them.
  public WeightsCheck ignore(Predicate<String> names) {
    unexpected.removeIf(names);
    return this;
  }

  /// @throws InvalidInputException listing all differences, each kind up to 30 of them
  public void verify() {
    StringBuilder text = new StringBuilder();
    add(text, "missing", missing);
    add(text, "unexpected", unexpected.stream().map(Excerpt::of).toList());
    add(text, "of another shape", wrongShapes);
    add(text, "of a type that cannot be used", wrongTypes);
    if (!text.isEmpty()) {
      throw new InvalidInputException(
          where + ": the tensors are not those that the configuration asks for" + text);
    }
  }

  private static void add(StringBuilder text, String what, List<String> items) {
    if (!items.isEmpty()) {
      text.append("\n")
          .append(items.size())
          .append(" ")
          .append(what)
          .append(":\n")
          .append(Excerpt.list(items, MOST_LISTED));
    }
  }
}
