package luthier.tokenizer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The tokens of a `tokenizer.json`: those of its model and those added to it, checked.
final class Vocabulary {

  /// Ids reach at most this; the largest vocabularies in use hold 262 thousand tokens. A larger id
  /// would make the embedding of one token fill the memory.
  static final int MAX_ID = (1 << 22) - 1;

  private final Path file;
  private final Map<String, Integer> tokens = new HashMap<>();
  private @Nullable String[] tokenOfId = new String[1024];
  private int modelSize;
  private int highestId = -1;
  private final List<AddedToken> addedTokens = new ArrayList<>();

  private Vocabulary(Path file) {
    this.file = file;
  }

  static Vocabulary read(Path file, JsonNode root) {
    Vocabulary vocabulary = new Vocabulary(file);
    JsonNode model = root.get("model");
    if (model == null || !model.isObject()) {
      throw vocabulary.invalid("model", "is missing; expected an object");
    }
    String type = modelType(model);
    JsonNode tokens = model.get("vocab");
    switch (type) {
      case "BPE" -> {
        vocabulary.readIds(tokens);
        vocabulary.checkMerges(model);
        vocabulary.checkDropout(model.get("dropout"));
      }
      case "WordPiece", "WordLevel" -> vocabulary.readIds(tokens);
      case "Unigram" -> vocabulary.readPieces(model, tokens);
      default ->
          throw new UnsupportedException(
              file
                  + ": model.type is "
                  + JsonFile.quote(type)
                  + ", supported are BPE, Unigram, WordPiece and WordLevel");
    }
    vocabulary.readAddedTokens(root.get("added_tokens"));
    return vocabulary;
  }

  Map<String, Integer> tokens() {
    return tokens;
  }

  /// The token of each id; null where an id is not used.
  @Nullable String[] tokenOfId() {
    return Arrays.copyOf(tokenOfId, highestId + 1);
  }

  boolean hasId(int id) {
    return id >= 0 && id <= highestId && tokenOfId[id] != null;
  }

  List<AddedToken> addedTokens() {
    return addedTokens.stream().sorted(Comparator.comparingInt(AddedToken::id)).toList();
  }

  /// Files of before 2020 do not name the type; the fields tell it.
  private static String modelType(JsonNode model) {
    JsonNode type = model.get("type");
    if (type != null && type.isString()) {
      return type.stringValue();
    }
    if (model.has("merges")) {
      return "BPE";
    }
    if (model.has("unk_id")) {
      return "Unigram";
    }
    return model.has("max_input_chars_per_word") ? "WordPiece" : "WordLevel";
  }

  private void readIds(@Nullable JsonNode vocab) {
    if (vocab == null || !vocab.isObject() || vocab.isEmpty()) {
      throw invalid("model.vocab", "is missing or empty; expected an object of tokens and ids");
    }
    vocab.properties().forEach(entry -> put("model.vocab", entry.getKey(), entry.getValue()));
    modelSize = vocab.size();
  }

  private void readPieces(JsonNode model, @Nullable JsonNode vocab) {
    if (vocab == null || !vocab.isArray() || vocab.isEmpty()) {
      throw invalid("model.vocab", "is missing or empty; expected a list of pieces and scores");
    }
    for (int id = 0; id < vocab.size(); id++) {
      JsonNode piece = vocab.get(id);
      String where = "model.vocab[" + id + "]";
      if (!piece.isArray()
          || piece.size() != 2
          || !piece.get(0).isString()
          || !piece.get(1).isNumber()
          || !Double.isFinite(piece.get(1).doubleValue())) {
        throw invalid(where, "is " + shown(piece) + ", expected a text and a finite score");
      }
      // A piece may stand twice (a model's own <unk> beside one of SentencePiece); the last one
      // counts.
      tokens.put(piece.get(0).stringValue(), id);
      store(where, id, piece.get(0).stringValue());
    }
    modelSize = vocab.size();
    JsonNode unknown = model.get("unk_id");
    if (unknown != null
        && !unknown.isNull()
        && !(unknown.isInt() && unknown.intValue() >= 0 && unknown.intValue() < modelSize)) {
      throw invalid("model.unk_id", "is " + shown(unknown) + ", expected an id below " + modelSize);
    }
  }

  private void put(String where, String token, JsonNode idNode) {
    int id = id(where, token, idNode);
    store(where, id, token);
    tokens.put(token, id);
  }

  private int id(String where, String token, @Nullable JsonNode id) {
    if (id == null || !id.isIntegralNumber() || !id.canConvertToInt() || outside(id.intValue())) {
      throw invalid(
          where,
          "token "
              + JsonFile.quote(token)
              + " has id "
              + (id == null ? "none" : shown(id))
              + ", expected a whole number from 0 to "
              + MAX_ID);
    }
    return id.intValue();
  }

