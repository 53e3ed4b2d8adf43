package luthier.base;

import java.nio.file.Path;

/// One kind of place that base models come from. Modules bring theirs as a service, so that an
/// installation without the module works without it.
public interface BaseSource {

  /// Whether this is a name of this kind; looks at the text only.
  boolean names(String reference);

  /// The directory of the model, brought here when it is not here yet.
  ///
  /// @param reference one that [#names] says yes to
  /// @throws luthier.InvalidInputException when there is no such model, or what is there is not one
  /// @throws luthier.UnsupportedException when it is a model of a kind that cannot be opened
  /// @throws luthier.ResourceException when network, disk or server fail; nothing half-written is
  ///   left where a model is looked for
  Path directory(String reference, BaseRequest request);
}
