package luthier.tokenizer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A `tokenizer.json` that was checked: what the native library does not tell, and the text that is
/// given to it.
///
/// @param json the file's content with truncation and padding off
/// @param continuingJson the same without the blank in front of a text; empty where `json` adds
///   none
/// @param tokens every token with its id, as written in the vocabulary
/// @param tokenOfId the token at the index that is its id; null where an id is not used
/// @param addedTokens the tokens found before the vocabulary is applied, by id
/// @param prefixSpace where a blank is put in front of a text
/// @param decoder how decoding can go on token by token
record TokenizerFile(
    String json,
    Optional<String> continuingJson,
    Map<String, Integer> tokens,
    @Nullable String[] tokenOfId,
    List<AddedToken> addedTokens,
    PrefixSpace prefixSpace,
    DecoderTraits decoder) {

  /// Reads and checks a file. All checks of this package come before the native library sees a
  /// byte: it ends the process where a file surprises it.
  static TokenizerFile read(Path file) {
    JsonNode root = JsonFile.read(file);
    Vocabulary vocabulary = Vocabulary.read(file, root);
    ComponentCheck.check(file, root, vocabulary);
    PrefixSpace prefixSpace = Components.prefixSpace(root);
    ObjectNode uncut = withoutCutting((ObjectNode) root);
    return new TokenizerFile(
        JsonFile.write(uncut),
        prefixSpace == PrefixSpace.NEVER
            ? Optional.empty()
            : Optional.of(JsonFile.write(Components.withoutPrefixSpace(uncut))),
        vocabulary.tokens(),
        vocabulary.tokenOfId(),
        vocabulary.addedTokens(),
        prefixSpace,
        DecoderTraits.of(root.get("decoder")));
  }

  OptionalInt id(String token) {
    Integer id = tokens.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  Optional<String> token(int id) {
    return id < 0 || id >= tokenOfId.length ? Optional.empty() : Optional.ofNullable(tokenOfId[id]);
  }

  /// Some files carry the settings of the run that wrote them; Luthier cuts and pads itself.
  private static ObjectNode withoutCutting(ObjectNode root) {
    root.putNull("truncation");
    root.putNull("padding");
    return root;
  }
}