  private static boolean outside(int id) {
    return id < 0 || id > MAX_ID;
  }

  private void store(String where, int id, String token) {
    if (id >= tokenOfId.length) {
      tokenOfId = Arrays.copyOf(tokenOfId, Math.max(id + 1, tokenOfId.length * 2));
    }
    String other = tokenOfId[id];
    if (other != null) {
      throw invalid(
          where,
          "tokens "
              + JsonFile.quote(other)
              + " and "
              + JsonFile.quote(token)
              + " both have id "
              + id
              + ", expected different ids");
    }
    tokenOfId[id] = token;
    highestId = Math.max(highestId, id);
  }

  private void checkMerges(JsonNode model) {
    JsonNode merges = model.get("merges");
    if (merges == null || !merges.isArray()) {
      throw invalid("model.merges", "is missing; expected a list of pairs");
    }
    String prefix = text(model.get("continuing_subword_prefix"));
    for (int i = 0; i < merges.size(); i++) {
      String where = "model.merges[" + i + "]";
      String[] pair = pair(where, merges.get(i));
      // The library cuts the prefix off the right token without looking, and would crash.
      if (!pair[1].startsWith(prefix)) {
        throw invalid(
            where,
            JsonFile.quote(pair[1]) + " does not begin with model.continuing_subword_prefix");
      }
      String joined = pair[0] + pair[1].substring(prefix.length());
      for (String token : List.of(pair[0], pair[1], joined)) {
        if (!tokens.containsKey(token)) {
          throw invalid(
              where, "needs token " + JsonFile.quote(token) + ", which model.vocab does not hold");
        }
      }
    }
  }

  private String[] pair(String where, JsonNode merge) {
    if (merge.isString()) {
      String[] parts = merge.stringValue().split(" ", -1);
      if (parts.length == 2) {
        return parts;
      }
    }
    if (merge.isArray()
        && merge.size() == 2
        && merge.get(0).isString()
        && merge.get(1).isString()) {
      return new String[] {merge.get(0).stringValue(), merge.get(1).stringValue()};
    }
    throw invalid(where, "is " + shown(merge) + ", expected two tokens");
  }

  private void checkDropout(@Nullable JsonNode dropout) {
    if (dropout != null && !dropout.isNull() && dropout.doubleValue() != 0) {
      throw new UnsupportedException(
          file
              + ": model.dropout is "
              + shown(dropout)
              + ", supported is null: the same text must always give the same tokens");
    }
  }

  private void readAddedTokens(@Nullable JsonNode added) {
    if (added == null || added.isNull()) {
      return;
    }
    if (!added.isArray()) {
      throw invalid("added_tokens", "expected a list");
    }
    Set<String> contents = new HashSet<>();
    int highestAdded = -1;
    for (int i = 0; i < added.size(); i++) {
      JsonNode token = added.get(i);
      String where = "added_tokens[" + i + "]";
      String content = text(token.get("content"));
      if (content.isEmpty()) {
        throw invalid(where + ".content", "is missing or empty, expected a text");
      }
      if (!contents.add(content)) {
        throw invalid(where, "token " + JsonFile.quote(content) + " is added twice");
      }
      int id = id(where, content, token.get("id"));
      checkAssigned(where, content, id, highestAdded);
      highestAdded = Math.max(highestAdded, id);
      if (!tokens.containsKey(content)) {
        store(where, id, content);
        tokens.put(content, id);
      }
      JsonNode special = token.get("special");
      addedTokens.add(
          new AddedToken(
              id, content, special != null && special.isBoolean() && special.asBoolean()));
    }
  }

  /// The library gives ids by its own rule, whatever the file says: the model's id where it knows
  /// the text, else the next one after the model's and the added ones before. A file that says
  /// otherwise would be encoded with other ids than it shows.
  private void checkAssigned(String where, String content, int id, int highestAdded) {
    Integer known = tokens.get(content);
    int assigned = known != null ? known : Math.max(modelSize, highestAdded + 1);
    if (assigned == id) {
      return;
    }
    if (known == null && id < tokenOfId.length && tokenOfId[id] != null) {
      store(where, id, content);
    }
    throw invalid(
        where,
        "token "
            + JsonFile.quote(content)
            + " has id "
            + id
            + ", expected "
            + assigned
            + (known != null
                ? " as in model.vocab"
                : ", the next free one: ids of added tokens follow without a gap"));
  }

  private static String text(@Nullable JsonNode node) {
    return node != null && node.isString() ? node.stringValue() : "";
  }

  private static String shown(JsonNode node) {
    return JsonFile.cut(node.toString());
  }

  private InvalidInputException invalid(String where, String problem) {
    return new InvalidInputException(file + ": " + where + ": " + problem);
  }
}
