package luthier.tokenizer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What decoding token by token has to know about a decoder.
///
/// @param incremental whether the text of a token depends on nothing after it, incomplete
///   characters aside; where it does, a stream waits for the last token
/// @param byteFallback whether bytes stand in the vocabulary as `<0x0A>`. A run of such tokens is
///   decoded as a whole: one bad byte at its end turns all of its characters into U+FFFD
record DecoderTraits(boolean incremental, boolean byteFallback) {

  static DecoderTraits of(@Nullable JsonNode decoder) {
    JsonNode root = JsonNodeFactory.instance.objectNode().set("decoder", decoder);
    List<Components.Step> steps = Components.steps(root, "decoder");
    boolean fused = false;
    boolean incremental = true;
    boolean byteFallback = false;
    for (Components.Step step : steps) {
      JsonNode node = step.node();
      switch (step.type()) {
        case "ByteLevel", "Metaspace", "WordPiece" -> {}
        case "Fuse" -> fused = true;
        case "ByteFallback" -> byteFallback = true;
        case "Replace" -> incremental &= !fused || isOneCharacter(node.path("pattern"));
        case "Strip" -> incremental &= !fused || node.path("stop").asInt(0) == 0;
        default -> incremental = false;
      }
    }
    return new DecoderTraits(incremental, byteFallback);
  }

  private static boolean isOneCharacter(JsonNode pattern) {
    String text = pattern.path("String").asString("");
    return text.codePointCount(0, text.length()) == 1;
  }
}
