package luthier.pocket;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What the corpus is made of, counted while it is written.
final class SourceTable {

  private static final class Size {
    private long texts;
    private long characters;
    private long tokens;
  }

  private final Map<String, Size> sources = new TreeMap<>();
  private final Map<String, Size> languages = new TreeMap<>();

  void add(String source, String language, int characters, int tokens) {
    add(sources.computeIfAbsent(source, _ -> new Size()), characters, tokens);
    add(languages.computeIfAbsent(language, _ -> new Size()), characters, tokens);
  }

  private static void add(Size size, int characters, int tokens) {
    size.texts++;
    size.characters += characters;
    size.tokens += tokens;
  }

  /// @return two tables in Markdown: by source, and by language
  String markdown() {
    return table("Source", sources) + "\n" + table("Language", languages);
  }

  private static String table(String first, Map<String, Size> sizes) {
    StringBuilder out = new StringBuilder();
    out.append("| ").append(first).append(" | Documents | Characters | Tokens | Share |");
    out.append(" Characters a token |\n|---|---:|---:|---:|---:|---:|\n");
    long all = sizes.values().stream().mapToLong(size -> size.tokens).sum();
    Size sum = new Size();
    for (Map.Entry<String, Size> entry : sizes.entrySet()) {
      Size size = entry.getValue();
      sum.texts += size.texts;
      sum.characters += size.characters;
      sum.tokens += size.tokens;
      out.append(row(entry.getKey(), size, all));
    }
    return out.append(row("all", sum, all)).toString();
  }

  private static String row(String name, Size size, long all) {
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %,d | %,d | %.1f %% | %.2f |%n",
        name,
        size.texts,
        size.characters,
        size.tokens,
        100.0 * size.tokens / Math.max(1, all),
        (double) size.characters / Math.max(1, size.tokens));
  }
}
