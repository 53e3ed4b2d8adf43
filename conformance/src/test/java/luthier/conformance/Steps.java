package luthier.conformance;

import java.util.List;
import luthier.batch.Layout;
import luthier.kernel.StockKernels;
import luthier.model.LanguageModel;
import luthier.objective.NextToken;
import luthier.optimizer.AdamWOptimizer;
import luthier.recipe.AdamW;
import luthier.tensor.Parameter;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;
import luthier.training.TrainingStep;

/// A few optimizer steps, so that something has been learned.
final class Steps {

  private Steps() {}

  static void take(
      int steps, LanguageModel model, List<Parameter> trained, List<TokenizedExample> rows) {
    AdamW adamw = new AdamW(0.9, 0.999, 1e-8, 0.01, AdamW.WeightDecayOn.ALL);
    trained.forEach(p -> p.train(1));
    try (Workers workers = new Workers(1, 1);
        AdamWOptimizer optimizer = new AdamWOptimizer(adamw, trained)) {
      TrainingStep step =
          new TrainingStep(
              optimizer,
              new NextToken(model),
              new Layout(1, true, 1000, 1),
              workers,
              List.of(new StockKernels()),
              1.0,
              0);
      for (int s = 1; s <= steps; s++) {
        step.run(s, rows, 0.01);
      }
    }
  }
}
