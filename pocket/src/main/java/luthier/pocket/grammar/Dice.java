package luthier.pocket.grammar;

import java.util.ArrayList;
import java.util.List;

/// Seeded chance: SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
/// generators"), written out so that a corpus is the same with every Java version.
public final class Dice {

  private long state;

  public Dice(long seed) {
    this.state = seed;
  }

  /// Independent chance for one item, so that adding items of one kind leaves the others as they
  /// are.
  ///
  /// @param name kind of item
  /// @param index its number
  public static Dice of(long seed, String name, long index) {
    Dice dice = new Dice(seed);
    for (int i = 0; i < name.length(); i++) {
      dice.state = dice.state * 31 + name.charAt(i);
    }
    dice.state = dice.nextLong() + index * 0x9e3779b97f4a7c15L;
    dice.state = dice.nextLong();
    return dice;
  }

  public long nextLong() {
    state += 0x9e3779b97f4a7c15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /// @return a whole number in [0, bound)
  public int below(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("nothing to choose from: bound " + bound);
    }
    return (int) ((nextLong() >>> 33) % bound);
  }

  /// @return a whole number from `first` to `last`, both included
  public int between(int first, int last) {
    return first + below(last - first + 1);
  }

  /// @return true in `percent` of 100 cases
  public boolean chance(int percent) {
    return below(100) < percent;
  }

  public <T> T pick(List<T> items) {
    return items.get(below(items.size()));
  }

  @SafeVarargs
  public final <T> T pick(T... items) {
    return items[below(items.length)];
  }

  /// @return `count` different items in random order
  public <T> List<T> pickDistinct(List<T> items, int count) {
    List<T> copy = shuffled(items);
    return List.copyOf(copy.subList(0, Math.min(count, copy.size())));
  }

  public <T> List<T> shuffled(List<T> items) {
    List<T> copy = new ArrayList<>(items);
    for (int i = copy.size() - 1; i > 0; i--) {
      int j = below(i + 1);
      T swap = copy.get(i);
      copy.set(i, copy.get(j));
      copy.set(j, swap);
    }
    return copy;
  }
}
