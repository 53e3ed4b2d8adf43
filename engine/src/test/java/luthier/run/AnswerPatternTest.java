package luthier.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import luthier.metric.BoundedPattern.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerPatternTest {

  @ParameterizedTest
  @CsvSource({
    "a+, xaay, aa",
    "x(a*)y, xaay, aa",
    "x(a*)y, xy, ''",
    "'\\[(\\w+)\\]', 'so [yes] [no]', yes",
  })
  void findsTheFirstMatch(String pattern, String text, String expected) {
    assertThat(find(pattern, text)).isEqualTo(new Found.Text(expected));
  }

  @ParameterizedTest
  @CsvSource({"a+, xyz", "'x(a)?', xyz"})
  void findsNothing(String pattern, String text) {
    assertThat(find(pattern, text)).isEqualTo(new Found.Nothing());
  }

  /// Some 10^10 ways to share 300 characters among five groups.
  @Test
  void givesUpWhereWaysMultiply() {
    assertThat(find("(.*)(.*)(.*)(.*)(.*)z", "a".repeat(300))).isEqualTo(new Found.GaveUp());
  }

  /// A repeated alternative recurses once for each character.
  @Test
  void givesUpWhereTheStackEnds() {
    assertThat(find("(a|b)*c", "ab".repeat(2_000_000))).isEqualTo(new Found.GaveUp());
  }

  private static Found find(String pattern, String text) {
    return AnswerPattern.of(Pattern.compile(pattern)).in(text);
  }
}
