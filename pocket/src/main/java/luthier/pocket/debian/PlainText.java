package luthier.pocket.debian;

import java.util.ArrayList;
import java.util.List;

/// Takes paragraphs out of plain text: blank lines part them, single line ends are blanks.
final class PlainText {

  private PlainText() {}

  /// @param source lines of text
  static List<Block> blocks(String source) {
    List<Block> blocks = new ArrayList<>();
    for (String paragraph : source.split("\\n\\s*\\n")) {
      String line = Typography.plain(paragraph);
      if (!line.isEmpty()) {
        blocks.add(new Block(Block.Kind.TEXT, line));
      }
    }
    return blocks;
  }

  /// The verses of a Bible in the format `Book Chapter:Verse text`, one a line, joined to
  /// paragraphs of six verses.
  ///
  /// @param source lines of verses
  static List<Block> verses(String source) {
    List<Block> blocks = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    int verses = 0;
    for (String line : source.split("\n")) {
      String text =
          Typography.plain(line.replaceFirst("^\\s*[1-3]?\\s?[A-Za-z ]*\\s?\\d+:\\d+:?\\s*", ""));
      if (text.equals(Typography.plain(line))) {
        continue;
      }
      paragraph.append(paragraph.isEmpty() ? "" : " ").append(text);
      verses++;
      if (verses >= 6 && text.endsWith(".")) {
        blocks.add(new Block(Block.Kind.TEXT, paragraph.toString()));
        paragraph.setLength(0);
        verses = 0;
      }
    }
    return blocks;
  }
}
