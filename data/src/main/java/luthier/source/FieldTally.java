package luthier.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Counts the fields of a file that its format does not define.
final class FieldTally {

  /// More names than this are counted together: a file whose keys are data has no end of them.
  private static final int MAX_NAMES = 200;

  private static final String OTHERS = "(further fields)";

  private final String file;
  private final Map<Key, int[]> counts = new LinkedHashMap<>();

  private record Key(String name, UnknownField.Use use) {}

  FieldTally(String file) {
    this.file = file;
  }

  void add(String name, UnknownField.Use use, int line) {
    Key key = new Key(name, use);
    if (!counts.containsKey(key) && counts.size() >= MAX_NAMES) {
      key = new Key(OTHERS, use);
    }
    counts.computeIfAbsent(key, _ -> new int[] {0, line})[0]++;
  }

  List<UnknownField> fields() {
    List<UnknownField> fields = new ArrayList<>();
    counts.forEach((key, count) ->
        fields.add(new UnknownField(file, key.name(), key.use(), count[0], count[1])));
    return fields;
  }
}
