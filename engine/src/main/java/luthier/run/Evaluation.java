package luthier.run;

import java.util.List;
import java.util.Optional;
import luthier.adapter.Adapter;
import luthier.evaluation.SetLoss;
import luthier.kernel.Kernels;
import luthier.tokenizer.TokenizedExample;

/// Measures base and tuned model on the same held-out examples: the test set, else the validation
/// set.
record Evaluation(FineTune.Prepared prepared, TunedModel tuned, SetLoss loss, Kernels kernels) {

  /// What the base model scores; measured before training, since full fine-tuning changes it.
  record Before(Results.Scores scores, List<String> answers) {}

  String set() {
    if (!prepared.data().test().isEmpty()) {
      return "test";
    }
    return prepared.data().validation().isEmpty() ? "none" : "validation";
  }

  List<TokenizedExample> examples() {
    return prepared.data().test().isEmpty() ? prepared.data().validation() : prepared.data().test();
  }

  Before before() {
    tuned.adapter().ifPresent(Adapter::disable);
    try {
      return new Before(scores(), List.of());
    } finally {
      tuned.adapter().ifPresent(Adapter::enable);
    }
  }

  Results.Scores scores() {
    return new Results.Scores(
        examples().isEmpty() ? Optional.empty() : Optional.of(loss.of(examples()).loss()),
        Optional.empty());
  }
}
