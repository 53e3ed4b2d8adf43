package luthier.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// What is chosen from the curve of a range test.
class RangeTestTest {

  /// From 1e-5 to 1e-1 in 41 steps: ten to each power of ten.
  private static List<RangeTest.Point> points(DoubleUnaryOperator lossAtExponent) {
    List<RangeTest.Point> points = new ArrayList<>();
    for (int i = 0; i <= 40; i++) {
      double exponent = -5 + i / 10.0;
      points.add(
          new RangeTest.Point(Math.pow(10, exponent), lossAtExponent.applyAsDouble(exponent)));
    }
    return points;
  }

  @Test
  void aTenthOfTheRateAtTheLowestLossIsChosen() {
    // a valley with its ground at 1e-2; the smoothing shifts it up by less than a factor of three
    List<RangeTest.Point> valley = points(e -> 1 + (e + 2) * (e + 2));
    assertThat(RangeTest.choose(valley).orElseThrow()).isBetween(1e-3, 3e-3);
  }

  @Test
  void nothingIsChosenWhereTheLossDoesNotFall() {
    assertThat(RangeTest.choose(points(_ -> 3))).isEmpty();
    assertThat(RangeTest.choose(points(e -> 3 + e + 5))).isEmpty();
    assertThat(RangeTest.choose(List.of())).isEmpty();
  }

  @Test
  void aSingleOutlierIsNotTakenForTheLowest() {
    DoubleUnaryOperator valley = e -> 1 + (e + 2) * (e + 2);
    double clean = RangeTest.choose(points(valley)).orElseThrow();
    double disturbed =
        RangeTest.choose(points(e -> valley.applyAsDouble(e) - (Math.abs(e + 4) < 0.01 ? 2 : 0)))
            .orElseThrow();
    assertThat(disturbed).isCloseTo(clean, Offset.offset(1e-12));
  }
}
