package luthier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A BERT of a few thousand weights without a head, with a WordPiece tokenizer of a few words.
final class TinyEncoder {

  private static final int WIDTH = 16;
  private static final int INNER = 24;
  private static final int LAYERS = 2;
  private static final int POSITIONS = 64;
  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
  private static final List<String> WORDS =
      List.of(
          "the", "quick", "brown", "fox", "jump", "##s", "over", "lazy", "dog", "sleep", "in", "a",
          "den", "kennel", "red", "tame", "##ly", ".", "is", "and");

  private TinyEncoder() {}

  /// Writes the base and returns its folder.
  static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    ObjectNode vocabulary = TinyBase.JSON.createObjectNode();
    SPECIAL.forEach(token -> vocabulary.put(token, vocabulary.size()));
    WORDS.forEach(token -> vocabulary.put(token, vocabulary.size()));
    ObjectNode tokenizer = TinyBase.JSON.createObjectNode();
    tokenizer.put("version", "1.0").putNull("truncation");
    tokenizer.putNull("padding");
    ArrayNode added = tokenizer.putArray("added_tokens");
    for (int id = 0; id < SPECIAL.size(); id++) {
      added
          .addObject()
          .put("id", id)
          .put("content", SPECIAL.get(id))
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    tokenizer
        .putObject("normalizer")
        .put("type", "BertNormalizer")
        .put("clean_text", true)
        .put("handle_chinese_chars", true)
        .put("lowercase", true)
        .putNull("strip_accents");
    tokenizer.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    ObjectNode around = tokenizer.putObject("post_processor").put("type", "BertProcessing");
    around.putArray("sep").add("[SEP]").add(3);
    around.putArray("cls").add("[CLS]").add(2);
    tokenizer
        .putObject("decoder")
        .put("type", "WordPiece")
        .put("prefix", "##")
        .put("cleanup", true);
    tokenizer
        .putObject("model")
        .put("type", "WordPiece")
        .put("unk_token", "[UNK]")
        .put("continuing_subword_prefix", "##")
        .put("max_input_chars_per_word", 100)
        .set("vocab", vocabulary);
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer.toString());
    ObjectNode config = TinyBase.JSON.createObjectNode();
    config.put("model_type", "bert").putArray("architectures").add("BertModel");
    config.put("hidden_size", WIDTH).put("intermediate_size", INNER);
    config.put("num_hidden_layers", LAYERS).put("num_attention_heads", 2);
    config.put("vocab_size", vocabulary.size()).put("max_position_embeddings", POSITIONS);
    config.put("type_vocab_size", 2).put("pad_token_id", 0).put("hidden_act", "gelu");
    Files.writeString(folder.resolve("config.json"), config.toString());
    TinyBase.safetensors(folder.resolve("model.safetensors"), shapes(vocabulary.size()));
    return folder;
  }

  private static Map<String, int[]> shapes(int vocabulary) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("embeddings.word_embeddings.weight", new int[] {vocabulary, WIDTH});
    shapes.put("embeddings.position_embeddings.weight", new int[] {POSITIONS, WIDTH});
    shapes.put("embeddings.token_type_embeddings.weight", new int[] {2, WIDTH});
    norm(shapes, "embeddings.LayerNorm");
    for (int i = 0; i < LAYERS; i++) {
      String layer = "encoder.layer." + i + ".";
      for (String name : List.of("self.query", "self.key", "self.value", "output.dense")) {
        linear(shapes, layer + "attention." + name, WIDTH, WIDTH);
      }
      norm(shapes, layer + "attention.output.LayerNorm");
      linear(shapes, layer + "intermediate.dense", INNER, WIDTH);
      linear(shapes, layer + "output.dense", WIDTH, INNER);
      norm(shapes, layer + "output.LayerNorm");
    }
    return shapes;
  }

  private static void linear(Map<String, int[]> shapes, String name, int outputs, int inputs) {
    shapes.put(name + ".weight", new int[] {outputs, inputs});
    shapes.put(name + ".bias", new int[] {outputs});
  }

  private static void norm(Map<String, int[]> shapes, String name) {
    shapes.put(name + ".weight", new int[] {WIDTH});
    shapes.put(name + ".bias", new int[] {WIDTH});
  }
}
