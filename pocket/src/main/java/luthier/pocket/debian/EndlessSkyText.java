package luthier.pocket.debian;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes the narration and the dialogue out of a game's data files, where they stand in backticks,
/// one paragraph a line.
final class EndlessSkyText {

  private static final Pattern TOLD = Pattern.compile("`([^`]*)`");

  private EndlessSkyText() {}

  /// @param source a data file
  static List<Block> blocks(String source) {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = TOLD.matcher(source);
    while (matcher.find()) {
      if (matcher.group(1).indexOf('<') < 0) {
        String line = Typography.plain(matcher.group(1));
        if (!line.isEmpty()) {
          blocks.add(new Block(Block.Kind.TEXT, line));
        }
      }
    }
    return blocks;
  }
}
