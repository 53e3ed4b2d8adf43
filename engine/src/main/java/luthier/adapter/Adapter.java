package luthier.adapter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.model.LanguageModel;
import luthier.model.Model;
import luthier.model.TaskHead;
import luthier.model.TaskModel;
import luthier.operation.Linear;
import luthier.operation.LowRank;
import luthier.recipe.Method;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// A LoRA adapter attached to a model (Hu et al. 2021, arXiv:2106.09685): which linear layers have
/// an addition, and the parameters that are trained. Selection, scaling and names are PEFT's.
public final class Adapter implements AutoCloseable {

  static final String PREFIX = "base_model.model.";

  /// Where the first values of A and B come from.
  interface Values {
    /// @param name PEFT's name of the tensor
    /// @return float32 of exactly that shape, owned by the caller's scope
    Tensor read(String name, long rows, long columns);
  }

  private final Method.Lora settings;
  private final Targets targets;
  private final List<Linear> adapted = new ArrayList<>();
  private final List<Parameter> lowRank = new ArrayList<>();
  private final Map<String, Parameter> biases = new LinkedHashMap<>(); // by PEFT's name
  private final Map<String, List<Parameter>> whole; // by the module's full name
  private final Optional<String> taskType;

  private Adapter(Model model, Method.Lora settings) {
    this.settings = settings;
    this.targets = new Targets(settings);
    this.whole = WholeModules.of(model, settings.modulesToSave());
    this.taskType =
        switch (model) {
          case TaskModel task when task.head().kind() == TaskHead.Kind.TOKEN ->
              Optional.of("TOKEN_CLS");
          case TaskModel _ -> Optional.of("SEQ_CLS");
          case LanguageModel _ -> Optional.of("CAUSAL_LM");
          default -> Optional.empty(); // PEFT has no word for masked tokens
        };
  }

  /// Attaches a fresh adapter: A from the seed, B zero, so that the model's function is unchanged.
  ///
  /// @param type what the model computes with
  /// @throws InvalidInputException when a target selects no linear layer; the message lists the
  ///   names
  public static Adapter fresh(Model model, Method.Lora settings, long seed, ScalarType type) {
    check(
        settings,
        model.linears().stream().flatMap(l -> l.modules().stream()).toList(),
        model.parameters().stream()
            .flatMap(p -> p.slots().stream())
            .map(Parameter.Slot::name)
            .toList());
    return attach(model, settings, type, new FreshValues(settings.init(), seed));
  }

  /// Whether a fresh adapter can be attached to a model with these linear layers.
  ///
  /// @param modules their full names
  /// @param tensors names of all the model's tensors
  /// @throws InvalidInputException when a setting selects nothing; the message lists the names
  public static void check(
      Method.Lora settings, Collection<String> modules, Collection<String> tensors) {
    WholeModules.requireNames(settings.modulesToSave(), tensors);
    Targets targets = new Targets(settings);
    targets.requireNames(modules, "method.target_modules");
    targets.requireLayersAndPatterns(modules);
  }

  /// How many parameters of these modules are trained beside the additions.
  ///
  /// @param modules names of modules that are trained whole
  /// @param tensors names and sizes of all the model's tensors
  public static long wholeParameters(List<String> modules, Map<String, long[]> tensors) {
    Set<String> whole = WholeModules.select(modules, tensors.keySet());
    return tensors.entrySet().stream()
        .filter(
            tensor -> whole.stream().anyMatch(module -> WholeModules.isOf(module, tensor.getKey())))
        .mapToLong(tensor -> Arrays.stream(tensor.getValue()).reduce(1, (a, b) -> a * b))
        .sum();
  }

  /// The rank of each module's addition, by full name, for those that have one.
  ///
  /// @param modules full names of the model's linear layers
  public static Map<String, Integer> ranks(Method.Lora settings, Collection<String> modules) {
    Targets targets = new Targets(settings);
    Map<String, Integer> ranks = new LinkedHashMap<>();
    for (String module : modules) {
      if (targets.select(module)) {
        ranks.put(module, targets.rank(module));
      }
    }
    return ranks;
  }

