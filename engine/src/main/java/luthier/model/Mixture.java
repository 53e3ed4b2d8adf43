package luthier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.model.LinearShape.Projection;
import luthier.operation.Activation;
import luthier.weights.ConfigSection;

/// The sizes of a mixture of experts, and the names of its parts in a checkpoint.
///
/// @param module of the mixture, inside a layer
/// @param inner width of an expert
/// @param gate name of an expert's first projection; `up` and `down` are the others
record Mixture(
    String module,
    int width,
    int inner,
    int experts,
    int perToken,
    boolean normalised,
    String gate,
    String up,
    String down) {

  /// @param absent `num_experts_per_tok`
  static int perToken(ConfigSection config, int experts, int absent) {
    int perToken = config.integer("num_experts_per_tok", absent);
    if (perToken > experts) {
      config.problem(
          "num_experts_per_tok",
          "found " + perToken + ", expected at most " + experts + " experts");
      return experts;
    }
    return perToken;
  }

  /// The loss that balances the experts depends on how a step is cut into passes, so it is not
  /// offered.
  static void noAuxiliaryLoss(ConfigSection config) {
    config.only("output_router_logits", false);
    config.irrelevant("router_aux_loss_coef");
  }

  /// @param prefix of the layer
  FeedForwardShape.Routed of(String prefix, Optional<FeedForwardShape.Shared> shared) {
    List<FeedForwardShape.Gated> all = new ArrayList<>();
    for (int i = 0; i < experts; i++) {
      String expert = prefix + module + ".experts." + i + ".";
      all.add(expert(expert, inner));
    }
    LinearShape router =
        LinearShape.of(width, new Projection(prefix + module + ".gate", experts, false));
    return new FeedForwardShape.Routed(router, all, perToken, normalised, shared);
  }

  /// An expert whose projections begin with `expert`.
  FeedForwardShape.Gated expert(String expert, int innerWidth) {
    return new FeedForwardShape.Gated(
        LinearShape.of(
            width,
            new Projection(expert + gate, innerWidth, false),
            new Projection(expert + up, innerWidth, false)),
        LinearShape.of(innerWidth, new Projection(expert + down, width, false)),
        Activation.SILU);
  }
}
