package luthier.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import luthier.evaluation.SetLoss;
import luthier.general.GeneralText;
import luthier.kernel.Kernels;
import luthier.metric.Bootstrap;
import luthier.metric.Difference;
import luthier.metric.Forgetting;
import luthier.metric.Paired;
import luthier.metric.Score;
import luthier.model.LanguageModel;
import luthier.objective.NextToken;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;

/// Measures what a language model kept of what it knew.
///
/// @param sets the texts
/// @param limit largest rise that is allowed, nats per token; empty for none
/// @param seed of the intervals
record Retention(
    List<KeptSet> sets, Optional<Double> limit, long seed, Workers workers, List<Kernels> kernels) {

  /// A validation measures at most so many tokens of each set: it must stay cheap.
  private static final int SAMPLED_TOKENS = 1024;

  /// Small passes: they fit where the validation set is tiny.
  private static final int TOKENS_PER_PASS = 512;

  /// The loss of each text under one model.
  ///
  /// @param nats for each set, summed over the supervised tokens of each entry of its tokens
  record Losses(List<double[]> nats) {}

  /// Empty where there is nothing to measure: tasks with labels, and bases without a tokenizer that
  /// have no keep-set.
  static Optional<Retention> of(
      FineTune.Prepared prepared, Workers workers, List<Kernels> kernels) {
    List<KeptSet> sets = prepared.data().kept();
    return sets.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Retention(
                sets,
                prepared.recipe().versatility().maxForgetting(),
                prepared.recipe().seed(),
                workers,
                kernels));
  }

  /// The losses on a fixed part of each set, for curves: `general_loss` and `keep_loss`.
  Map<String, Double> sample(LanguageModel model) {
    SetLoss loss = loss(model);
    Map<String, Double> all = new LinkedHashMap<>();
    for (KeptSet set : sets) {
      List<TokenizedExample> some = KeptSet.first(set.tokens(), SAMPLED_TOKENS);
      double mean = loss.of(some).loss();
      if (Double.isFinite(mean)) {
        all.put(set.name() + "_loss", mean);
      }
    }
    return all;
  }

  /// The losses on all of each set.
  Losses measure(LanguageModel model) {
    SetLoss loss = loss(model);
    return new Losses(sets.stream().map(set -> loss.sums(set.tokens())).toList());
  }

  private SetLoss loss(LanguageModel model) {
    return new SetLoss(new NextToken(model), workers, kernels, TOKENS_PER_PASS);
  }

  /// What was lost.
  Forgetting compare(Losses before, Losses after) {
    return new Forgetting(
        IntStream.range(0, sets.size())
            .mapToObj(i -> kept(sets.get(i), before.nats().get(i), after.nats().get(i)))
            .toList(),
        limit);
  }

  private Forgetting.Kept kept(KeptSet set, double[] before, double[] after) {
    Places places = Places.of(set);
    double[] supervised =
        places.sums(set.tokens().stream().mapToDouble(e -> e.supervised()).toArray());
    double[] first = places.sums(before);
    double[] last = places.sums(after);
    Score lossBefore = Bootstrap.ratio("loss", first, supervised, seed);
    Score lossAfter = Bootstrap.ratio("loss", last, supervised, seed);
    Difference rise = Paired.ratio("loss", first, last, supervised, seed);
    double toBits = 1 / Math.log(2);
    return new Forgetting.Kept(
        set.name(),
        set.supervised(),
        lossBefore,
        lossAfter,
        rise,
        set.bytes()
            .filter(bytes -> bytes > 0)
            .map(bytes ->
                new Forgetting.Bits(
                    Arrays.stream(before).sum() * toBits / bytes,
                    Arrays.stream(after).sum() * toBits / bytes)),
        parts(set, places, supervised, first, last));
  }

  private static List<Forgetting.Part> parts(
      KeptSet set, Places places, double[] supervised, double[] before, double[] after) {
    if (set.kinds().isEmpty()) {
      return List.of();
    }
    List<Forgetting.Part> parts = new ArrayList<>();
    Map<String, Function<GeneralText, String>> kinds = new TreeMap<>();
    kinds.put("language", GeneralText::language);
    kinds.put("ability", GeneralText::ability);
    kinds.forEach((kind, of) -> {
      Map<String, List<Integer>> members = new TreeMap<>();
      for (int i = 0; i < places.ids().size(); i++) {
        GeneralText text = set.kinds().get(places.ids().get(i));
        if (text != null) {
          members.computeIfAbsent(of.apply(text), _ -> new ArrayList<>()).add(i);
        }
      }
      members.forEach((name, which) -> {
        double tokens = sum(supervised, which);
        if (tokens > 0) {
          parts.add(
              new Forgetting.Part(
                  kind,
                  name,
                  which.size(),
                  sum(before, which) / tokens,
                  sum(after, which) / tokens));
        }
      });
    });
    return parts;
  }

  private static double sum(double[] values, List<Integer> places) {
    return places.stream().mapToDouble(i -> values[i]).sum();
  }

  /// Which entries of a set's tokens are pieces of one example: these are not independent.
  private record Places(List<String> ids, List<List<Integer>> members) {

    static Places of(KeptSet set) {
      Map<String, List<Integer>> byId = new LinkedHashMap<>();
      for (int i = 0; i < set.tokens().size(); i++) {
        byId.computeIfAbsent(set.tokens().get(i).id(), _ -> new ArrayList<>()).add(i);
      }
      return new Places(List.copyOf(byId.keySet()), List.copyOf(byId.values()));
    }

    double[] sums(double[] ofPieces) {
      return members.stream().mapToDouble(places -> sum(ofPieces, places)).toArray();
    }
  }
}