  static Adapter attach(Model model, Method.Lora settings, ScalarType type, Values values) {
    Adapter adapter = new Adapter(model, settings);
    int place = 0;
    for (Linear linear : model.linears()) {
      adapter.attachTo(linear, type, values, place);
      place += linear.modules().size();
    }
    adapter.chooseBiases(model);
    adapter.requireApart();
    return adapter;
  }

  private void attachTo(Linear linear, ScalarType type, Values values, int place) {
    long inputs = linear.weight().data().size(1);
    List<@Nullable Integer> ranks = new ArrayList<>();
    int total = 0;
    for (String module : linear.modules()) {
      boolean chosen = targets.select(module);
      ranks.add(chosen ? targets.rank(module) : null);
      total += chosen ? targets.rank(module) : 0;
    }
    if (total == 0) {
      return;
    }
    try (PointerScope _ = new PointerScope()) {
      List<LowRank.@Nullable Part> parts = new ArrayList<>();
      List<Tensor> stacked = new ArrayList<>();
      List<Parameter.Slot> slots = new ArrayList<>();
      List<Parameter> bs = new ArrayList<>();
      int firstRank = 0;
      for (int i = 0; i < ranks.size(); i++) {
        Integer rank = ranks.get(i);
        if (rank == null) {
          parts.add(null);
          continue;
        }
        String name = PREFIX + linear.modules().get(i);
        long outputs = linear.weight().slots().get(i).rows();
        stacked.add(values.read(name + ".lora_A.weight", rank, inputs));
        slots.add(new Parameter.Slot(name + ".lora_A.weight", firstRank, rank));
        String bName = name + ".lora_B.weight";
        Parameter b = Parameter.of(bName, values.read(bName, outputs, rank), type, true);
        bs.add(b);
        parts.add(
            new LowRank.Part(firstRank, rank, b, targets.scale(linear.modules().get(i), rank)));
        firstRank += rank;
      }
      Tensor all = torch.cat(new TensorVector(stacked.toArray(new Tensor[0])), 0);
      Parameter a = new Parameter(slots, all, type, true);
      linear.attach(new LowRank(a, parts, settings.dropout(), place));
      adapted.add(linear);
      lowRank.add(a);
      lowRank.addAll(bs);
    }
  }

  /// An addition to a layer that is trained whole would have nothing to add.
  private void requireApart() {
    for (String module : modules()) {
      if (whole.keySet().stream().anyMatch(w -> WholeModules.isOf(w, module + "."))) {
        close();
        throw new InvalidInputException(
            "'"
                + module
                + "' is both among the target_modules and the modules_to_save, expected only one"
                + " of them");
      }
    }
  }

  private void chooseBiases(Model model) {
    for (Linear linear : model.linears()) {
      for (int i = 0; i < linear.biases().size(); i++) {
        String module = linear.modules().get(i);
        if (targets.trainsBias(module)) {
          biases.put(targets.biasName(module), linear.biases().get(i));
        }
      }
    }
  }

  public Method.Lora settings() {
    return settings;
  }

