package luthier.operation;

import java.util.List;
import luthier.tensor.Parameter;
import org.jspecify.annotations.Nullable;

/// The low-rank additions to the parts of one linear layer, `scale * B (A dropout(x))` each (Hu et
/// al. 2021, arXiv:2106.09685, section 4.1). The A of all parts are stacked, so that they are one
/// product; the B are apart.
///
/// @param a [sum of ranks, inputs]
/// @param parts one for each output part of the layer, null where it has no addition
/// @param dropout probability of dropping an input of A; each part draws its own
/// @param place of the first part's random numbers; the others follow
public record LowRank(Parameter a, List<@Nullable Part> parts, double dropout, int place) {

  /// @param firstRank row of `a` where this part begins
  /// @param b [outputs, rank]
  public record Part(int firstRank, int rank, Parameter b, double scale) {}
}
