package luthier.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import luthier.tokenizer.TokenizedExample;

/// How a step's examples are cut into micro-batches, and which worker computes which. It decides
/// speed and memory; the result of a step depends on it by rounding only.
///
/// @param workers how many compute at once
/// @param packing fill each pass up to `tokensPerPass`; otherwise `examplesPerPass` in their order
public record Layout(int workers, boolean packing, int tokensPerPass, int examplesPerPass) {

  /// @return for each worker the micro-batches that it computes, in order; some may have none
  public List<List<MicroBatch>> cut(List<TokenizedExample> examples) {
    return hands(examples).stream()
        .map(hand -> hand.stream().map(MicroBatch::of).toList())
        .toList();
  }

  /// The same as examples.
  public List<List<List<TokenizedExample>>> hands(List<TokenizedExample> examples) {
    return dealt(packing ? packed(examples) : inOrder(examples));
  }

  /// Longest examples first, each into the pass that is emptiest: passes of equal size, as many as
  /// every worker gets the same number of.
  private List<List<TokenizedExample>> packed(List<TokenizedExample> examples) {
    long tokens = examples.stream().mapToLong(e -> e.ids().length).sum();
    int passesEach = Math.toIntExact(Math.ceilDiv(tokens, (long) workers * tokensPerPass));
    int passes = Math.min(examples.size(), workers * passesEach);
    List<List<TokenizedExample>> bins = new ArrayList<>();
    long[] filled = new long[passes];
    for (int i = 0; i < passes; i++) {
      bins.add(new ArrayList<>());
    }
    List<TokenizedExample> longestFirst = new ArrayList<>(examples);
    longestFirst.sort(Comparator.comparingInt(e -> -e.ids().length));
    for (TokenizedExample example : longestFirst) {
      int emptiest = 0;
      for (int i = 1; i < passes; i++) {
        emptiest = filled[i] < filled[emptiest] ? i : emptiest;
      }
      bins.get(emptiest).add(example);
      filled[emptiest] += example.ids().length;
    }
    return bins;
  }

  private List<List<TokenizedExample>> inOrder(List<TokenizedExample> examples) {
    List<List<TokenizedExample>> passes = new ArrayList<>();
    for (int from = 0; from < examples.size(); from += examplesPerPass) {
      passes.add(examples.subList(from, Math.min(from + examplesPerPass, examples.size())));
    }
    return passes;
  }

  private List<List<List<TokenizedExample>>> dealt(List<List<TokenizedExample>> passes) {
    List<List<List<TokenizedExample>>> hands = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      hands.add(new ArrayList<>());
    }
    for (int i = 0; i < passes.size(); i++) {
      hands.get(i % workers).add(passes.get(i));
    }
    return hands;
  }
}
