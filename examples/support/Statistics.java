import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Counts what the data set holds and how much its conversations resemble each other.
final class Statistics {

  private static final List<String> LANGUAGES = List.of("en", "de", "es");

  private Statistics() {}

  static String of(List<Conversation> all) {
    StringBuilder out = new StringBuilder(actions(all));
    long several = all.stream().filter(c -> c.messages().size() > 3).count();
    long hand = all.stream().filter(c -> c.group().startsWith("hand-")).count();
    line(out, "groups", all.stream().map(Conversation::group).distinct().count());
    line(out, "written by hand", hand);
    line(out, "with several turns", several);
    line(out, "distinct customer texts", distinct(all, Conversation::customerText));
    line(out, "distinct last replies", distinct(all, c -> c.messages().getLast().content()));
    double characters = all.stream().mapToInt(Conversation::characters).average().orElse(0);
    line(out, "mean characters", Math.round(characters));
    line(out, "most characters", all.stream().mapToInt(Conversation::characters).max().orElse(0));
    resemblance(out, all);
    return out.toString();
  }

  /// Actions of the last reply by language.
  private static String actions(List<Conversation> all) {
    StringBuilder out = new StringBuilder(String.format("%-12s", "action"));
    LANGUAGES.forEach(language -> out.append(String.format("%6s", language)));
    out.append(String.format("%6s%6s%n", "all", "%"));
    Set<String> names = new TreeSet<>(all.stream().map(Conversation::action).toList());
    for (String name : names) {
      row(out, name, all.stream().filter(c -> c.action().equals(name)).toList(), all.size());
    }
    row(out, "all", all, all.size());
    return out.append(System.lineSeparator()).toString();
  }

  private static void row(StringBuilder out, String name, List<Conversation> some, int total) {
    out.append(String.format("%-12s", name));
    for (String language : LANGUAGES) {
      long count = some.stream().filter(c -> c.language().equals(language)).count();
      out.append(String.format("%6d", count));
    }
    out.append(String.format(Locale.ROOT, "%6d%6.1f%n", some.size(), 100.0 * some.size() / total));
  }

  private static long distinct(
      List<Conversation> all, java.util.function.Function<Conversation, String> text) {
    return all.stream().map(text).distinct().count();
  }

  private static void line(StringBuilder out, String name, Object value) {
    out.append(String.format(Locale.ROOT, "%-44s %s%n", name, value));
  }

  /// The nearest other customer text, by the Jaccard index of word trigrams: over all, and over the
  /// conversations of other groups only, which is what a test set sees.
  private static void resemblance(StringBuilder out, List<Conversation> all) {
    List<Set<String>> trigrams = new ArrayList<>();
    all.forEach(conversation -> trigrams.add(trigrams(conversation.customerText())));
    int[] near = new int[2];
    for (int i = 0; i < all.size(); i++) {
      double[] best = new double[2];
      for (int j = 0; j < all.size(); j++) {
        if (i != j) {
          double score = jaccard(trigrams.get(i), trigrams.get(j));
          best[0] = Math.max(best[0], score);
          boolean other = !all.get(i).group().equals(all.get(j).group());
          best[1] = other ? Math.max(best[1], score) : best[1];
        }
      }
      for (int k = 0; k < 2; k++) {
        near[k] += best[k] >= 0.7 ? 1 : 0;
      }
    }
    line(out, "customer texts with a twin (Jaccard >= 0.7)", near[0]);
    line(out, "the same, twin in another group", near[1]);
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
