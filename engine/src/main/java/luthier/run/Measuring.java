package luthier.run;

import java.util.List;
import luthier.metric.Evaluation;
import luthier.model.Model;
import luthier.verdict.Findings;

/// Measures the base and the tuned model on the same held-out examples: the test set, else the
/// validation set.
interface Measuring {

  /// What one model made of the held-out examples; only the measuring that made it reads it.
  interface Measured {}

  /// What the tuned model makes of them.
  Measured measure(Model tuned);

  /// What the tuned model is compared with.
  ///
  /// @param base the model before training
  /// @param tuned of [#measure]
  Measured measureBase(Model base, Measured tuned);

  /// The scores of both, how they differ, and a few examples.
  Evaluation compare(Measured before, Measured after);

  /// What it comes to: the verdict, and what helps to understand it.
  Findings findings(Measured before, Measured after);

  /// What should be looked at.
  List<String> complaints(Measured before, Measured after);
}
