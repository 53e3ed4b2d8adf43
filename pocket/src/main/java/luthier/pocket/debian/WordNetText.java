package luthier.pocket.debian;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns the entries of the WordNet dictionary into lines such as `lamp (noun): an artificial
/// source of light`.
///
/// Only the first sense of a word in each part of speech is kept, and only words that the rest of
/// the corpus uses.
final class WordNetText {

  private static final Pattern FIRST_SENSE = Pattern.compile("^(n|v|adj|adv)(?: 1)?: (.*)$");
  private static final Map<String, String> PARTS =
      Map.of("n", "noun", "v", "verb", "adj", "adjective", "adv", "adverb");

  private WordNetText() {}

  /// @param source the dictionary: head words at the left margin, their senses indented
  /// @param known words that are worth defining, in lower case
  /// @return one block for each defined word
  static List<Block> blocks(String source, Set<String> known) {
    List<Block> blocks = new ArrayList<>();
    String head = "";
    StringBuilder body = new StringBuilder();
    for (String line : source.split("\n")) {
      if (!line.isEmpty() && !Character.isWhitespace(line.charAt(0))) {
        add(head, body.toString(), known, blocks);
        head = line.strip();
        body.setLength(0);
      } else {
        String stripped = line.strip();
        boolean sense = stripped.matches("(n|v|adj|adv)( \\d+)?: .*|\\d+: .*");
        body.append(sense ? "\n" : " ").append(stripped);
      }
    }
    add(head, body.toString(), known, blocks);
    return blocks;
  }

  private static void add(String head, String body, Set<String> known, List<Block> blocks) {
    if (!known.contains(head)) {
      return;
    }
    for (String sense : body.split("\n")) {
      Matcher matcher = FIRST_SENSE.matcher(sense.strip());
      if (matcher.matches()) {
        sentence(head, PARTS.getOrDefault(matcher.group(1), ""), matcher.group(2))
            .ifPresent(text -> blocks.add(new Block(Block.Kind.TEXT, text)));
      }
    }
  }

  private static Optional<String> sentence(String head, String part, String sense) {
    String plain =
        Typography.plain(sense.replaceAll("\\[(syn|ant|also):[^]]*]", "").replaceAll("[{}]", ""));
    String[] pieces = plain.split("; ");
    String gloss = pieces[0].strip();
    String example = "";
    for (String piece : pieces) {
      String text = piece.strip();
      boolean quoted = text.length() > 14 && text.startsWith("\"") && text.endsWith("\"");
      if (example.isEmpty() && quoted && text.indexOf('"', 1) == text.length() - 1) {
        example = text.substring(1, text.length() - 1);
      }
    }
    gloss = gloss.replaceAll("^\\([^)]*\\) ", "").replaceAll("\\s*\"[^\"]*\"?$", "").strip();
    if (gloss.length() < 8
        || gloss.length() > 160
        || gloss.contains("\"")
        || gloss.endsWith(":")
        || !ProseFilter.isDecent(gloss)
        || !ProseFilter.isDecent(example)
        || gloss.contains("--")) {
      return Optional.empty();
    }
    String end = gloss.endsWith(".") ? "" : ".";
    String shown =
        example.isEmpty()
            ? ""
            : " Example: " + upper(example) + (example.matches(".*[.!?]") ? "" : ".");
    return Optional.of(head + " (" + part + "): " + gloss + end + shown);
  }

  private static String upper(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
