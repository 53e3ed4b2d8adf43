package luthier.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.operation.Activation;

/// The feed-forward of one layer.
sealed interface FeedForwardShape {

  /// All its linear layers.
  Stream<LinearShape> linears();

  /// How many inner elements a token passes through.
  long inner();

  /// `down(activation(gate x) * up x)`.
  ///
  /// @param gateUp its outputs are the gates and then the rest
  record Gated(LinearShape gateUp, LinearShape down, Activation activation)
      implements FeedForwardShape {

    @Override
    public Stream<LinearShape> linears() {
      return Stream.of(gateUp, down);
    }

    @Override
    public long inner() {
      return down.inputs();
    }
  }

  /// `down(activation(up x))`.
  record Plain(LinearShape up, LinearShape down, Activation activation)
      implements FeedForwardShape {

    @Override
    public Stream<LinearShape> linears() {
      return Stream.of(up, down);
    }

    @Override
    public long inner() {
      return down.inputs();
    }
  }

  /// A mixture of experts (Shazeer et al. 2017, arXiv:1701.06538): each token goes through the
  /// experts that the router scores highest.
  ///
  /// @param perToken how many experts
  /// @param normalised whether their weights sum to 1
  record Routed(
      LinearShape router,
      List<Gated> experts,
      int perToken,
      boolean normalised,
      Optional<Shared> shared)
      implements FeedForwardShape {

    @Override
    public Stream<LinearShape> linears() {
      return Stream.of(
              Stream.of(router),
              experts.stream().flatMap(Gated::linears),
              shared.stream().flatMap(s -> Stream.concat(s.expert.linears(), Stream.of(s.gate))))
          .flatMap(s -> s);
    }

    @Override
    public long inner() {
      return perToken * experts.getFirst().inner() + shared.map(s -> s.expert.inner()).orElse(0L);
    }
  }

  /// An expert that every token goes through, weighted by `sigmoid(gate x)`.
  record Shared(Gated expert, LinearShape gate) {}
}
