package luthier.verdict;

import java.util.OptionalLong;
import luthier.metric.Forgetting;

/// What to do with a tuned model.
public sealed interface Verdict {

  /// One word for programs.
  String word();

  /// Better than everything it was compared with: ship it.
  record Better() implements Verdict {
    @Override
    public String word() {
      return "better";
    }
  }

  /// Better at its task, and too much of what the base knew is gone.
  record BetterButForgot(Forgetting forgetting) implements Verdict {
    @Override
    public String word() {
      return "better_but_forgot";
    }
  }

  /// Nothing that the held-out examples can show.
  ///
  /// @param more examples that are likely to settle it; empty where the tuned model is not ahead,
  ///   or there are too few to tell
  record NoDifference(OptionalLong more) implements Verdict {
    @Override
    public String word() {
      return "no_difference";
    }
  }

  /// Something simpler than tuning does as well.
  ///
  /// @param kind of it
  record SimplerInstead(Predictor.Kind kind) implements Verdict {
    @Override
    public String word() {
      return kind == Predictor.Kind.PROMPT ? "prompt_instead" : "neighbours_instead";
    }
  }

  /// Worse than before: do not ship it.
  record Worse() implements Verdict {
    @Override
    public String word() {
      return "worse";
    }
  }

  /// Nothing was held out, or nothing could be compared.
  record NotMeasured() implements Verdict {
    @Override
    public String word() {
      return "not_measured";
    }
  }
}
