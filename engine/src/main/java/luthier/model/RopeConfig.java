package luthier.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import luthier.weights.ConfigSection;

/// Reads the rotary position embedding of a `config.json` in both spellings: `rope_theta` with
/// `rope_scaling` (transformers 4), and `rope_parameters` (transformers 5).
///
/// What is wrong or unsupported is noted in the section, like everything else there: the result may
/// only be used after its [ConfigSection#refuseUnread].
public final class RopeConfig {

  private static final String ORIGINAL = "original_max_position_embeddings";
  private static final String SHARE = "partial_rotary_factor";

  private final ConfigSection config;
  private final ConfigSection scaling;
  private final double theta;
  private final int headSize;
  private final int maxPositions;

  private RopeConfig(
      ConfigSection config, ConfigSection scaling, double theta, int headSize, int maxPositions) {
    this.config = config;
    this.scaling = scaling;
    this.theta = theta;
    this.headSize = headSize;
    this.maxPositions = maxPositions;
  }

  /// A rope and how many elements of a head it turns.
  record Rotary(Rope rope, int turned) {}

  /// Reads the rope of a model that turns whole heads: any `partial_rotary_factor` but 1 is
  /// refused.
  ///
  /// @param headSize elements of a head
  /// @param maxPositions `max_position_embeddings`
  /// @param absentTheta the base of the model's family where the file names none
  public static Rope read(
      ConfigSection config, int headSize, int maxPositions, double absentTheta) {
    config.only(SHARE, 1);
    section(config).ifPresent(section -> section.only(SHARE, 1));
    return rope(config, headSize, maxPositions, absentTheta);
  }

  /// Reads the rope of a model that turns a share of each head.
  ///
  /// @param absentShare the share where the file names none
  static Rotary readPartial(
      ConfigSection config,
      int headSize,
      int maxPositions,
      double absentTheta,
      double absentShare) {
    double outer = config.positive(SHARE, absentShare);
    double share = section(config).map(s -> s.positive(SHARE, outer)).orElse(outer);
    int turned = (int) (headSize * share);
    if (share > 1 || turned < 2 || turned % 2 != 0) {
      config.problem(
          SHARE,
          "found " + share + ", expected a share of the head's " + headSize + " that is even");
      turned = headSize;
    }
    return new Rotary(rope(config, turned, maxPositions, absentTheta), turned);
  }

  /// Reads the two ropes of a model whose full and sliding layers turn differently: `rope_theta`
  /// with `rope_scaling` and `rope_local_base_freq`, or a section for each in `rope_parameters`.
  static ByLayerType readByLayerType(
      ConfigSection config,
      int headSize,
      int maxPositions,
      double absentFullTheta,
      double absentSlidingTheta) {
    double sliding = config.positive("rope_local_base_freq", absentSlidingTheta);
    Optional<ConfigSection> parameters = config.optionalSection("rope_parameters");
    if (parameters.isEmpty()) {
      return new ByLayerType(
          rope(config, headSize, maxPositions, absentFullTheta), new Rope.Default(sliding));
    }
    double full = config.positive("rope_theta", absentFullTheta);
    return new ByLayerType(
        ofSection(config, parameters.get(), "full_attention", headSize, maxPositions, full),
        ofSection(config, parameters.get(), "sliding_attention", headSize, maxPositions, sliding));
  }

  /// The ropes of full and of sliding layers.
  record ByLayerType(Rope full, Rope sliding) {}

  private static Rope ofSection(
      ConfigSection config,
      ConfigSection parameters,
      String type,
      int headSize,
      int maxPositions,
      double absentTheta) {
    Optional<ConfigSection> section = parameters.optionalSection(type);
    if (section.isEmpty()) {
      return new Rope.Default(absentTheta);
    }
    section.get().only(SHARE, 1);
    double theta = section.get().positive("rope_theta", absentTheta);
    return new RopeConfig(config, section.get(), theta, headSize, maxPositions).kind();
  }

  private static Optional<ConfigSection> section(ConfigSection config) {
    Optional<ConfigSection> parameters = config.optionalSection("rope_parameters");
    return parameters.or(() -> config.optionalSection("rope_scaling"));
  }

  private static Rope rope(
      ConfigSection config, int headSize, int maxPositions, double absentTheta) {
    double outer = config.positive("rope_theta", absentTheta);
    if (headSize % 2 != 0) {
      config.problem("head_dim", "found " + headSize + ", expected an even number");
    }
    if (config.has("rope_parameters") && config.has("rope_scaling")) {
      config.problem("rope_scaling", "given beside rope_parameters, expected only one of them");
    }
    Optional<ConfigSection> scaling = section(config);
    if (scaling.isEmpty()) {
      return new Rope.Default(outer);
    }
    double theta = scaling.get().positive("rope_theta", outer);
    if (config.has("rope_theta") && theta != outer) {
      scaling.get().problem("rope_theta", "found " + theta + " here and " + outer + " outside");
    }
    return new RopeConfig(config, scaling.get(), theta, headSize, maxPositions).kind();
  }

