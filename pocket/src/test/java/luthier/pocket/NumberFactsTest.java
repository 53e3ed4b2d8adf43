package luthier.pocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NumberFactsTest {

  private static final Pattern SUM =
      Pattern.compile("(\\d+) (plus|minus|times) (\\d+) is (\\d+)\\.");
  private static final Pattern ORDER =
      Pattern.compile("(\\d+) is (greater|smaller) than (\\d+)\\.");
  private static final Pattern DIGITS =
      Pattern.compile(
          "the number (\\d{5}) has five digits: ([\\d, ]+)\\.", Pattern.CASE_INSENSITIVE);

  @Test
  void statesOnlyWhatIsTrue() {
    NumberFacts facts = new NumberFacts(42);
    int checked = 0;
    for (int i = 0; i < 2000; i++) {
      String text = facts.next().text();
      Matcher sum = SUM.matcher(text);
      while (sum.find()) {
        int a = Integer.parseInt(sum.group(1));
        int b = Integer.parseInt(sum.group(3));
        int expected =
            switch (sum.group(2)) {
              case "plus" -> a + b;
              case "minus" -> a - b;
              default -> a * b;
            };
        assertThat(Integer.parseInt(sum.group(4))).as(text).isEqualTo(expected);
        checked++;
      }
      Matcher order = ORDER.matcher(text);
      while (order.find()) {
        boolean greater = Integer.parseInt(order.group(1)) > Integer.parseInt(order.group(3));
        assertThat(order.group(2)).as(text).isEqualTo(greater ? "greater" : "smaller");
        checked++;
      }
      Matcher digits = DIGITS.matcher(text);
      while (digits.find()) {
        assertThat(digits.group(2).replace(", ", "")).as(text).isEqualTo(digits.group(1));
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(1000);
  }
}
