package luthier.pocket.debian;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Takes headings and paragraphs out of a manual page in the `man` macros of groff.
final class ManText {

  private static final Set<String> BREAKS =
      Set.of(
          "PP", "P", "LP", "TP", "IP", "HP", "RS", "RE", "TQ", "sp", "br", "Pp", "It", "Bl", "El");
  private static final Set<String> HEADINGS = Set.of("SH", "SS", "Sh", "Ss");
  private static final Set<String> FONTS = Set.of("B", "I", "SM", "SB");
  private static final Set<String> MIXED_FONTS = Set.of("BR", "RB", "IR", "RI", "BI", "IB");
  private static final Set<String> OPENS = Set.of("nf", "EX", "TS", "SY", "Bd");
  private static final Set<String> CLOSES = Set.of("fi", "EE", "TE", "YS", "Ed");

  private final List<Block> blocks = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private boolean skipping;

  private ManText() {}

  /// @param source groff source of a manual page
  static List<Block> blocks(String source) {
    ManText page = new ManText();
    for (String line : source.split("\n")) {
      page.line(line);
    }
    page.endBlock();
    return page.blocks;
  }

  private void line(String line) {
    if (!line.startsWith(".") && !line.startsWith("'")) {
      if (line.isBlank()) {
        endBlock();
      } else if (!skipping) {
        text.append(plain(line)).append(' ');
      }
      return;
    }
    String[] parts = line.substring(1).strip().split("\\s+", 2);
    String macro = parts[0];
    String rest = parts.length > 1 ? parts[1] : "";
    if (OPENS.contains(macro)) {
      endBlock();
      skipping = true;
    } else if (CLOSES.contains(macro)) {
      skipping = false;
    } else if (HEADINGS.contains(macro)) {
      endBlock();
      skipping = false;
      blocks.add(new Block(Block.Kind.HEADING, heading(rest)));
    } else if (BREAKS.contains(macro)) {
      endBlock();
    } else if (!skipping && FONTS.contains(macro)) {
      text.append(plain(rest.replace("\"", ""))).append(' ');
    } else if (!skipping && MIXED_FONTS.contains(macro)) {
      text.append(plain(String.join("", words(rest)))).append(' ');
    }
  }

  private static String heading(String rest) {
    String title = plain(rest.replace("\"", ""));
    return title.isEmpty()
        ? title
        : title.charAt(0) + title.substring(1).toLowerCase(java.util.Locale.ROOT);
  }

  private static List<String> words(String rest) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < rest.length(); i++) {
      char c = rest.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ' ' && !quoted && (i == 0 || rest.charAt(i - 1) != '\\')) {
        words.add(word.toString());
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    words.add(word.toString());
    return words;
  }

  private static String plain(String text) {
    return text.replaceAll("\\\\f\\[[^]]*]|\\\\f\\([A-Z]{2}|\\\\f[A-Z0-9]", "")
        .replaceAll("\\\\s[-+]?[0-9]", "")
        .replace("\\-", "-")
        .replace("\\(aq", "'")
        .replace("\\[aq]", "'")
        .replace("\\(cq", "'")
        .replace("\\(oq", "'")
        .replaceAll("\\\\\\((dq|lq|rq)|\\\\\\[(dq|lq|rq)]", "\"")
        .replaceAll("\\\\\\(e[mn]|\\\\\\[e[mn]]", "-")
        .replaceAll("\\\\[&:|^%/,]", "")
        .replace("\\ ", " ")
        .replace("\\~", " ")
        .replaceAll("\\\\\".*", "")
        .replace("\\e", "\\");
  }

  private void endBlock() {
    String line = Typography.plain(text.toString());
    text.setLength(0);
    if (!line.isEmpty()) {
      blocks.add(new Block(Block.Kind.TEXT, line));
    }
  }
}
