package luthier.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The last number of a text.
///
/// A number has digits 0 to 9, a sign unless it stands after a letter, a digit or a bracket (`10-5`
/// ends with 5), and an exponent (`1.5e-3`). Of its marks the last is the decimal point if it is
/// the only `.`, or the only `,` and no three digits follow (`2,5`) or a `0` or another mark is
/// before it (`0,125`; `1.234,500`); the others part groups of three digits: all `,` or all `.`,
/// `'`, `’`, `_` or a no-break or thin space (`1,234`, `1.234.567`, `1'234.5`). What is no number
/// by these rules counts by its last run of digits: of `1,2,3` or `2.10.7` that is the last one.
final class NumberInText {

  private static final String MARKS = ".,'’_\u00a0\u202f\u2009";

  private static final Pattern NUMBER =
      Pattern.compile(
          "((?<![\\p{L}\\p{N})\\]])[-+−])?+([0-9]++(?:["
              + MARKS
              + "][0-9]++)*+|\\.[0-9]++)([eE][-+]?[0-9]++)?+");

  private NumberInText() {}

  /// Empty when there is none.
  static OptionalDouble last(String text) {
    Matcher matcher = NUMBER.matcher(text);
    OptionalDouble last = OptionalDouble.empty();
    while (matcher.find()) {
      String sign = matcher.group(1);
      String exponent = matcher.group(3);
      String plain = plain(matcher.group(2)) + (exponent == null ? "" : exponent);
      double value = Double.parseDouble(plain);
      last = OptionalDouble.of(sign == null || sign.equals("+") ? value : -value);
    }
    return last;
  }

  /// The number as Java writes it.
  private static String plain(String number) {
    List<String> runs = new ArrayList<>();
    StringBuilder marks = new StringBuilder();
    int start = 0;
    for (int i = 0; i < number.length(); i++) {
      if (MARKS.indexOf(number.charAt(i)) >= 0) {
        runs.add(number.substring(start, i));
        marks.append(number.charAt(i));
        start = i + 1;
      }
    }
    runs.add(number.substring(start));
    int whole = decimal(runs, marks) ? runs.size() - 1 : runs.size();
    if (!grouped(runs.subList(0, whole), marks)) {
      return runs.getLast();
    }
    String integer = String.join("", runs.subList(0, whole));
    return whole < runs.size() ? integer + "." + runs.getLast() : integer;
  }

  /// Whether the last mark is the decimal point.
  private static boolean decimal(List<String> runs, StringBuilder marks) {
    if (marks.isEmpty()) {
      return false;
    }
    int last = marks.length() - 1;
    char mark = marks.charAt(last);
    boolean only = marks.indexOf(String.valueOf(mark)) == last;
    boolean other = last > 0 || runs.getLast().length() != 3 || runs.getFirst().startsWith("0");
    return only && (mark == '.' || mark == ',' && other);
  }

  /// Whether all marks between these runs are the same and part groups of three.
  private static boolean grouped(List<String> runs, StringBuilder marks) {
    for (int i = 1; i < runs.size(); i++) {
      if (runs.get(i).length() != 3 || marks.charAt(i - 1) != marks.charAt(0)) {
        return false;
      }
    }
    return runs.size() == 1 || runs.getFirst().length() <= 3;
  }
}
