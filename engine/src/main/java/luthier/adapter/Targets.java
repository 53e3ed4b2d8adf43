package luthier.adapter;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import luthier.recipe.Method;
import luthier.recipe.ModulePattern;
import luthier.recipe.TargetModules;

/// Which linear layers an adapter is attached to, by PEFT's rules, and with which rank and scale.
/// Modules go by their full names, such as `model.layers.0.self_attn.q_proj`.
record Targets(Method.Lora settings) {

  private static final Pattern LAYER = Pattern.compile(".*?\\.[^.]*\\.(\\d+)\\.");

  boolean select(String module) {
    boolean named =
        switch (settings.targetModules()) {
          case TargetModules.AllLinear _ -> true;
          case TargetModules.Named names -> names.selects(module);
        };
    if (!named || settings.layersToTransform().isEmpty()) {
      return named;
    }
    OptionalInt layer = layerOf(module);
    return layer.isPresent() && settings.layersToTransform().get().contains(layer.getAsInt());
  }

  /// Whether the bias of a module that has one is trained.
  boolean trainsBias(String module) {
    return switch (settings.bias()) {
      case NONE -> false;
      case ALL -> true;
      case LORA_ONLY -> select(module);
    };
  }

  /// What PEFT calls a module's bias.
  String biasName(String module) {
    return Adapter.PREFIX + module + (select(module) ? ".base_layer.bias" : ".bias");
  }

  private static OptionalInt layerOf(String module) {
    Matcher matcher = LAYER.matcher(module);
    return matcher.lookingAt()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  int rank(String module) {
    return fromPattern(settings.rankPattern(), module, settings.r());
  }

  double scale(String module, int rank) {
    double alpha = fromPattern(settings.alphaPattern(), module, settings.alpha());
    return alpha / (settings.useRslora() ? Math.sqrt(rank) : rank);
  }

  /// The value of the first pattern that matches the end of the module's name.
  private static <T> T fromPattern(Map<String, T> patterns, String module, T otherwise) {
    return patterns.entrySet().stream()
        .filter(entry -> matchesEnd(entry.getKey(), module))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(otherwise);
  }

  private static boolean matchesEnd(String pattern, String module) {
    return ModulePattern.matches("(.*\\.)?(" + pattern + ")", module);
  }

  void requireSupported() {
    if (!settings.modulesToSave().isEmpty()) {
      throw new UnsupportedException(
          "method.modules_to_save: found "
              + settings.modulesToSave()
              + "; modules that are trained whole beside an adapter are not supported yet");
    }
  }

  /// @param key where the names come from, for the message
  /// @throws InvalidInputException when a name selects none of the modules. PEFT writes names of
  ///   layers that other settings exclude; only a target that no module has is a mistake
  void requireNames(Collection<String> modules, String key) {
    if (!(settings.targetModules() instanceof TargetModules.Named(List<String> entries))) {
      return;
    }
    List<String> idle =
        entries.stream()
            .filter(e -> modules.stream().noneMatch(m -> TargetModules.Named.selects(e, m)))
            .toList();
    if (!idle.isEmpty()) {
      throw new InvalidInputException(
          key
              + ": "
              + idle
              + " names no linear layer of this model; its linear layers are "
              + lastNames(modules)
              + ", in layers 0 to "
              + lastLayer(modules));
    }
  }

  /// @throws InvalidInputException when a layer or a pattern of a recipe selects nothing
  void requireLayersAndPatterns(Collection<String> modules) {
    int most = lastLayer(modules);
    List<Integer> beyond =
        settings.layersToTransform().stream()
            .flatMap(List::stream)
            .filter(layer -> layer > most)
            .toList();
    if (!beyond.isEmpty()) {
      throw new InvalidInputException(
          "method.layers_to_transform: found "
              + beyond
              + ", expected layers of the model, 0 to "
              + most);
    }
    requirePatterns("method.rank_pattern", settings.rankPattern(), modules);
    requirePatterns("method.alpha_pattern", settings.alphaPattern(), modules);
  }

  private void requirePatterns(String key, Map<String, ?> patterns, Collection<String> modules) {
    List<String> selected = modules.stream().filter(this::select).toList();
    for (String pattern : patterns.keySet()) {
      if (selected.stream().noneMatch(module -> matchesEnd(pattern, module))) {
        throw new InvalidInputException(
            key
                + ": '"
                + pattern
                + "' matches no adapted layer; the adapted layers are "
                + lastNames(selected));
      }
    }
  }

  private static int lastLayer(Collection<String> modules) {
    return modules.stream().map(Targets::layerOf).mapToInt(l -> l.orElse(-1)).max().orElse(-1);
  }

  private static List<String> lastNames(Collection<String> modules) {
    Stream<String> last = modules.stream().map(m -> m.substring(m.lastIndexOf('.') + 1));
    return last.distinct().toList();
  }
}
