package luthier.search;

import java.util.SplittableRandom;

/// One part of a density: what one trial says of one dimension.
sealed interface Kernel {

  /// A point of the space.
  double draw(SplittableRandom random);

  /// Natural logarithm of the density at a point, up to a term that depends on the point alone; of
  /// its probability where points are apart.
  double logDensity(double point);

  /// Around a number.
  record OfNumber(Scale scale, Normal normal) implements Kernel {

    @Override
    public double draw(SplittableRandom random) {
      return scale.point(normal.draw(random));
    }

    @Override
    public double logDensity(double point) {
      return scale.isWhole()
          ? normal.logProbability(scale.of(point - 0.5), scale.of(point + 0.5))
          : normal.logDensity(scale.of(point));
    }
  }

  /// @param shares of the choices; their sum is 1
  record OfChoice(double[] shares) implements Kernel {

    @Override
    public double draw(SplittableRandom random) {
      return Mixture.pick(shares, random);
    }

    @Override
    public double logDensity(double point) {
      return Math.log(shares[(int) point]);
    }
  }
}
