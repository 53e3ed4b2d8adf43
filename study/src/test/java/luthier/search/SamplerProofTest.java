package luthier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import luthier.recipe.Dimension;
import luthier.runlog.Json;
import luthier.runlog.JsonView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Our Parzen estimators against Optuna's and against random search: the regret after 60
/// evaluations of eight published functions, the median of 20 seeds. `optuna.json` holds Optuna's
/// numbers (`optuna_regret.py` beside it made it); the table goes to `target/samplers.md`.
@Tag("long")
class SamplerProofTest {

  private static final int SEEDS = 20;
  private static final int EVALUATIONS = 60;

  @Test
  void theMedianRegretIsThatOfOptuna() throws IOException {
    JsonView optuna;
    try (InputStream in =
        Objects.requireNonNull(SamplerProofTest.class.getResourceAsStream("optuna.json"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      optuna = Json.parse("optuna.json", text);
    }
    StringBuilder table =
        new StringBuilder(
            "| Function | Luthier TPE | Optuna TPE | ratio | Luthier random | Optuna random |\n"
                + "|---|---|---|---|---|---|\n");
    List<Double> ratios = new ArrayList<>();
    for (Map.Entry<String, TestFunctions.Known> each : TestFunctions.all().entrySet()) {
      double ours = median(regrets(each.getValue(), true));
      double drawn = median(regrets(each.getValue(), false));
      double theirs = median(numbers(optuna.object("tpe"), each.getKey()));
      double theirDrawn = median(numbers(optuna.object("random"), each.getKey()));
      ratios.add(ours / theirs);
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %.4g | %.4g | %.2f | %.4g | %.4g |%n",
              each.getKey(),
              ours,
              theirs,
              ours / theirs,
              drawn,
              theirDrawn));
      assertThat(ours).as(each.getKey() + " against random").isLessThan(1.05 * drawn);
    }
    double middle = median(ratios.stream().mapToDouble(Double::doubleValue).toArray());
    table.append(String.format(Locale.ROOT, "%nMedian ratio: %.2f%n", middle));
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "samplers.md"), table);
    assertThat(middle).as(table.toString()).isLessThanOrEqualTo(1.1);
  }

  private static double[] numbers(JsonView json, String key) {
    return json.numbers(key).stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] regrets(TestFunctions.Known known, boolean learning) {
    List<Dimension> space = TestFunctions.space(known);
    return IntStream.range(0, SEEDS)
        .mapToDouble(seed -> {
          RandomSampler random = new RandomSampler(space, seed);
          Sampler sampler = learning ? new TpeSampler(space, random, seed) : random;
          List<Observation> past = new ArrayList<>();
          for (int i = 1; i <= EVALUATIONS; i++) {
            Map<String, Double> point = sampler.next(past, i);
            double[] x = point.values().stream().mapToDouble(Double::doubleValue).toArray();
            double value = known.f().applyAsDouble(x);
            past.add(new Observation(point, value, TrialState.FINISHED, 1));
          }
          return past.stream().mapToDouble(Observation::loss).min().orElseThrow() - known.least();
        })
        .toArray();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
