package luthier.tokenizer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import luthier.InvalidInputException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The tokens that begin, end and pad a text, and hide a part of it.
///
/// @param bos begins a text
/// @param eos ends a text: named by the tokenizer's files, else the first end token of the model's
/// @param pad fills a batch
/// @param mask hides a token from an encoder
/// @param stop every token at which generation ends, ascending: `eos` and all `eos_token_id` of
///   `generation_config.json` and `config.json`
public record SpecialTokens(
    OptionalInt bos, OptionalInt eos, OptionalInt pad, OptionalInt mask, List<Integer> stop) {

  public SpecialTokens {
    stop = List.copyOf(stop);
  }

  /// Whether generation ends at this token.
  public boolean stops(int id) {
    return stop.contains(id);
  }

  static SpecialTokens read(Path directory, TokenizerFile tokenizer) {
    Optional<JsonNode> config = JsonFile.readIfThere(directory.resolve("tokenizer_config.json"));
    Optional<JsonNode> map = JsonFile.readIfThere(directory.resolve("special_tokens_map.json"));
    Path configFile = directory.resolve("tokenizer_config.json");
    config.ifPresent(node -> checkAddedTokens(configFile, node, tokenizer));
    Named names = new Named(directory, tokenizer, config.orElse(null), map.orElse(null));
    OptionalInt eos = names.id("eos_token");
    TreeSet<Integer> stop = new TreeSet<>();
    for (String name : List.of("generation_config.json", "config.json")) {
      List<Integer> ids = endIds(directory.resolve(name));
      stop.addAll(ids);
      if (eos.isEmpty() && !ids.isEmpty()) {
        eos = OptionalInt.of(ids.getFirst());
      }
    }
    eos.ifPresent(stop::add);
    return new SpecialTokens(
        names.id("bos_token"),
        eos,
        names.id("pad_token"),
        mask(names, tokenizer),
        List.copyOf(stop));
  }

  /// The mask token that the files name, else one of the two that encoders have.
  private static OptionalInt mask(Named names, TokenizerFile tokenizer) {
    OptionalInt named = names.id("mask_token");
    return named.isPresent()
        ? named
        : tokenizer.addedTokens().stream()
            .filter(added -> added.content().equals("[MASK]") || added.content().equals("<mask>"))
            .mapToInt(AddedToken::id)
            .findFirst();
  }

  /// The ids of the tokens that the tokenizer's files name.
  private record Named(
      Path directory, TokenizerFile tokenizer, @Nullable JsonNode config, @Nullable JsonNode map) {

    private OptionalInt id(String key) {
      OptionalInt found = id(config, "tokenizer_config.json", key);
      return found.isPresent() ? found : id(map, "special_tokens_map.json", key);
    }

    private OptionalInt id(@Nullable JsonNode file, String name, String key) {
      JsonNode value = file == null ? null : file.get(key);
      if (value == null || value.isNull()) {
        return OptionalInt.empty();
      }
      JsonNode content = value.isObject() ? value.get("content") : value;
      String where = directory.resolve(name) + ": " + key;
      if (content == null || !content.isString()) {
        throw new InvalidInputException(
            where + ": expected a token's text, or an object with its text as content");
      }
      OptionalInt id = tokenizer.id(content.stringValue());
      if (id.isEmpty()) {
        throw new InvalidInputException(
            where
                + ": token "
                + JsonFile.quote(content.stringValue())
                + " is not in tokenizer.json; both files must come from one model");
      }
      return id;
    }
  }

  /// Tokens that only `tokenizer_config.json` adds would be missing from every encoded text.
  private static void checkAddedTokens(Path file, JsonNode config, TokenizerFile tokenizer) {
    JsonNode added = config.get("added_tokens_decoder");
    if (added == null || !added.isObject()) {
      return;
    }
    added
        .properties()
        .forEach(entry -> {
          JsonNode content = entry.getValue().get("content");
          if (content == null || !content.isString()) {
            throw new InvalidInputException(
                file + ": added_tokens_decoder." + entry.getKey() + ": content is missing");
          }
          OptionalInt id = tokenizer.id(content.stringValue());
          if (id.isEmpty() || !String.valueOf(id.getAsInt()).equals(entry.getKey())) {
            throw new InvalidInputException(
                file
                    + ": added_tokens_decoder."
                    + JsonFile.cut(entry.getKey())
                    + " is "
                    + JsonFile.quote(content.stringValue())
                    + ", but in tokenizer.json this token "
                    + (id.isEmpty() ? "is missing" : "has id " + id.getAsInt())
                    + "; save the tokenizer again so that both files agree");
          }
        });
  }

  private static List<Integer> endIds(Path file) {
    JsonNode value = JsonFile.readIfThere(file).map(node -> node.get("eos_token_id")).orElse(null);
    if (value == null || value.isNull()) {
      return List.of();
    }
    List<JsonNode> ids = value.isArray() ? value.valueStream().toList() : List.of(value);
    for (JsonNode id : ids) {
      if (!id.isInt() || id.intValue() < 0) {
        throw new InvalidInputException(
            file
                + ": eos_token_id is "
                + JsonFile.cut(value.toString())
                + ", expected a token id or a list of token ids");
      }
    }
    return ids.stream().map(JsonNode::intValue).toList();
  }
}
