package luthier.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonValuesTest {

  @Test
  void valuesOfEveryKind() {
    Object value =
        JsonValues.parse(
            "{\"s\":\"a\\u0000\\ud83d\\ude00\",\"i\":-7,\"l\":9007199254740993,"
                + "\"b\":123456789012345678901234567890,\"d\":1.5e3,\"t\":true,\"n\":null,\"a\":[1,null]}");
    assertThat(value).isInstanceOf(Map.class);
    Map<?, ?> object = (Map<?, ?>) Objects.requireNonNull(value);
    assertThat(object.get("s")).isEqualTo("a\u0000😀");
    assertThat(object.get("i")).isEqualTo(-7L);
    assertThat(object.get("l")).isEqualTo(9007199254740993L);
    assertThat(object.get("b")).isEqualTo(new BigInteger("123456789012345678901234567890"));
    assertThat(object.get("d")).isEqualTo(1500.0);
    assertThat(object.get("t")).isEqualTo(true);
    assertThat(object.containsKey("n")).isTrue();
    assertThat(object.get("a")).isEqualTo(Arrays.asList(1L, null));
    assertThat(List.copyOf(object.keySet()))
        .as("keys in the order of the text")
        .isEqualTo(List.of("s", "i", "l", "b", "d", "t", "n", "a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":1,"a":2}        | duplicate key 'a'
          {"x":{"b":1,"b":1}}  | duplicate key 'b'
          "\\ud800"            | text with the lone surrogate \\ud800, which is no character; expected a pair
          ["\\udc00x"]         | text with the lone surrogate \\udc00
          {"\\ud83d":1}        | broken JSON at column 9: Broken surrogate pair
          1e999999999          | a number beyond the range of double
          [-1e400]             | a number beyond the range of double
          {"a":1               | broken JSON at column
          {"a":1} {"b":2}      | broken JSON at column 9: something follows the end of the value
          {'a':1}              | broken JSON at column 2
          [1,]                 | broken JSON at column
          NaN                  | broken JSON at column
          """)
  void whatHasNoMeaningIsRefused(String text, String message) {
    assertThatThrownBy(() -> JsonValues.parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("tools.jackson");
  }

  @Test
  void nothingIsNoValue() {
    assertThatThrownBy(() -> JsonValues.parse("  "))
        .hasMessage("broken JSON: found nothing, expected a value");
  }

  @Test
  void deepNestingEndsWithoutAStackOverflow() {
    assertThatThrownBy(() -> JsonValues.parse("[".repeat(50_000)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("JSON nested deeper than 100 levels");
    assertThatThrownBy(() -> JsonValues.parse("{\"a\":".repeat(50_000)))
        .hasMessageStartingWith("JSON nested deeper than 100 levels");
    assertThat(JsonValues.parse("[".repeat(100) + "]".repeat(100))).isInstanceOf(List.class);
  }

  @Test
  void hugeNumbersAreRefusedAndNotShown() {
    for (String number : List.of("9".repeat(100_000), "0." + "1".repeat(100_000))) {
      assertThatThrownBy(() -> JsonValues.parse("{\"n\":" + number + "}"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("a number of more than 400 characters")
          .message()
          .hasSizeLessThan(200);
    }
  }

  @Test
  void moreThanFourMillionPartsAreRefused() {
    String millions = "[" + "0,".repeat(4_000_001) + "0]";
    assertThatThrownBy(() -> JsonValues.parse(millions))
        .hasMessage("a JSON value of more than 4000000 parts");
  }
}
