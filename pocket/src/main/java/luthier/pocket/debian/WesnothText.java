package luthier.pocket.debian;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes the narration and the dialogue out of the campaign scripts of a game written in its own
/// markup language: the translatable strings `message= _ "…"` and `story= _ "…"`.
final class WesnothText {

  private static final Pattern SPOKEN =
      Pattern.compile("(message|story|description)\\s*=\\s*_\\s*\"([^\"]*)\"");

  private WesnothText() {}

  /// @param source a campaign script
  static List<Block> blocks(String source) {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = SPOKEN.matcher(source);
    while (matcher.find()) {
      String spoken = matcher.group(2);
      if (spoken.contains("$") || spoken.contains("<")) {
        continue;
      }
      String line = Typography.plain(spoken);
      if (!line.isEmpty()) {
        blocks.add(new Block(Block.Kind.TEXT, line));
      }
    }
    return blocks;
  }
}
