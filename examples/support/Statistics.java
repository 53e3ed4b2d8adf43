import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Counts what the data set holds and how much its conversations resemble each other.
final class Statistics {

  private Statistics() {}

  static String of(List<Conversation> all) {
    StringBuilder out = new StringBuilder();
    long groups = all.stream().map(Conversation::group).distinct().count();
    long several = all.stream().filter(c -> c.messages().size() > 3).count();
    long known = all.stream().filter(c -> c.messages().getFirst().content().contains("\n")).count();
    double characters = all.stream().mapToInt(Conversation::characters).average().orElse(0);
    line(out, "conversations", all.size());
    line(out, "groups", groups);
    line(out, "with several turns", several);
    line(out, "with an order record", known);
    line(out, "mean characters", Math.round(characters));
    line(out, "most characters", all.stream().mapToInt(Conversation::characters).max().orElse(0));
    count(out, all, Conversation::language);
    count(out, all, Conversation::action);
    resemblance(out, all);
    return out.toString();
  }

  private static void line(StringBuilder out, String name, Object value) {
    out.append(String.format(Locale.ROOT, "%-44s %s%n", name, value));
  }

  private static void count(
      StringBuilder out, List<Conversation> all, Function<Conversation, String> key) {
    Map<String, Long> counts =
        all.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.counting()));
    counts.forEach(
        (name, count) -> line(out, name, count + " (" + 100 * count / all.size() + " %)"));
  }

  /// The nearest other customer text, by the Jaccard index of word trigrams: over all, and over the
  /// conversations of other groups only, which is what a test set sees.
  private static void resemblance(StringBuilder out, List<Conversation> all) {
    List<Set<String>> trigrams = new ArrayList<>();
    all.forEach(conversation -> trigrams.add(trigrams(conversation.customerText())));
    int same = 0;
    int[] near = new int[2];
    int[] related = new int[2];
    for (int i = 0; i < all.size(); i++) {
      double[] best = new double[2];
      boolean equal = false;
      for (int j = 0; j < all.size(); j++) {
        if (i != j) {
          double score = jaccard(trigrams.get(i), trigrams.get(j));
          best[0] = Math.max(best[0], score);
          boolean other = !all.get(i).group().equals(all.get(j).group());
          best[1] = other ? Math.max(best[1], score) : best[1];
          equal |= all.get(i).messages().equals(all.get(j).messages());
        }
      }
      same += equal ? 1 : 0;
      for (int k = 0; k < 2; k++) {
        near[k] += best[k] >= 0.7 ? 1 : 0;
        related[k] += best[k] >= 0.5 ? 1 : 0;
      }
    }
    line(out, "identical conversations", same);
    line(out, "customer texts with a twin >= 0.7 (0.5)", near[0] + " (" + related[0] + ")");
    line(out, "the same, twin in another group", near[1] + " (" + related[1] + ")");
  }

  private static Set<String> trigrams(String text) {
    String[] words = text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+");
    Set<String> trigrams = new HashSet<>();
    for (int i = 0; i + 2 < words.length; i++) {
      trigrams.add(words[i] + " " + words[i + 1] + " " + words[i + 2]);
    }
    if (trigrams.isEmpty()) {
      trigrams.add(String.join(" ", words));
    }
    return trigrams;
  }

  private static double jaccard(Set<String> a, Set<String> b) {
    long common = a.stream().filter(b::contains).count();
    return (double) common / (a.size() + b.size() - common);
  }
}
