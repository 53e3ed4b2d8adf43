package luthier.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import luthier.curve.CurveVerdict.Kind;
import luthier.recipe.BestBy;
import luthier.recipe.StopWhen;
import luthier.runlog.Metrics;
import luthier.runlog.RunEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Curves of each kind, made by formula.
class CurveRulesTest {

  private static final int STEPS_PER_EPOCH = 10;
  private static final CurveSettings LOSS = new CurveSettings(new BestBy("loss"), true);

  /// A run that is validated every ten steps.
  private static Metrics run(int steps, DoubleUnaryOperator train, DoubleUnaryOperator validation) {
    return run(steps, train, validation, _ -> Map.of());
  }

  private interface Scores {
    Map<String, Double> at(int step);
  }

  private static Metrics run(
      int steps, DoubleUnaryOperator train, DoubleUnaryOperator validation, Scores scores) {
    List<RunEvent.StepDone> made = new ArrayList<>();
    List<RunEvent.Evaluated> validated = new ArrayList<>();
    for (int i = 1; i <= steps; i++) {
      double epoch = (double) i / STEPS_PER_EPOCH;
      made.add(
          new RunEvent.StepDone(
              i, epoch, train.applyAsDouble(i), 1e-3, 1, 90, 400, 5000, Map.of(), List.of()));
      if (i % 10 == 0) {
        validated.add(
            new RunEvent.Evaluated(i, epoch, validation.applyAsDouble(i), scores.at(i), 0.1));
      }
    }
    return new Metrics(made, validated);
  }

  private static List<Kind> kinds(Metrics metrics) {
    return kinds(metrics, LOSS);
  }

  private static List<Kind> kinds(Metrics metrics, CurveSettings settings) {
    return CurveRules.judge(metrics, settings).stream().map(CurveVerdict::kind).toList();
  }

  private static double falling(double step) {
    return 1 + 2 * Math.exp(-step / 40);
  }

  @Test
  void nothingIsSaidBeforeTheFirstStep() {
    assertThat(CurveRules.judge(new Metrics(List.of(), List.of()), LOSS)).isEmpty();
  }

  @Test
  void aRunWithoutValidationsIsJudgedByItsTrainingLoss() {
    Metrics steps = new Metrics(run(40, CurveRulesTest::falling, x -> x).steps(), List.of());
    assertThat(kinds(steps)).containsExactly(Kind.HEALTHY);
    assertThat(CurveRules.judge(steps, LOSS).getFirst().bestStep()).isZero();
  }

  @Test
  void whileTheValidationFallsItIsStillLearning() {
    assertThat(kinds(run(60, CurveRulesTest::falling, x -> falling(x) + 0.1)))
        .containsExactly(Kind.STILL_LEARNING);
  }

  @Test
  void aLossThatIsNoNumberHasDiverged() {
    assertThat(kinds(run(30, x -> x < 25 ? falling(x) : Double.NaN, CurveRulesTest::falling)))
        .contains(Kind.DIVERGED);
  }

  @Test
  void aLossThatStaysAboveTwiceItsLowestHasDiverged() {
    DoubleUnaryOperator curve = x -> x < 50 ? falling(x) : 4.5;
    assertThat(kinds(run(70, curve, curve))).doesNotContain(Kind.DIVERGED);
    List<CurveVerdict> verdicts = CurveRules.judge(run(100, curve, curve), LOSS);
    assertThat(verdicts.getFirst().kind()).isEqualTo(Kind.DIVERGED);
    assertThat(verdicts.getFirst().bestStep()).isEqualTo(40);
    assertThat(verdicts.getFirst().advice()).contains("Step 40", "learning_rate to a third");
  }

  @Test
  void aStretchOfHarderExamplesIsNoDivergence() {
    assertThat(kinds(run(100, x -> x < 50 ? falling(x) : 4.5, CurveRulesTest::falling)))
        .doesNotContain(Kind.DIVERGED);
  }

  /// A loss that is almost nothing may double.
  @Test
  void aLossNearZeroThatWaversIsNoDivergence() {
    DoubleUnaryOperator curve = x -> x < 60 ? 3 * Math.exp(-x / 8) : 0.02;
    assertThat(kinds(run(120, curve, curve))).doesNotContain(Kind.DIVERGED);
  }

