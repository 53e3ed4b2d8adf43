package luthier.metric;

import java.util.Arrays;
import java.util.OptionalDouble;

/// A metric of one predictor on its examples, not yet computed.
sealed interface Measure {

  /// The metric, in snake_case.
  String name();

  /// Its value; empty where it is not defined on these examples.
  OptionalDouble value();

  /// The share of examples that are right.
  record Share(String name, Flags right) implements Measure {
    @Override
    public OptionalDouble value() {
      return OptionalDouble.of((double) right.count() / right.size());
    }
  }

  /// The mean of one number per example.
  record Mean(String name, Series perExample) implements Measure {
    @Override
    public OptionalDouble value() {
      return OptionalDouble.of(perExample.mean());
    }
  }

  /// Any other number.
  ///
  /// @param biased whether it is expected too high on few examples, e.g. the calibration error: its
  ///   interval is then mirrored at the value
  record Other(String name, int examples, boolean biased, Statistic statistic) implements Measure {
    @Override
    public OptionalDouble value() {
      int[] once = new int[examples];
      Arrays.fill(once, 1);
      double value = statistic.of(once);
      return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }

  static Measure share(String name, boolean[] right) {
    return new Share(name, new Flags(right));
  }

  static Measure mean(String name, double[] perExample) {
    return new Mean(name, new Series(perExample));
  }

  static Measure other(String name, int examples, Statistic statistic) {
    return new Other(name, examples, false, statistic);
  }

  /// Whether each example is right.
  final class Flags {
    private final boolean[] values;

    private Flags(boolean[] values) {
      this.values = values.clone();
    }

    boolean[] values() {
      return values.clone();
    }

    double[] numbers() {
      double[] numbers = new double[values.length];
      Arrays.setAll(numbers, i -> values[i] ? 1 : 0);
      return numbers;
    }

    int size() {
      return values.length;
    }

    int count() {
      int count = 0;
      for (boolean value : values) {
        count += value ? 1 : 0;
      }
      return count;
    }
  }

  /// One number per example.
  final class Series {
    private final double[] values;

    private Series(double[] values) {
      this.values = values.clone();
    }

    double[] values() {
      return values.clone();
    }

    double mean() {
      return Arrays.stream(values).sum() / values.length;
    }
  }
}
