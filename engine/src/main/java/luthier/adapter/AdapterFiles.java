package luthier.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.model.Model;
import luthier.recipe.Method;
import luthier.weights.SafetensorsFile;
import luthier.weights.SafetensorsWriter;
import luthier.weights.TensorInfo;
import luthier.weights.TensorSource;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Adapters in PEFT layout: `adapter_config.json` and `adapter_model.safetensors`.
public final class AdapterFiles {

  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final String UNUSED = ": belongs to no adapted layer of this model";

  private AdapterFiles() {}

  /// Whether a directory holds an adapter.
  public static boolean isAdapter(Path directory) {
    return Files.exists(directory.resolve(AdapterConfig.FILE));
  }

  /// What the adapter of a directory says of itself.
  ///
  /// @throws InvalidInputException when its configuration is missing or broken
  public static Method.Lora settings(Path directory) {
    return AdapterConfig.read(directory);
  }

  /// Whether the adapter of a directory fits a model, by its files' headers.
  ///
  /// @param linears outputs and inputs of the model's linear layers, by full name
  /// @param biased those of them that have a bias
  /// @param tensors sizes of all the model's tensors
  /// @throws InvalidInputException as [#load] does
  public static void check(
      Path directory,
      Map<String, long[]> linears,
      Set<String> biased,
      Map<String, long[]> tensors) {
    Method.Lora settings = AdapterConfig.read(directory);
    Targets targets = new Targets(settings);
    targets.requireNames(
        linears.keySet(), directory.resolve(AdapterConfig.FILE) + ": target_modules");
    Path file = directory.resolve(WEIGHTS);
    try (SafetensorsFile weights = SafetensorsFile.open(file)) {
      List<String> problems = new ArrayList<>();
      TreeSet<String> unused = new TreeSet<>(weights.tensors().keySet());
      linears.forEach((module, sizes) -> {
        if (targets.select(module)) {
          int rank = targets.rank(module);
          String name = Adapter.PREFIX + module;
          compare(weights, name + ".lora_A.weight", unused, problems, rank, sizes[1]);
          compare(weights, name + ".lora_B.weight", unused, problems, sizes[0], rank);
        }
        if (biased.contains(module) && targets.trainsBias(module)) {
          compare(weights, targets.biasName(module), unused, problems, sizes[0]);
        }
      });
      Set<String> whole = WholeModules.select(settings.modulesToSave(), tensors.keySet());
      tensors.forEach((name, sizes) -> {
        if (whole.stream().anyMatch(module -> WholeModules.isOf(module, name))) {
          compare(weights, Adapter.PREFIX + name, unused, problems, sizes);
        }
      });
      unused.forEach(name -> problems.add(name + UNUSED));
      requireNone(file, problems);
    }
  }

  private static void compare(
      SafetensorsFile weights,
      String name,
      TreeSet<String> unused,
      List<String> problems,
      long... shape) {
    unused.remove(name);
    TensorInfo info = weights.tensors().get(name);
    if (info == null) {
      problems.add(name + ": missing");
    } else if (!Arrays.equals(info.sizes(), shape)) {
      problems.add(name + ": found " + info.shape() + ", expected " + Arrays.toString(shape));
    }
  }

  private static void requireNone(Path file, List<String> problems) {
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          file
              + ": does not fit the model; was it made for another base?\n  "
              + String.join("\n  ", problems.subList(0, Math.min(30, problems.size()))));
    }
  }

  /// Attaches the adapter of a directory to a model. Biases and whole modules that were trained
  /// with it replace the model's.
  ///
  /// @param type what the model computes with
  /// @throws InvalidInputException when the files are missing or broken, or do not fit the model;
  ///   lists every tensor that does not
  public static Adapter load(Model model, Path directory, ScalarType type) {
    Method.Lora settings = AdapterConfig.read(directory);
    Path file = directory.resolve(WEIGHTS);
    try (NoGradGuard _ = new NoGradGuard();
        SafetensorsFile weights = SafetensorsFile.open(file)) {
      List<String> problems = new ArrayList<>();
      TreeSet<String> unused = new TreeSet<>(weights.tensors().keySet());
      Adapter adapter =
          Adapter.attach(
              model,
              settings,
              type,
              (name, rows, columns) -> {
                unused.remove(name);
                return read(weights, name, problems, rows, columns);
              });
      copyToModel(adapter, weights, unused, problems);
      model.weightsReplaced();
      unused.forEach(name -> problems.add(name + UNUSED));
      if (!problems.isEmpty()) {
        adapter.close();
      }
      requireNone(file, problems);
      return adapter;
    }
  }

  private static Tensor read(
      SafetensorsFile weights, String name, List<String> problems, long... shape) {
    int before = problems.size();
    compare(weights, name, new TreeSet<>(), problems, shape);
    return problems.size() == before ? weights.read(name, ScalarType.Float) : torch.zeros(shape);
  }

  private static void copyToModel(
      Adapter adapter, SafetensorsFile weights, TreeSet<String> unused, List<String> problems) {
    for (Map.Entry<String, Tensor> entry : adapter.ofTheModel().entrySet()) {
      String name = entry.getKey();
      unused.remove(name);
      try (PointerScope _ = new PointerScope()) {
        entry.getValue().copy_(read(weights, name, problems, entry.getValue().shape()));
      }
    }
    adapter.modelChanged();
  }

  /// Writes an adapter; the directory must exist.
  ///
  /// @param base what `base_model_name_or_path` says
  public static void write(Adapter adapter, Path directory, String base) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new ResourceException(directory + ": could not be made: " + e, e);
    }
    List<TensorSource> sources = new ArrayList<>();
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope()) {
      adapter.tensors().forEach((name, tensor) -> sources.add(TensorSource.of(name, tensor)));
      SafetensorsWriter.write(directory.resolve(WEIGHTS), sources, SafetensorsWriter.PYTORCH);
    }
    AdapterConfig.write(directory, adapter, base);
  }
}
