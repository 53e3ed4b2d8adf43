package luthier.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import luthier.InvalidInputException;

/// A checkpoint's `tokenizer.json`, run by Hugging Face's own tokenizers library. Thread-safe.
public final class Tokenizer implements AutoCloseable {

  private static final String FILE = "tokenizer.json";

  private final HuggingFaceTokenizer library;
  private final TokenizerFile file;

  private Tokenizer(HuggingFaceTokenizer library, TokenizerFile file) {
    this.library = library;
    this.file = file;
  }

  /// Whether a model directory has a tokenizer.
  public static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  /// @throws InvalidInputException when the file is missing, damaged or not safe to load
  public static Tokenizer load(Path directory) {
    Path path = directory.resolve(FILE);
    if (!Files.exists(path)) {
      throw new InvalidInputException(
          directory + ": has no " + FILE + "; text needs a tokenizer, pre-tokenised rows do not");
    }
    TokenizerFile checked = TokenizerFile.read(path);
    // The library reports its use over the network unless it is told not to, before it loads.
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("RUST_FLAVOR", "cpu");
    try {
      Map<String, String> options = Map.of("truncation", "false", "padding", "false");
      return new Tokenizer(HuggingFaceTokenizer.newInstance(path, options), checked);
    } catch (IOException | RuntimeException e) {
      throw new InvalidInputException(path + ": is no tokenizer: " + e.getMessage(), e);
    }
  }

  /// @param addSpecialTokens whether the post-processor's tokens (such as a leading `<s>`) are
  ///   added
  public int[] encode(String text, boolean addSpecialTokens) {
    Encoding encoding = library.encode(text, addSpecialTokens, false);
    long[] ids = encoding.getIds();
    int[] result = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      result[i] = Math.toIntExact(ids[i]);
    }
    return result;
  }

  public String decode(int[] ids, boolean skipSpecialTokens) {
    long[] wide = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      wide[i] = ids[i];
    }
    return library.decode(wide, skipSpecialTokens);
  }

  /// The id of a token, by its exact content.
  public OptionalInt id(String token) {
    Integer id = file.ids().get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /// The highest id and one.
  public int vocabularySize() {
    return file.vocabularySize();
  }

  /// Contents of the tokens that are control tokens and no text, with their ids.
  public Map<String, Integer> specialTokens() {
    return file.special();
  }

  @Override
  public void close() {
    library.close();
  }
}
