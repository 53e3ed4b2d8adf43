package luthier.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import luthier.tokenizer.TokenizedExample;

/// How examples that are measured are put together.
final class Passes {

  private Passes() {}

  /// Places of the examples of each pass, long ones first.
  ///
  /// @param tokens passes are filled up to this
  static List<List<Integer>> of(List<TokenizedExample> examples, int tokens) {
    List<Integer> byLength =
        IntStream.range(0, examples.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> -examples.get(i).ids().length))
            .toList();
    List<List<Integer>> passes = new ArrayList<>();
    long filled = Integer.MAX_VALUE;
    for (int place : byLength) {
      int length = examples.get(place).ids().length;
      if (filled + length > tokens) {
        passes.add(new ArrayList<>());
        filled = 0;
      }
      passes.getLast().add(place);
      filled += length;
    }
    return passes;
  }
}
