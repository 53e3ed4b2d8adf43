package luthier.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import luthier.batch.StepPlan;
import luthier.optimizer.AdamWOptimizer;
import luthier.recipe.Recipe;
import luthier.runlog.Manifest;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import luthier.runlog.RunListener;
import luthier.tensor.Parameter;
import luthier.training.RangeTest;
import luthier.training.TrainingStep;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// The peak of the learning rate where the recipe says `find`: by a range test on the run's own
/// weights, which are put back afterwards. It is written into the manifest, so that a resumed run
/// has the same.
///
/// @param usual the rate that `auto` would take: the middle of the range
record RateFinder(
    Recipe recipe,
    TunedModel tuned,
    StepPlan plan,
    double usual,
    RunFiles files,
    RunListener told) {

  private static final String KEY = "training.learning_rate";
  private static final double RANGE = 100;
  private static final int STEPS = 60;

  /// Makes a step with an optimizer.
  interface Steps {
    TrainingStep with(AdamWOptimizer optimizer);
  }

  /// What the manifest holds, or what a range test finds.
  double rate(Steps steps) throws IOException {
    Manifest manifest = Manifest.read(files.manifest());
    Optional<RunEvent.Decision> known =
        manifest.decisions().stream().filter(made -> made.key().equals(KEY)).findFirst();
    if (known.isPresent()) {
      return Double.parseDouble(known.get().value());
    }
    List<RangeTest.Point> points = measured(steps);
    OptionalDouble found = RangeTest.choose(points);
    double rate = rounded(found.orElse(usual));
    String why =
        found.isPresent()
            ? "a range test of "
                + points.size()
                + " steps: a tenth of the rate at which the loss was lowest"
            : "a range test found no rate at which the loss falls; this is what auto takes";
    RunEvent.Decision decision = new RunEvent.Decision(KEY, String.valueOf(rate), why);
    manifest.withDecision(decision).write(files.manifest());
    told.on(decision);
    return rate;
  }

  private List<RangeTest.Point> measured(Steps steps) {
    List<Tensor> before = copies();
    try (AdamWOptimizer optimizer =
        new AdamWOptimizer(recipe.training().optimizer(), tuned.trained())) {
      return new RangeTest(steps.with(optimizer), plan, usual / RANGE, usual * RANGE, STEPS).run();
    } finally {
      putBack(before);
    }
  }

  private List<Tensor> copies() {
    List<Tensor> copies = new ArrayList<>();
    try (NoGradGuard _ = new NoGradGuard()) {
      for (Parameter parameter : tuned.trained()) {
        copies.add(parameter.master().clone());
      }
    }
    return copies;
  }

  private void putBack(List<Tensor> before) {
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope()) {
      for (int i = 0; i < before.size(); i++) {
        Parameter parameter = tuned.trained().get(i);
        parameter.master().copy_(before.get(i));
        parameter.clearGradient();
        before.get(i).close();
      }
    }
    tuned.weightsLoaded();
  }

  private static double rounded(double rate) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.1e", rate));
  }
}
