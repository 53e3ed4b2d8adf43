package luthier.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// A byte-level BPE vocabulary that [BpeTrainer] learned.
///
/// @param specialTokens the control tokens; they hold the first ids
/// @param tokens every token, at the index that is its id; bytes written as in [ByteAlphabet]
/// @param merges the pairs that are joined, the first learned first
public record BpeVocabulary(List<String> specialTokens, List<String> tokens, List<Merge> merges) {

  /// Two neighbouring tokens that become one.
  public record Merge(String left, String right) {}

  public BpeVocabulary {
    specialTokens = List.copyOf(specialTokens);
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
  }

  /// Writes `tokenizer.json` and `tokenizer_config.json`, which Luthier and Hugging Face's
  /// tokenizers and transformers read.
  ///
  /// @param directory is made where it does not exist
  /// @param settings further keys of `tokenizer_config.json`: `eos_token`, `pad_token`,
  ///   `chat_template`, `model_max_length` …
  public void write(Path directory, Map<String, Object> settings) throws IOException {
    Files.createDirectories(directory);
    ObjectWriter json = new JsonMapper().writerWithDefaultPrettyPrinter();
    Files.writeString(
        directory.resolve("tokenizer.json"), json.writeValueAsString(tokenizer()) + "\n");
    Files.writeString(
        directory.resolve("tokenizer_config.json"),
        json.writeValueAsString(configuration(settings)) + "\n");
  }

  private Map<String, @Nullable Object> tokenizer() {
    List<Object> added = new ArrayList<>();
    for (int id = 0; id < specialTokens.size(); id++) {
      Map<String, @Nullable Object> token = object("id", id);
      token.putAll(addedToken(specialTokens.get(id)));
      added.add(token);
    }
    Map<String, @Nullable Object> root = object("version", "1.0");
    root.put("truncation", null);
    root.put("padding", null);
    root.put("added_tokens", added);
    root.put("normalizer", null);
    root.put("pre_tokenizer", preTokenizer());
    root.put("post_processor", null);
    root.put("decoder", byteLevel());
    root.put("model", model());
    return root;
  }

  private static Map<String, @Nullable Object> preTokenizer() {
    Map<String, @Nullable Object> split = object("type", "Split");
    split.put("pattern", object("Regex", PreTokens.PATTERN));
    split.put("behavior", "Isolated");
    split.put("invert", false);
    Map<String, @Nullable Object> sequence = object("type", "Sequence");
    sequence.put("pretokenizers", List.of(split, byteLevel()));
    return sequence;
  }

  private static Map<String, @Nullable Object> byteLevel() {
    Map<String, @Nullable Object> byteLevel = object("type", "ByteLevel");
    byteLevel.put("add_prefix_space", false);
    byteLevel.put("trim_offsets", true);
    byteLevel.put("use_regex", false);
    return byteLevel;
  }

  private Map<String, @Nullable Object> model() {
    Map<String, Object> vocabulary = new LinkedHashMap<>();
    for (int id = 0; id < tokens.size(); id++) {
      vocabulary.put(tokens.get(id), id);
    }
    Map<String, @Nullable Object> model = object("type", "BPE");
    model.put("dropout", null);
    model.put("unk_token", null);
    model.put("continuing_subword_prefix", null);
    model.put("end_of_word_suffix", null);
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("ignore_merges", false);
    model.put("vocab", vocabulary);
    model.put("merges", merges.stream().map(merge -> List.of(merge.left, merge.right)).toList());
    return model;
  }

  private Map<String, @Nullable Object> configuration(Map<String, Object> settings) {
    Map<String, Object> added = new LinkedHashMap<>();
    for (int id = 0; id < specialTokens.size(); id++) {
      added.put(String.valueOf(id), addedToken(specialTokens.get(id)));
    }
    Map<String, @Nullable Object> root = object("tokenizer_class", "PreTrainedTokenizerFast");
    root.put("added_tokens_decoder", added);
    root.put("clean_up_tokenization_spaces", false);
    root.putAll(settings);
    return root;
  }

  private static Map<String, @Nullable Object> addedToken(String content) {
    Map<String, @Nullable Object> token = object("content", content);
    token.put("single_word", false);
    token.put("lstrip", false);
    token.put("rstrip", false);
    token.put("normalized", false);
    token.put("special", true);
    return token;
  }

  private static Map<String, @Nullable Object> object(String key, Object value) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put(key, value);
    return object;
  }
}
