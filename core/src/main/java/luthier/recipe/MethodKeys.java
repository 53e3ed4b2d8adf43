package luthier.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// The keys of the section `method`. Those of LoRA have PEFT's names and meanings.
final class MethodKeys {

  /// The word in the file for each type of [Method].
  enum Kind {
    FULL,
    LORA
  }

  static final Key<Kind> KIND =
      Key.depends(
          "method.kind",
          Types.choice(
              Kind.class,
              "dora",
              "qlora",
              "adalora",
              "ia3",
              "bitfit",
              "prompt_tuning",
              "prefix_tuning",
              "p_tuning"),
          "lora; with init: random full",
          "which weights are trained: all, or low-rank adapters beside frozen ones",
          recipe -> Optional.of(recipe.method() instanceof Method.Full ? Kind.FULL : Kind.LORA));

  static final Key<Path> ADAPTER =
      Key.depends(
          "method.adapter",
          RecipeTypes.path("a directory in PEFT layout"),
          "a new adapter",
          "go on with this adapter; its adapter_config.json decides all the keys below",
          recipe ->
              recipe.method() instanceof Method.LoraFrom(Path adapter)
                  ? Optional.of(adapter)
                  : Optional.empty());

  static final Key<Auto<Integer>> R =
      Key.of(
          "method.r",
          Types.count(1).orAuto(),
          Auto.of(16),
          "rank of an adapter; auto: by docs/auto.md",
          recipe ->
              recipe.method() instanceof Method.Lora lora
                  ? Optional.of(
                      recipe.training().leftOpen().rank() ? Auto.auto() : Auto.of(lora.r()))
                  : Optional.empty());

  static final Key<Double> ALPHA =
      Key.of(
          "method.alpha",
          Types.positive(),
          32.0,
          "numerator of the adapter's scale, alpha / r",
          lora(Method.Lora::alpha));

  static final Key<Double> DROPOUT =
      Key.of(
          "method.dropout",
          Types.fraction(),
          0.0,
          "probability of dropping an input of an adapter",
          lora(Method.Lora::dropout));

  static final Key<TargetModules> TARGET_MODULES =
      Key.of(
          "method.target_modules",
          RecipeTypes.targetModules(),
          new TargetModules.AllLinear(),
          "the linear layers that get an adapter; a name selects every module that ends in it, any"
              + " other text is a regular expression on the whole name",
          lora(Method.Lora::targetModules));

  static final Key<Method.Bias> BIAS =
      Key.of(
          "method.bias",
          Types.choice(Method.Bias.class),
          Method.Bias.NONE,
          "which bias vectors are trained besides: none, all, or those of the adapted layers",
          lora(Method.Lora::bias));

  static final Key<Boolean> USE_RSLORA =
      Key.of(
          "method.use_rslora",
          Types.flag(),
          false,
          "scale an adapter by alpha / sqrt(r)",
          lora(Method.Lora::useRslora));

  static final Key<Map<String, Integer>> RANK_PATTERN =
      Key.of(
          "method.rank_pattern",
          Types.patterns(Types.count(1)),
          Map.of(),
          "r of single modules; each pattern is matched with the end of the module's name",
          lora(Method.Lora::rankPattern));

  static final Key<Map<String, Double>> ALPHA_PATTERN =
      Key.of(
          "method.alpha_pattern",
          Types.patterns(Types.positive()),
          Map.of(),
          "alpha of single modules, likewise",
          lora(Method.Lora::alphaPattern));

  static final Key<Optional<List<Integer>>> LAYERS_TO_TRANSFORM =
      Key.of(
          "method.layers_to_transform",
          Types.list(1, Types.count(0), "layer numbers from 0, in a list when several").or("all"),
          Optional.empty(),
          "the layers that are adapted",
          lora(Method.Lora::layersToTransform));

  static final Key<List<String>> MODULES_TO_SAVE =
      Key.of(
          "method.modules_to_save",
          Types.list(0, Types.text("a module's name"), "a list of modules' names"),
          List.of(),
          "modules that are trained whole and saved with the adapter",
          lora(Method.Lora::modulesToSave));

  static final Key<Method.Init> INIT =
      Key.of(
          "method.init",
          Types.choice(Method.Init.class),
          Method.Init.DEFAULT,
          "first values of an adapter's A: uniform (Kaiming), or normal with deviation 1 / r",
          lora(Method.Lora::init));

  /// What a new adapter is made of, and what the file of an existing one decides.
  static final List<Key<?>> OF_LORA =
      List.of(
          R,
          ALPHA,
          DROPOUT,
          TARGET_MODULES,
          BIAS,
          USE_RSLORA,
          RANK_PATTERN,
          ALPHA_PATTERN,
          LAYERS_TO_TRANSFORM,
          MODULES_TO_SAVE,
          INIT);

  static final List<Key<?>> ALL =
      Stream.concat(Stream.<Key<?>>of(KIND, ADAPTER), OF_LORA.stream()).toList();

  private MethodKeys() {}

  private static <T> Function<Recipe, Optional<T>> lora(Function<Method.Lora, T> component) {
    return recipe ->
        recipe.method() instanceof Method.Lora lora
            ? Optional.of(component.apply(lora))
            : Optional.empty();
  }
}