  private Rope kind() {
    String legacy = scaling.text("type", "default");
    String type = scaling.text("rope_type", legacy);
    if (scaling.has("type") && !legacy.equals(type)) {
      scaling.problem("type", "found '" + legacy + "' beside rope_type '" + type + "'");
    }
    return switch (type) {
      case "default" -> new Rope.Default(theta);
      case "linear" -> new Rope.Linear(theta, factor());
      case "dynamic" -> dynamic();
      case "llama3" -> llama3();
      case "yarn" -> yarn();
      case "longrope", "su" -> longRope();
      default -> {
        scaling.unsupported(
            scaling.has("rope_type") ? "rope_type" : "type",
            "found '"
                + type
                + "', supported are default, linear, dynamic, llama3, yarn and longrope");
        scaling.irrelevantRest();
        yield new Rope.Default(theta);
      }
    };
  }

  private Rope dynamic() {
    // transformers 4 accepts this key here and goes by max_position_embeddings all the same.
    scaling.irrelevant(ORIGINAL);
    if (headSize < 4) {
      config.problem("head_dim", "found " + headSize + ", a dynamic rope needs at least 4");
    }
    return new Rope.Dynamic(theta, factor(), maxPositions);
  }

  private Rope llama3() {
    double low = required("low_freq_factor");
    double high = required("high_freq_factor");
    if (high <= low) {
      scaling.problem("high_freq_factor", "found " + high + ", expected more than " + low);
      high = low + 1;
    }
    return new Rope.Llama3(theta, factor(), low, high, originalPositions());
  }

  private Rope yarn() {
    int original = originalPositions();
    double factor = scaling.has("factor") ? factor() : impliedFactor(original);
    double sharpening =
        Rope.Yarn.defaultAttentionScaling(
            factor, scaling.positive("mscale", 0), scaling.positive("mscale_all_dim", 0));
    double attention = scaling.positive("attention_factor", sharpening);
    double fast = scaling.positive("beta_fast", 32);
    double slow = scaling.positive("beta_slow", 1);
    if (fast < slow) {
      scaling.problem("beta_fast", "found " + fast + ", expected at least beta_slow = " + slow);
    }
    boolean truncate = scaling.bool("truncate", true);
    if (theta <= 1) {
      config.problem("rope_theta", "found " + theta + ", a yarn rope needs more than 1");
      return new Rope.Default(theta);
    }
    return new Rope.Yarn(theta, factor, original, attention, fast, slow, truncate);
  }

  private Rope longRope() {
    if (!scaling.has(ORIGINAL) && !config.has(ORIGINAL)) {
      scaling.problem(ORIGINAL, "missing");
    }
    int original = originalPositions();
    double factor = scaling.positive("factor", maxPositions / (double) original);
    double sharpening =
        factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(Math.max(2, original)));
    return new Rope.LongRope(
        theta,
        factors("short_factor"),
        factors("long_factor"),
        scaling.positive("attention_factor", sharpening),
        original);
  }

  private List<Double> factors(String key) {
    List<Double> factors = scaling.numbers(key);
    if (factors.size() != headSize / 2 || factors.stream().anyMatch(f -> f <= 0)) {
      scaling.problem(
          key,
          "found "
              + factors.size()
              + " numbers, expected "
              + headSize / 2
              + " above 0, one for each pair of a head's elements");
      return Collections.nCopies(headSize / 2, 1.0);
    }
    return factors;
  }

  /// A rope that shrinks the context is a mistake.
  private double factor() {
    double factor = scaling.number("factor");
    if (factor < 1) {
      scaling.problem("factor", "found " + factor + ", expected at least 1");
      return 1;
    }
    return factor;
  }

  /// Without a factor, the two lengths say how far the context is stretched.
  private double impliedFactor(int original) {
    double factor = maxPositions / (double) original;
    if (factor < 1 || !(scaling.has(ORIGINAL) || config.has(ORIGINAL))) {
      scaling.problem("factor", "missing");
      return 1;
    }
    return factor;
  }

  /// The length of pre-training: inside the section, or outside (as Phi-3 has it), or else the
  /// model's positions.
  private int originalPositions() {
    int outside = config.integer(ORIGINAL, maxPositions);
    int inside = scaling.integer(ORIGINAL, outside);
    if (config.has(ORIGINAL) && inside != outside) {
      scaling.problem(ORIGINAL, "found " + inside + " here and " + outside + " outside");
    }
    return inside;
  }

  private double required(String key) {
    if (!scaling.has(key)) {
      scaling.problem(key, "missing");
    }
    return scaling.positive(key, 1);
  }
}
