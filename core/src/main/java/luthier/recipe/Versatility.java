package luthier.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a language model must not lose, and what is done for it.
///
/// @param keep files of examples that are measured before, during and after training and never
///   trained on; empty for none
/// @param replay general examples that are mixed into training
/// @param maxForgetting largest rise of the general loss and of the loss on the keep-set that is
///   allowed, in nats per token; empty for none
public record Versatility(
    List<Path> keep, Optional<Replay> replay, Optional<Double> maxForgetting) {

  /// What holds where a recipe says nothing: the general probe is measured and nothing required.
  public static final Versatility USUAL =
      new Versatility(List.of(), Optional.empty(), Optional.empty());

  /// General examples mixed into training (rehearsal; Robins 1995, "Catastrophic forgetting,
  /// rehearsal and pseudorehearsal").
  ///
  /// @param files where they come from, absolute; empty for those that come with Luthier
  /// @param share of all training examples that are general, in (0, 1)
  public record Replay(Optional<List<Path>> files, double share) {

    public Replay {
      files = files.map(List::copyOf);
      new Problems()
          .check(VersatilityKeys.REPLAY_FILES, files)
          .check(VersatilityKeys.REPLAY_SHARE, share)
          .throwIfAny();
    }
  }

  public Versatility {
    keep = List.copyOf(keep);
    new Problems()
        .check(VersatilityKeys.KEEP, VersatilityKeys.asValue(keep))
        .check(VersatilityKeys.MAX_FORGETTING, maxForgetting)
        .throwIfAny();
  }
}
