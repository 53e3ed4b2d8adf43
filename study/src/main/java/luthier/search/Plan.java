package luthier.search;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import luthier.recipe.BestBy;

/// What `luthier search` was asked for.
///
/// @param recipe the file
/// @param overrides `key=value` each
/// @param directory of the study
/// @param resume go on with the study that is there
/// @param trials what runs a trial, given the number that it reports
/// @param say hears one line for each trial
/// @param interrupted asked all the time; true ends the study, to be resumed
public record Plan(
    Path recipe,
    List<String> overrides,
    Path directory,
    boolean resume,
    Function<BestBy, Trial> trials,
    Consumer<String> say,
    BooleanSupplier interrupted) {

  public Plan {
    overrides = List.copyOf(overrides);
  }
}
