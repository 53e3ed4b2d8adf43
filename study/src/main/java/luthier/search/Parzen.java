package luthier.search;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import luthier.recipe.Dimension;
import luthier.recipe.Space;

/// The density of some points in several dimensions at once: a mixture with a part for each point
/// and a broad one for the whole space, which stands for what is not known yet. A part is a product
/// of one [Kernel] per dimension.
///
/// The width around a number follows from the distance to its neighbours in that dimension
/// (Bergstra et al. 2011, section 4.2), and is at least the scale divided by min(100, 2 + points).
/// A choice counts 1 for the point that made it; 1 / parts more lies on every choice.
///
/// @param kernels of each dimension, each for all parts; the broad one is the last
/// @param weights of the parts; their sum is 1
record Parzen(List<Dimension> dimensions, List<Kernel[]> kernels, double[] weights) {

  private static final double MOST_KERNELS = 100;
  private static final int FULL_WEIGHT = 25;

  /// @param points each with all of the dimensions, the oldest first
  static Parzen of(List<Dimension> dimensions, List<Map<String, Double>> points) {
    List<Kernel[]> kernels =
        dimensions.stream()
            .map(dimension -> {
              double[] places =
                  points.stream()
                      .mapToDouble(p -> p.getOrDefault(dimension.key(), Double.NaN))
                      .toArray();
              return dimension.space() instanceof Space.Choice(List<String> values)
                  ? choices(values.size(), places)
                  : numbers(Scale.of(dimension.space()), places);
            })
            .toList();
    double[] weights = Arrays.copyOf(weights(points.size()), points.size() + 1);
    weights[points.size()] = 1;
    double sum = Arrays.stream(weights).sum();
    return new Parzen(dimensions, kernels, Arrays.stream(weights).map(w -> w / sum).toArray());
  }

  /// The last 25 weigh 1; those before fall in a line to 1 / count.
  static double[] weights(int count) {
    double[] weights = new double[count];
    int older = Math.max(0, count - FULL_WEIGHT);
    double lowest = 1.0 / count;
    for (int i = 0; i < count; i++) {
      double rise = older > 1 ? (1 - lowest) * i / (older - 1.0) : 0;
      weights[i] = i >= older ? 1 : lowest + rise;
    }
    return weights;
  }

  private static Kernel[] choices(int choices, double[] places) {
    int parts = places.length + 1;
    Kernel[] kernels = new Kernel[parts];
    for (int i = 0; i < parts; i++) {
      double[] shares = new double[choices];
      Arrays.fill(shares, 1.0 / parts);
      if (i < places.length) {
        shares[(int) places[i]] += 1;
      }
      double sum = Arrays.stream(shares).sum();
      kernels[i] = new Kernel.OfChoice(Arrays.stream(shares).map(s -> s / sum).toArray());
    }
    return kernels;
  }

  private static Kernel[] numbers(Scale scale, double[] points) {
    int count = points.length;
    double[] places = Arrays.stream(points).map(scale::of).toArray();
    double[] sorted = places.clone();
    Arrays.sort(sorted);
    double narrowest = scale.width() / Math.min(MOST_KERNELS, 2.0 + count);
    Kernel[] kernels = new Kernel[count + 1];
    for (int i = 0; i < count; i++) {
      double distance = neighbourDistance(sorted, places[i], scale);
      double width = Math.clamp(distance, narrowest, scale.width());
      kernels[i] = new Kernel.OfNumber(scale, scale.normal(places[i], width));
    }
    double middle = 0.5 * (scale.low() + scale.high());
    kernels[count] = new Kernel.OfNumber(scale, scale.normal(middle, scale.width()));
    return kernels;
  }

  /// The larger of the distances to the neighbours on both sides. The outermost of several numbers
  /// have one neighbour; those of a number that stands alone are the ends of the scale.
  private static double neighbourDistance(double[] sorted, double place, Scale scale) {
    int i = Arrays.binarySearch(sorted, place);
    if (sorted.length == 1) {
      return Math.max(place - scale.low(), scale.high() - place);
    }
    double left = i == 0 ? 0 : place - sorted[i - 1];
    double right = i == sorted.length - 1 ? 0 : sorted[i + 1] - place;
    return Math.max(left, right);
  }

  /// A point: the place in each dimension.
  double[] draw(SplittableRandom random) {
    int part = Mixture.pick(weights, random);
    return kernels.stream().mapToDouble(each -> each[part].draw(random)).toArray();
  }

  /// Natural logarithm of the density at a point, up to a term that depends on the point alone.
  double logDensity(double[] point) {
    double[] parts = new double[weights.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Math.log(weights[i]);
      for (int d = 0; d < point.length; d++) {
        parts[i] += kernels.get(d)[i].logDensity(point[d]);
      }
    }
    return Mixture.logSum(parts);
  }
}
