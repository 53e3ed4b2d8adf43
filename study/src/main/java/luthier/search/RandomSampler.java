package luthier.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import luthier.recipe.Dimension;
import luthier.recipe.Space;

/// Draws every dimension by itself, each value as likely as another.
///
/// @param seed of the study
record RandomSampler(List<Dimension> space, long seed) implements Sampler {

  @Override
  public Map<String, Double> next(List<Observation> past, int number) {
    SplittableRandom random = Draws.of(seed, number);
    return fill(space, (dimension, _) -> draw(dimension.space(), random));
  }

  static double draw(Space space, SplittableRandom random) {
    return space instanceof Space.Choice(List<String> values)
        ? random.nextInt(values.size())
        : scaled(Scale.of(space), random);
  }

  private static double scaled(Scale scale, SplittableRandom random) {
    return scale.point(scale.draw(random));
  }

  /// Gives each active dimension a place, in the order of the space.
  static Map<String, Double> fill(
      List<Dimension> space, BiFunction<Dimension, Map<String, String>, Double> chooser) {
    Map<String, Double> point = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>();
    for (Dimension dimension : space) {
      if (dimension.isActive(values)) {
        double place = chooser.apply(dimension, values);
        point.put(dimension.key(), place);
        values.put(dimension.key(), dimension.space().text(place));
      }
    }
    return point;
  }
}
