package luthier.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.source.InputRows;
import luthier.source.SourceOptions;

/// What a model says of rows.
interface Predictor extends AutoCloseable {

  /// How the rows are to be read.
  SourceOptions options();

  /// How many rows are worked on together.
  int chunk();

  /// A prediction for each row, as JSON values by name.
  List<Map<String, Object>> predict(List<InputRows.InputRow> rows);

  /// What should be known of all that was predicted, e.g. how many texts were cut.
  Optional<String> remark();

  @Override
  void close();
}