  /// What is trained: the low-rank factors, biases if the settings say so, and whole modules.
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(lowRank);
    all.addAll(biases.values());
    all.addAll(wholeParameters());
    return all;
  }

  /// Whether weights of the model itself are trained besides the additions.
  public boolean changesTheModel() {
    return !biases.isEmpty() || !whole.isEmpty();
  }

  /// The A of all additions.
  public List<Parameter> factorsA() {
    return additions().map(LowRank::a).toList();
  }

  /// Their B, which multiplies what A makes.
  public List<Parameter> factorsB() {
    return additions()
        .flatMap(addition -> addition.parts().stream())
        .filter(Objects::nonNull)
        .map(LowRank.Part::b)
        .toList();
  }

  private Stream<LowRank> additions() {
    return adapted.stream().map(Linear::lowRank).filter(Objects::nonNull);
  }

  /// Whether a parameter is the factor B of an addition, which the change is linear in.
  public boolean isOutput(Parameter parameter) {
    return parameter.name().endsWith(".lora_B.weight") && lowRank.contains(parameter);
  }

  /// Whether it replaces weights of the model itself, besides what it adds.
  public static boolean replaces(Method.Lora settings) {
    return settings.bias() != Method.Bias.NONE || !settings.modulesToSave().isEmpty();
  }

  private List<Parameter> wholeParameters() {
    return whole.values().stream().flatMap(List::stream).distinct().toList();
  }

  /// Full names of the modules that are trained and saved whole.
  List<String> wholeModules() {
    return List.copyOf(whole.keySet());
  }

  /// What PEFT calls the task of the model.
  Optional<String> taskType() {
    return taskType;
  }

  /// PEFT's name and the float32 values of each tensor of the adapter; views that live as long as
  /// it.
  Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (Parameter parameter : lowRank) {
      for (Parameter.Slot slot : parameter.slots()) {
        all.put(slot.name(), parameter.master().narrow(0, slot.firstRow(), slot.rows()));
      }
    }
    all.putAll(ofTheModel());
    return all;
  }

  /// The tensors of the model itself that are trained, by PEFT's name: their master values.
  Map<String, Tensor> ofTheModel() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    biases.forEach((name, bias) -> all.put(name, bias.master()));
    for (Parameter parameter : wholeParameters()) {
      for (Parameter.Slot slot : parameter.slots()) {
        all.put(PREFIX + slot.name(), slot.of(parameter.master()));
      }
    }
    return all;
  }

  /// To be called when [#ofTheModel] were overwritten.
  void modelChanged() {
    biases.values().forEach(Parameter::masterChanged);
    wholeParameters().forEach(Parameter::masterChanged);
  }

  /// Full names of the adapted modules, sorted.
  public List<String> modules() {
    return adapted.stream()
        .flatMap(linear -> linear.modules().stream())
        .filter(targets::select)
        .sorted()
        .toList();
  }

  /// Whether the checkpoint holds the adapted weights as [inputs, outputs].
  boolean transposed() {
    return adapted.stream()
        .flatMap(linear -> linear.weight().slots().stream())
        .anyMatch(Parameter.Slot::transposed);
  }

  /// The change of one module's weight, `scale * B A`, float32 [outputs, inputs]; null where it has
  /// none. Owned by the caller's scope.
  public @Nullable Tensor deltaOf(Linear linear, int module) {
    LowRank addition = linear.lowRank();
    LowRank.Part part = addition == null ? null : addition.parts().get(module);
    if (addition == null || part == null) {
      return null;
    }
    Tensor a = addition.a().master().narrow(0, part.firstRank(), part.rank());
    return part.b().master().mm(a).mul(Native.scalar(part.scale()));
  }

  /// Adds the changes to the model's weights, rounded to their type, and detaches the additions:
  /// for use without them. The weights cannot be restored.
  public void merge() {
    try (NoGradGuard _ = new NoGradGuard()) {
      for (Linear linear : adapted) {
        for (int i = 0; i < linear.modules().size(); i++) {
          try (PointerScope _ = new PointerScope()) {
            Tensor delta = deltaOf(linear, i);
            Tensor rows = linear.weight().data(linear.weight().slots().get(i));
            if (delta != null) {
              rows.copy_(rows.add(delta)); // the sum is float32
            }
          }
        }
        linear.attach(null);
        linear.forgetPacked();
      }
    }
  }

  @Override
  public void close() {
    adapted.forEach(linear -> linear.attach(null));
    lowRank.forEach(Parameter::release);
  }
}
