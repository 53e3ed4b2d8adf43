package luthier.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.adapter.Adapter;
import luthier.adapter.AdapterFiles;
import luthier.checkpoint.CheckpointStore;
import luthier.estimate.ModelSize;
import luthier.model.Model;
import luthier.model.Models;
import luthier.model.TaskHead;
import luthier.recipe.Base;
import luthier.recipe.Dtype;
import luthier.recipe.Method;
import luthier.recipe.Recipe;
import luthier.recipe.Task;
import luthier.tensor.Parameter;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The model of a run with what is trained of it.
///
/// @param adapter empty when the whole model is trained
/// @param trained the parameters that the optimizer changes
record TunedModel(Model model, Optional<Adapter> adapter, List<Parameter> trained)
    implements AutoCloseable {

  /// @param recipe resolved
  static TunedModel load(Recipe recipe, Work work, int workers) {
    ScalarType type = type(recipe);
    Model model = work.load(type, recipe.method() instanceof Method.Full);
    Optional<Adapter> adapter =
        switch (recipe.method()) {
          case Method.Full _ -> Optional.empty();
          case Method.Lora lora -> Optional.of(Adapter.fresh(model, lora, recipe.seed(), type));
          case Method.LoraFrom(Path directory) ->
              Optional.of(AdapterFiles.load(model, directory, type));
        };
    List<Parameter> trained = adapter.isPresent() ? adapter.get().parameters() : model.parameters();
    trained.forEach(parameter -> parameter.train(workers));
    return new TunedModel(model, adapter, trained);
  }

  /// Whether the method fits the base, by configurations and headers only.
  static void check(Recipe recipe, Path base) {
    switch (recipe.method()) {
      case Method.Full _ -> {}
      case Method.Lora lora ->
          Adapter.check(lora, Models.linears(base).keySet(), tensors(recipe, base).keySet());
      case Method.LoraFrom(Path directory) -> {
        if (!AdapterFiles.isAdapter(directory)) {
          throw new InvalidInputException(
              "method.adapter: "
                  + directory
                  + " holds no adapter_config.json; expected a directory in PEFT layout");
        }

        AdapterFiles.check(
            directory, Models.linears(base), Models.biased(base), tensors(recipe, base));
      }
    }
  }

  /// Names and sizes of the model's tensors; of a head with labels, whose number the data say, the
  /// names only.
  private static Map<String, long[]> tensors(Recipe recipe, Path base) {
    if (recipe.task().kind() == Task.Kind.MASKED) {
      return Models.inspectMasked(base, false).tensors();
    }
    if (recipe.task().kind() == Task.Kind.LANGUAGE) {
      return Models.tensors(base);
    }
    TaskHead.Kind kind =
        recipe.task().kind() == Task.Kind.TOKEN ? TaskHead.Kind.TOKEN : TaskHead.Kind.SEQUENCE;
    return Models.inspectTask(base, new TaskHead.Wanted(kind, 2), false).tensors();
  }

  /// What an adapter is made with; empty where the whole model is trained.
  static Optional<Method.Lora> adapterSettings(Recipe recipe) {
    return switch (recipe.method()) {
      case Method.Lora lora -> Optional.of(lora);
      case Method.LoraFrom(Path directory) -> Optional.of(AdapterFiles.settings(directory));
      case Method.Full _ -> Optional.empty();
    };
  }

  /// How many parameters are trained whole beside an adapter: modules that the recipe names, and a
  /// head for hidden words that the base does not have.
  static long besides(Recipe recipe, Path base) {
    List<String> modules = new ArrayList<>();
    adapterSettings(recipe).ifPresent(lora -> modules.addAll(lora.modulesToSave()));
    boolean masked = recipe.task().kind() == Task.Kind.MASKED;
    if (masked && recipe.base().init() == Base.Init.PRETRAINED) {
      modules.addAll(Models.inspectMasked(base, true).fresh());
    }
    return modules.isEmpty() ? 0 : Adapter.wholeParameters(modules, tensors(recipe, base));
  }

  /// The sizes that memory and time follow from.
  static ModelSize size(Models.Facts facts, Path base) {
    return new ModelSize(
        facts.parameters(),
        facts.layers(),
        facts.width(),
        new ModelSize.Heads(facts.heads(), facts.keyHeads(), facts.headSize()),
        facts.inner(),
        facts.copies(),
        facts.vocabulary(),
        Models.linears(base),
        Models.shares(base));
  }

  static ScalarType type(Recipe recipe) {
    return recipe.training().dtype().orElse(Dtype.FLOAT32) == Dtype.BFLOAT16
        ? ScalarType.BFloat16
        : ScalarType.Float;
  }

  long trainableParameters() {
    return trained.stream().mapToLong(parameter -> parameter.data().numel()).sum();
  }

  /// The trained values, for checkpoints.
  List<CheckpointStore.Named> weights() {
    List<CheckpointStore.Named> named = new ArrayList<>();
    for (Parameter parameter : trained) {
      named.add(new CheckpointStore.Named(parameter.name(), parameter.master()));
    }
    return named;
  }

  /// To be called when [#weights] were overwritten.
  void weightsLoaded() {
    try (NoGradGuard _ = new NoGradGuard()) {
      trained.forEach(Parameter::masterChanged);
      model.weightsChanged();
    }
  }

  @Override
  public void close() {
    adapter.ifPresent(Adapter::close);
    model.close();
  }
}