  @Test
  void aFlatTrainingLossIsNotLearning() {
    Random random = new Random(1);
    Metrics flat = run(60, _ -> 3 + 0.02 * random.nextGaussian(), _ -> 3.01);
    assertThat(kinds(flat)).containsExactly(Kind.NOT_LEARNING);
    // too early to say
    assertThat(kinds(run(10, _ -> 3, _ -> 3.01))).containsExactly(Kind.HEALTHY);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.3, 1.7, 3})
  void overfittingHasThreeDegrees(double ratio) {
    DoubleUnaryOperator train = x -> Math.max(1, 3 - x / 10);
    DoubleUnaryOperator validation = x -> x <= 40 ? 3 - x / 20 : ratio - 0.3 * (100 - x) / 100;
    List<CurveVerdict> verdicts = CurveRules.judge(run(100, train, validation), LOSS);
    assertThat(verdicts.getFirst().kind())
        .isEqualTo(
            ratio > 2
                ? Kind.OVERFITTING_STRONG
                : ratio > 1.5 ? Kind.OVERFITTING_MODERATE : Kind.OVERFITTING_MILD);
    assertThat(verdicts.getFirst().kind().condition()).contains(StopWhen.Condition.OVERFITTING);
    assertThat(verdicts.getFirst().bestStep()).isEqualTo(40);
  }

  @Test
  void oneWorseValidationIsNotOverfitting() {
    DoubleUnaryOperator validation = x -> x <= 50 ? 3 - x / 20 : 1.5;
    DoubleUnaryOperator train = x -> Math.max(0.5, 3 - x / 10);
    assertThat(kinds(run(60, train, validation))).containsExactly(Kind.HEALTHY);
    assertThat(kinds(run(70, train, validation))).containsExactly(Kind.OVERFITTING_STRONG);
  }

  @Test
  void aRiseBesideATrainingLossThatIsAsHighIsNotOverfitting() {
    DoubleUnaryOperator curve = x -> x <= 50 ? 3 - x / 20 : 0.8;
    assertThat(kinds(run(80, curve, curve))).doesNotContain(Kind.OVERFITTING_MILD);
  }

  /// The loss of a classifier rises while its answers get better: not yet overfitting.
  @Test
  void theNumberThatChoosesTheBestStepDecides() {
    CurveSettings settings = new CurveSettings(new BestBy("macro_f1"), true);
    DoubleUnaryOperator train = x -> Math.max(0.1, 3 - x / 10);
    DoubleUnaryOperator validation = x -> x <= 40 ? 3 - x / 20 : 1 + x / 100;
    Metrics better = run(100, train, validation, step -> Map.of("macro_f1", step / 100.0));
    assertThat(kinds(better, settings)).containsExactly(Kind.HEALTHY);
    Metrics worse = run(100, train, validation, step -> Map.of("macro_f1", -Math.abs(step - 60.0)));
    List<CurveVerdict> verdicts = CurveRules.judge(worse, settings);
    assertThat(verdicts.getFirst().kind()).isEqualTo(Kind.OVERFITTING_STRONG);
    assertThat(verdicts.getFirst().bestStep()).isEqualTo(60);
  }

  @Test
  void examplesKnownByHeartAreMemorised() {
    DoubleUnaryOperator train = x -> 3 * Math.exp(-x / 8) + 0.001;
    Metrics metrics = run(80, train, x -> x <= 40 ? 3 - x / 20 : 1.005);
    assertThat(kinds(metrics)).containsExactly(Kind.MEMORISING);
    assertThat(kinds(metrics, new CurveSettings(new BestBy("loss"), false)))
        .doesNotContain(Kind.MEMORISING);
    // known by heart, and the validation gains by it
    assertThat(kinds(run(80, train, x -> 3 - x / 40))).containsExactly(Kind.STILL_LEARNING);
  }

  @Test
  void forgettingIsSaidBesideTheOthers() {
    Metrics warn =
        run(
            60,
            CurveRulesTest::falling,
            CurveRulesTest::falling,
            step -> Map.of("general_loss", 2 + 0.005 * step));
    assertThat(kinds(warn)).containsExactly(Kind.FORGETTING, Kind.STILL_LEARNING);
    Metrics strong =
        run(
            60,
            CurveRulesTest::falling,
            CurveRulesTest::falling,
            step -> Map.of("general_loss", 2 + 0.02 * step));
    assertThat(kinds(strong)).containsExactly(Kind.FORGETTING_STRONG);
  }

  @Test
  void aFlatValidationIsAPlateau() {
    Metrics metrics = run(80, CurveRulesTest::falling, x -> Math.max(1.4, 3 - x / 25) - x / 1e5);
    assertThat(kinds(metrics)).containsExactly(Kind.PLATEAU);
  }

  /// Two hundred noisy healthy runs: never a bad word at any validation.
  @Test
  void noiseIsNotTakenForTrouble() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Metrics all =
          run(
              120,
              x -> falling(x) * (1 + 0.1 * random.nextGaussian()),
              x -> falling(x) * 1.05 * (1 + 0.01 * random.nextGaussian()));
      for (int n = 1; n <= all.evaluations().size(); n++) {
        Metrics sofar =
            new Metrics(all.steps().subList(0, 10 * n), all.evaluations().subList(0, n));
        assertThat(kinds(sofar)).as("seed %d, validation %d", seed, n).noneMatch(Kind::bad);
      }
    }
  }
}
