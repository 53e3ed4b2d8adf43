package luthier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ImportanceTest {

  /// The shares of 10 x0 + 3 x1 are 100 / 109 and 9 / 109; those of x0 * x1 around the middle are
  /// what both do only together.
  @Test
  void sharesAreThoseOfTheFunction() {
    Random random = new Random(1);
    double[][] points = new double[200][3];
    double[] sum = new double[200];
    double[] product = new double[200];
    for (int i = 0; i < points.length; i++) {
      for (int d = 0; d < 3; d++) {
        points[i][d] = random.nextDouble();
      }
      sum[i] = 10 * points[i][0] + 3 * points[i][1];
      product[i] = (points[i][0] - 0.5) * (points[i][1] - 0.5);
    }
    double[] shares = Importance.of(points, sum, 1).shares();
    assertThat(shares[0]).isBetween(0.82, 0.97);
    assertThat(shares[1]).isBetween(0.02, 0.15);
    assertThat(shares[2]).isLessThan(0.03);
    double[] together = Importance.of(points, product, 1).shares();
    assertThat(together[0] + together[1] + together[2]).isLessThan(0.35);
  }

  @Test
  void oneDivergedTrialDoesNotDecideEverything() {
    double[][] points = new double[40][2];
    double[] losses = new double[40];
    Random random = new Random(2);
    for (int i = 0; i < points.length; i++) {
      points[i] = new double[] {random.nextDouble(), random.nextDouble()};
      losses[i] = points[i][0];
    }
    points[7] = new double[] {0.5, 0.99};
    losses[7] = 1e9;
    double[] shares = Importance.of(points, losses, 1).shares();
    assertThat(shares[0]).isGreaterThan(0.6);
    assertThat(shares[1]).isLessThan(0.2);
  }
}
