package luthier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import luthier.operation.Activation;
import luthier.operation.Linear;
import luthier.operation.Ops;
import luthier.operation.Routing;
import luthier.operation.Value;
import org.jspecify.annotations.Nullable;

/// The feed-forward of one layer with its weights; see [FeedForwardShape].
sealed interface FeedForward {

  /// @param x [tokens, width]
  default Value apply(Ops ops, Value x) {
    return apply(ops, x, UnaryOperator.identity());
  }

  /// @param between what happens to the middle, before it is projected down
  Value apply(Ops ops, Value x, UnaryOperator<Value> between);

  List<Linear> linears();

  record Gated(Linear gateUp, Linear down, Activation activation) implements FeedForward {

    @Override
    public Value apply(Ops ops, Value x, UnaryOperator<Value> between) {
      return ops.linear(between.apply(ops.gated(ops.linear(x, gateUp), activation)), down);
    }

    @Override
    public List<Linear> linears() {
      return List.of(gateUp, down);
    }
  }

  record Plain(Linear up, Linear down, Activation activation) implements FeedForward {

    @Override
    public Value apply(Ops ops, Value x, UnaryOperator<Value> between) {
      return ops.linear(between.apply(ops.activation(ops.linear(x, up), activation)), down);
    }

    @Override
    public List<Linear> linears() {
      return List.of(up, down);
    }
  }

  /// @param gate of the shared expert; both or none
  record Routed(
      Linear router,
      List<Gated> experts,
      int perToken,
      boolean normalised,
      @Nullable Gated shared,
      @Nullable Linear gate)
      implements FeedForward {

    @Override
    public Value apply(Ops ops, Value x, UnaryOperator<Value> between) {
      Routing routing = Routing.of(ops, ops.linear(x, router), perToken, normalised);
      List<Value> parts = new ArrayList<>();
      for (int expert : routing.experts()) {
        Ops some = ops.forRows(routing.rows(expert));
        parts.add(experts.get(expert).apply(some, routing.inputs(ops, x, expert), between));
      }
      Value mixed = routing.mix(ops, parts, x);
      if (shared == null || gate == null) {
        return mixed;
      }
      return ops.residual(
          mixed, Routing.weighted(ops, shared.apply(ops, x, between), ops.linear(x, gate)));
    }

    @Override
    public List<Linear> linears() {
      List<Linear> all = new ArrayList<>();
      all.add(router);
      experts.forEach(expert -> all.addAll(expert.linears()));
      if (shared != null && gate != null) {
        all.addAll(shared.linears());
        all.add(gate);
      }
      return all;
    }
  }
}
