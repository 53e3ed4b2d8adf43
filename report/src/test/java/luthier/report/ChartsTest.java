package luthier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import luthier.report.Series.Form;
import luthier.report.Series.Point;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "1.23456 | 1.235",
        "-0.5 | −0.5000",
        "12345.6 | 12,346",
        "2e-4 | 2e-4",
        "0.00012345 | 1.234e-4",
        "1234567 | 1.235e6",
        "999.96 | 1,000",
        "NaN | NaN",
        "-Infinity | −∞"
      })
  void numbersAreShort(double value, String text) {
    assertThat(Numbers.significant(value, 4)).isEqualTo(text);
  }

  @Test
  void unitsAreHuman() {
    assertThat(Numbers.duration(3.14159)).isEqualTo("3.14 s");
    assertThat(Numbers.duration(161.4)).isEqualTo("2 min 41 s");
    assertThat(Numbers.duration(7325)).isEqualTo("2 h 2 min");
    assertThat(Numbers.bytes(812)).isEqualTo("812 B");
    assertThat(Numbers.bytes(1_724_416)).isEqualTo("1.72 MB");
    assertThat(Numbers.abbreviated(430_080)).isEqualTo("430 k");
    assertThat(Numbers.percent(0.7142)).isEqualTo("71.4 %");
    assertThat(Numbers.pValue(0.0004)).isEqualTo("p\u00a0<\u00a00.001");
    assertThat(Numbers.median(new double[] {5, 1, 9, 3})).isEqualTo(4);
  }

  @Test
  void ticksStandAtRoundNumbers() {
    Axis axis = Axis.values(0.83, 3.35, false, 200, 10, 5);
    assertThat(axis.ticks()).containsExactly(1.0, 2.0, 3.0);
    assertThat(axis.pixel(axis.from())).isEqualTo(200);
    assertThat(axis.pixel(axis.to())).isEqualTo(10);
    Axis rate = Axis.values(5e-5, 2e-4, true, 200, 10, 5);
    assertThat(rate.ticks().stream().map(rate::label))
        .containsExactly("0", "5e-5", "1e-4", "1.5e-4", "2e-4");
    assertThat(Axis.steps(1, 120, 0, 100, 7).ticks()).startsWith(20.0).endsWith(120.0);
    assertThat(Axis.steps(1, 3, 0, 100, 7).ticks()).containsExactly(1.0, 2.0, 3.0);
  }

  @Test
  void aConstantAndASinglePointHaveAnAxis() {
    Axis constant = Axis.values(2, 2, false, 100, 0, 5);
    assertThat(constant.pixel(2)).isBetween(1.0, 99.0);
    Axis zero = Axis.values(0, 0, true, 100, 0, 5);
    assertThat(zero.ticks()).isNotEmpty();
    assertThat(Axis.steps(1, 1, 0, 100, 7).pixel(1)).isEqualTo(0);
  }

  @Test
  void smoothingIsCorrectedForItsStart() {
    List<Point> points = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      points.add(new Point(i, 3));
    }
    Series constant = new Series("", "", Form.LINE, points).smoothed("", "");
    assertThat(constant.lowest()).isCloseTo(3, within(1e-12));
    assertThat(constant.highest()).isCloseTo(3, within(1e-12));
    // weight 0.6: (0.6 * 0.4 * 1 + 0.4 * 2) / (1 - 0.36)
    Series two =
        new Series("", "", Form.LINE, List.of(new Point(1, 1), new Point(2, 2))).smoothed("", "");
    assertThat(two.ys()[1]).isCloseTo(1.625, within(1e-12));
  }

  @Test
  void pointsThatAreNoNumbersAreLeftOut() {
    Series series =
        new Series("", "", Form.LINE, List.of(new Point(1, Double.NaN), new Point(2, 1)));
    assertThat(series.points()).containsExactly(new Point(2, 1));
  }

  @Test
  void whatIsWrittenIsEscapedAndClosed() {
    Html html = new Html();
    html.open("p", "title", "a\"<b>'&")
        .text("x < y & \u0000 \u001b \ud800 \ud83d\ude00 é\n")
        .close("p");
    assertThat(html.toString())
        .isEqualTo(
            "<p title=\"a&quot;&lt;b&gt;&#39;&amp;\">x &lt; y &amp; \u2400 \u241b \ufffd"
                + " \ud83d\ude00 é\n"
                + "</p>\n");
    assertThatIllegalStateException()
        .isThrownBy(() -> new Html().open("p").close("div"))
        .withMessage("</div> where <p> is open");
    assertThatIllegalStateException().isThrownBy(() -> new Html().open("p").toString());
  }
}
