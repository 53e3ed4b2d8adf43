package luthier.metric;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a language model lost of what it knew before: its loss on texts that it was not trained on
/// and that are not of its task, before and after.
///
/// @param sets what was measured: `general`, the probe that comes with Luthier, and `keep`, the
///   user's own; those that there are
/// @param limit largest rise that is allowed, in nats per token; empty for none
public record Forgetting(List<Kept> sets, Optional<Double> limit) {

  /// The general probe.
  public static final String GENERAL = "general";

  /// The user's keep-set.
  public static final String KEEP = "keep";

  /// What can be done about forgetting.
  public static final String ADVICE =
      "What helps: data.replay (general examples mixed in), luthier export --blend 0.7 (a step back"
          + " to the base), a lower learning rate or fewer epochs, a lower method.r.";

  public Forgetting {
    sets = List.copyOf(sets);
  }

  /// One set of texts before and after.
  ///
  /// @param name [#GENERAL] or [#KEEP]
  /// @param tokens whose loss counted
  /// @param before loss of the base, nats per token
  /// @param after loss of the tuned model, nats per token
  /// @param rise after minus before, by paired test over the texts
  /// @param bitsPerByte of the base and of the tuned model; empty where the tokens are no text
  /// @param parts the same by language and ability; empty where these are not known
  public record Kept(
      String name,
      long tokens,
      Score before,
      Score after,
      Difference rise,
      Optional<Bits> bitsPerByte,
      List<Part> parts) {

    public Kept {
      parts = List.copyOf(parts);
    }

    /// Whether the loss rose by more than so many nats per token. The estimate decides, be it
    /// beyond chance or not: a limit guards, and [#sentence] says how sure it is.
    public boolean exceeds(double limit) {
      return rise.change().value() > limit;
    }

    /// The change in one sentence, with what chance explains of it.
    public String sentence() {
      double change = rise.change().value();
      String title = name.equals(GENERAL) ? "General loss" : "Loss on the keep-set";
      String how =
          !rise.significant()
              ? "no change beyond chance"
              : change > 0 ? "a rise beyond chance" : "a fall beyond chance";
      String interval =
          rise.change().hasInterval()
              ? String.format(
                  Locale.ROOT,
                  ", 95 %% interval %+.3f to %+.3f",
                  rise.change().low(),
                  rise.change().high())
              : "";
      return String.format(
          Locale.ROOT,
          "%s: %.3f before, %.3f after, %+.3f nats a token (%s%s, %d texts).",
          title,
          before.value(),
          after.value(),
          change,
          how,
          interval,
          before.examples());
    }
  }

  /// Bits per byte of text, which can be compared between tokenizers.
  public record Bits(double before, double after) {}

  /// A part of the texts.
  ///
  /// @param kind what divides them: `language` or `ability`
  /// @param name which of them
  /// @param texts how many
  /// @param before loss of the base, nats per token
  /// @param after loss of the tuned model, nats per token
  public record Part(String kind, String name, int texts, double before, double after) {}

  /// One of the sets.
  public Optional<Kept> set(String name) {
    return sets.stream().filter(kept -> kept.name().equals(name)).findFirst();
  }

  /// The general probe.
  public Optional<Kept> general() {
    return set(GENERAL);
  }

  /// The user's keep-set.
  public Optional<Kept> keep() {
    return set(KEEP);
  }

  /// Whether a loss rose by more than the limit.
  public boolean exceeded() {
    return limit.isPresent() && sets.stream().anyMatch(kept -> kept.exceeds(limit.get()));
  }

  /// Whether a loss rose beyond chance.
  public boolean significant() {
    return sets.stream()
        .anyMatch(kept -> kept.rise().significant() && kept.rise().change().value() > 0);
  }

  /// What is to be told, one sentence each; the last one says whether the limit holds.
  public List<String> sentences() {
    Stream<String> verdict =
        limit.stream()
            .map(most ->
                exceeded()
                    ? String.format(
                        Locale.ROOT,
                        "The model forgot more than evaluation.max_forgetting = %s allows. %s",
                        most,
                        ADVICE)
                    : String.format(
                        Locale.ROOT, "That is within evaluation.max_forgetting = %s.", most));
    return Stream.concat(sets.stream().map(Kept::sentence), verdict).toList();
  }
}
