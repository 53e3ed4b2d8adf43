package luthier.source;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import luthier.InvalidInputException;
import luthier.example.Example;
import luthier.example.MessageReader;
import luthier.example.Origin;
import org.jspecify.annotations.Nullable;

/// Token rows: `{"input_ids": […], "labels": […]}`, taken as they are.
final class TokenShape {

  /// The label of a position that is not supervised.
  private static final int NOT_SUPERVISED = -100;

  private TokenShape() {}

  static Example.TokenRow read(RowFields row, Origin origin) {
    List<Integer> ids = numbers("input_ids", row.required("input_ids"), false);
    if (ids.isEmpty()) {
      throw new InvalidInputException("has no token in 'input_ids'; expected at least one");
    }
    Object labels = row.get("labels");
    List<Integer> targets = labels == null ? ids : numbers("labels", labels, true);
    requireSameLength("labels", targets.size(), ids.size());
    requireAllOnes(row.get("attention_mask"), ids.size());
    return new Example.TokenRow(origin, ids, targets);
  }

  private static List<Integer> numbers(String field, Object value, boolean labels) {
    if (!(value instanceof List<?> list)) {
      throw new InvalidInputException(
          "has in '" + field + "' " + MessageReader.kind(value) + ", expected a list of token ids");
    }
    int[] numbers = new int[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      Object number = list.get(i);
      boolean valid =
          number instanceof Long id
              && (id >= 0 && id <= Integer.MAX_VALUE || labels && id == NOT_SUPERVISED);
      if (!valid) {
        throw new InvalidInputException(
            "has in '"
                + field
                + "' at place "
                + (i + 1)
                + " "
                + MessageReader.kind(number)
                + ", expected a token id"
                + (labels ? " or -100" : ", 0 or more"));
      }
      numbers[i] = ((Long) number).intValue();
    }
    return new Ints(numbers);
  }

  private static void requireSameLength(String field, int found, int expected) {
    if (found != expected) {
      throw new InvalidInputException(
          "has " + found + " " + field + " and " + expected + " input_ids; expected equal numbers");
    }
  }

  private static void requireAllOnes(@Nullable Object mask, int tokens) {
    if (mask == null) {
      return;
    }
    if (!(mask instanceof List<?> list)) {
      throw new InvalidInputException(
          "has in 'attention_mask' " + MessageReader.kind(mask) + ", expected a list of ones");
    }
    requireSameLength("attention_mask entries", list.size(), tokens);
    for (Object entry : list) {
      if (!(entry instanceof Long one && one == 1)) {
        throw new InvalidInputException(
            "has in 'attention_mask' "
                + MessageReader.kind(entry)
                + ", expected ones only: leave padding out of the row");
      }
    }
  }

  /// An immutable list that holds its numbers as such: a row of a million tokens takes 4 MB.
  private static final class Ints extends AbstractList<Integer> implements RandomAccess {

    private final int[] numbers;

    Ints(int[] numbers) {
      this.numbers = numbers;
    }

    @Override
    public Integer get(int index) {
      return numbers[index];
    }

    @Override
    public int size() {
      return numbers.length;
    }
  }
}
