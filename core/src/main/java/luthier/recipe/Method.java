package luthier.recipe;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which weights are trained.
public sealed interface Method {

  /// Every weight of the base model.
  record Full() implements Method {}

  /// Low-rank adapters beside frozen weights: `y = W x + s B A dropout(x)`, where s is `alpha / r`,
  /// with `use_rslora` `alpha / sqrt(r)` (Hu et al. 2021, arXiv:2106.09685, section 4.1;
  /// Kalajdzievski 2023, arXiv:2312.03732). Names and meanings are PEFT's.
  ///
  /// @param r rows of A and columns of B
  /// @param alpha numerator of the scale, dimensionless
  /// @param dropout probability of dropping an input of A, in [0, 1)
  /// @param targetModules which linear layers are adapted
  /// @param bias which bias vectors are trained besides
  /// @param useRslora scale by the root of the rank
  /// @param rankPattern r of single modules, by regular expression on the end of the module name
  /// @param alphaPattern alpha of single modules, likewise
  /// @param layersToTransform numbers of the layers that are adapted, from 0; empty for all
  /// @param modulesToSave names of modules that are trained whole and saved with the adapter
  /// @param init first values of A; B is zero
  record Lora(
      int r,
      double alpha,
      double dropout,
      TargetModules targetModules,
      Bias bias,
      boolean useRslora,
      Map<String, Integer> rankPattern,
      Map<String, Double> alphaPattern,
      Optional<List<Integer>> layersToTransform,
      List<String> modulesToSave,
      Init init)
      implements Method {

    public Lora {
      rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
      alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
      layersToTransform = layersToTransform.map(List::copyOf);
      modulesToSave = List.copyOf(modulesToSave);
      new Problems()
          .check(MethodKeys.R, Auto.of(r))
          .check(MethodKeys.ALPHA, alpha)
          .check(MethodKeys.DROPOUT, dropout)
          .check(MethodKeys.TARGET_MODULES, targetModules)
          .check(MethodKeys.RANK_PATTERN, rankPattern)
          .check(MethodKeys.ALPHA_PATTERN, alphaPattern)
          .check(MethodKeys.LAYERS_TO_TRANSFORM, layersToTransform)
          .check(MethodKeys.MODULES_TO_SAVE, modulesToSave)
          .throwIfAny();
    }
  }

  /// Goes on training an adapter that exists. Its own `adapter_config.json` decides everything that
  /// [Lora] holds.
  ///
  /// @param adapter absolute directory in PEFT layout
  record LoraFrom(Path adapter) implements Method {

    public LoraFrom {
      new Problems().check(MethodKeys.ADAPTER, adapter).throwIfAny();
    }
  }

  /// Which bias vectors are trained besides the adapters.
  enum Bias {
    NONE,
    /// All of the model.
    ALL,
    /// Those of the adapted layers.
    LORA_ONLY
  }

  /// First values of A.
  enum Init {
    /// Uniform as PEFT's `init_lora_weights: true`: Kaiming with a = sqrt(5).
    DEFAULT,
    /// Normal with deviation 1 / r, as PEFT's `init_lora_weights: gaussian`.
    GAUSSIAN
  }
}
