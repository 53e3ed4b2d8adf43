package luthier.run;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import luthier.InvalidInputException;
import luthier.adapter.Adapter;
import luthier.adapter.AdapterFiles;
import luthier.model.LanguageModel;
import luthier.model.Model;
import luthier.model.Models;
import luthier.model.TaskModel;
import luthier.recipe.Dtype;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A model for use, from what a user may name; see [ModelPlace].
///
/// @param files where tokenizer and generation settings are
public record OpenModel<M extends Model>(M model, Optional<Adapter> adapter, Path files)
    implements AutoCloseable {

  /// A model that writes.
  ///
  /// @throws InvalidInputException when there is no model of that name, or it says labels
  public static OpenModel<LanguageModel> open(String name, Dtype dtype) {
    return open(name, _ -> dtype);
  }

  /// Computes with the type that is the fastest here, as training does.
  ///
  /// @throws InvalidInputException when there is no model of that name, or it says labels
  public static OpenModel<LanguageModel> openFastest(String name) {
    Machine machine = Machine.detect();
    return open(name, base -> Decisions.fastestDtype(machine, Models.inspect(base, false)));
  }

  private static OpenModel<LanguageModel> open(String name, Function<Path, Dtype> dtype) {
    ModelPlace place = ModelPlace.find(name);
    place
        .labelling()
        .ifPresent(labelling -> {
          throw new InvalidInputException(
              name
                  + ": is a model for "
                  + labelling.task().name().toLowerCase(Locale.ROOT)
                  + " and writes no text; use luthier predict");
        });
    ScalarType type = type(dtype.apply(place.model()));
    return with(place, Models.load(place.model(), type, false), type);
  }

  /// A model that says labels or numbers.
  static OpenModel<TaskModel> open(ModelPlace place, Labelling labelling, Dtype dtype) {
    ScalarType type = type(dtype);
    TaskModel model = Models.loadTask(place.model(), labelling.wanted(), type, false, 0);
    return with(place, model, type);
  }

  private static ScalarType type(Dtype dtype) {
    return dtype == Dtype.BFLOAT16 ? ScalarType.BFloat16 : ScalarType.Float;
  }

  private static <M extends Model> OpenModel<M> with(ModelPlace place, M model, ScalarType type) {
    try {
      Optional<Adapter> adapter =
          place.adapter().map(directory -> AdapterFiles.load(model, directory, type));
      return new OpenModel<>(model, adapter, place.files());
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public void close() {
    adapter.ifPresent(Adapter::close);
    model.close();
  }
}
