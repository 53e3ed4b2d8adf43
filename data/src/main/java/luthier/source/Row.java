package luthier.source;

import java.util.Map;

/// One row of a file before anybody asked what it means.
sealed interface Row {

  /// 1-based line or item.
  int line();

  /// A row with named fields, JSON values.
  record Fields(int line, Map<String, Object> fields) implements Row {}

  /// A row that could not be read.
  record Broken(int line, String reason) implements Row {}
}
