package luthier.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The rows of one open file, one after the other; holds one row at a time.
interface Rows {

  /// The next row, or null after the last.
  ///
  /// @throws luthier.InvalidInputException if the rest of the file cannot be read
  @Nullable Row next() throws IOException;
}
