package luthier.tokenizer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import tools.jackson.databind.JsonNode;

/// Refuses steps of a `tokenizer.json` that the native library does not know, or at which it would
/// end the process instead of reporting an error (each case here was seen to do so with version
/// 0.21.4).
final class ComponentCheck {

  private static final Map<String, Set<String>> KNOWN =
      Map.of(
          "normalizer",
          Set.of(
              "BertNormalizer",
              "ByteLevel",
              "Lowercase",
              "NFC",
              "NFD",
              "NFKC",
              "NFKD",
              "Nmt",
              "Precompiled",
              "Prepend",
              "Replace",
              "Sequence",
              "Strip",
              "StripAccents"),
          "pre_tokenizer",
          Set.of(
              "BertPreTokenizer",
              "ByteLevel",
              "CharDelimiterSplit",
              "Digits",
              "FixedLength",
              "Metaspace",
              "Punctuation",
              "Sequence",
              "Split",
              "UnicodeScripts",
              "Whitespace",
              "WhitespaceSplit"),
          "post_processor",
          Set.of(
              "BertProcessing", "ByteLevel", "RobertaProcessing", "Sequence", "TemplateProcessing"),
          "decoder",
          Set.of(
              "BPEDecoder",
              "ByteFallback",
              "ByteLevel",
              "CTC",
              "Fuse",
              "Metaspace",
              "Replace",
              "Sequence",
              "Strip",
              "WordPiece"));

  /// How many times longer the normalizer may make a text: a chain of replacements that each double
  /// it would fill the memory.
  private static final long MAX_GROWTH = 256;

  private final Path file;
  private final Vocabulary vocabulary;
  private long growth = 1;

  private ComponentCheck(Path file, Vocabulary vocabulary) {
    this.file = file;
    this.vocabulary = vocabulary;
  }

  static void check(Path file, JsonNode root, Vocabulary vocabulary) {
    ComponentCheck check = new ComponentCheck(file, vocabulary);
    for (String kind : List.of("normalizer", "pre_tokenizer", "post_processor", "decoder")) {
      for (Components.Step step : Components.steps(root, kind)) {
        check.checkType(kind, step);
        switch (kind) {
          case "normalizer" -> check.checkNormalizer(step);
          case "pre_tokenizer" -> check.checkPreTokenizer(step);
          case "post_processor" -> check.checkPostProcessor(step);
          default -> check.checkPattern(step, false);
        }
      }
    }
  }

  private void checkType(String kind, Components.Step step) {
    Set<String> known = KNOWN.getOrDefault(kind, Set.of());
    if (!known.contains(step.type())) {
      throw new UnsupportedException(
          file
              + ": "
              + step.path()
              + ".type is "
              + JsonFile.quote(step.type())
              + ", supported are "
              + String.join(", ", known.stream().sorted().toList()));
    }
  }

  private void checkNormalizer(Components.Step step) {
    JsonNode node = step.node();
    switch (step.type()) {
      case "Precompiled" -> CharacterMap.check(file, step.child("precompiled_charsmap"));
      case "Prepend" -> grow(step.child("prepend"), 1);
      case "Replace" -> {
        checkPattern(step, true);
        grow(step.child("content"), 0);
      }
      default -> {}
    }
    if (node.path("pattern").has("String")
        && node.path("pattern").path("String").asString("").isEmpty()) {
      throw invalid(step.child("pattern").path() + ".String", "is empty, expected a text");
    }
  }

  private void grow(Components.Step text, int least) {
    String content = text.node().asString("");
    if (content.length() < least) {
      throw invalid(text.path(), "is empty, expected a text");
    }
    growth *= Math.max(1, Math.min(content.length(), MAX_GROWTH + 1));
    if (growth > MAX_GROWTH) {
      throw invalid(
          text.path(),
          "makes a text more than " + MAX_GROWTH + " times longer, together with those before it");
    }
  }

  private void checkPreTokenizer(Components.Step step) {
    checkPattern(step, false);
    if (step.type().equals("FixedLength") && step.node().path("length").asInt(1) < 1) {
      throw invalid(step.child("length").path(), "expected at least 1");
    }
  }

  /// @param consuming whether a match of nothing is refused
  private void checkPattern(Components.Step step, boolean consuming) {
    JsonNode regex = step.node().path("pattern").path("Regex");
    if (!regex.isString()) {
      return;
    }
    String where = step.path() + ".pattern.Regex";
    RegexCheck check = RegexCheck.of(regex.stringValue());
    if (check.problem().isPresent()) {
      throw invalid(
          where,
          JsonFile.quote(regex.stringValue())
              + " is refused: "
              + check.problem().get()
              + "; a text could make it run for ever");
    }
    if (consuming && check.matchesNothing()) {
      throw invalid(
          where,
          JsonFile.quote(regex.stringValue())
              + " can match an empty text, expected a pattern that takes at least one character");
    }
  }

  private void checkPostProcessor(Components.Step step) {
    switch (step.type()) {
      case "TemplateProcessing" -> checkTemplate(step);
      case "BertProcessing", "RobertaProcessing" -> {
        checkId(step.child("sep").path(), step.node().path("sep").path(1));
        checkId(step.child("cls").path(), step.node().path("cls").path(1));
      }
      default -> {}
    }
  }

  private void checkTemplate(Components.Step step) {
    JsonNode special = step.node().path("special_tokens");
    special
        .properties()
        .forEach(entry ->
            entry
                .getValue()
                .path("ids")
                .valueStream()
                .forEach(
                    id -> checkId(step.path() + ".special_tokens." + entry.getKey() + ".ids", id)));
    for (String template : List.of("single", "pair")) {
      step.node()
          .path(template)
          .valueStream()
          .map(piece -> piece.path("SpecialToken").path("id"))
          .filter(JsonNode::isString)
          .forEach(name -> {
            if (!special.has(name.stringValue())) {
              throw invalid(
                  step.path() + "." + template,
                  "uses "
                      + JsonFile.quote(name.stringValue())
                      + ", which its special_tokens do not hold");
            }
          });
    }
  }

  private void checkId(String where, JsonNode id) {
    if (!id.isInt() || !vocabulary.hasId(id.intValue())) {
      throw invalid(
          where,
          "is "
              + (id.isMissingNode() ? "missing" : JsonFile.cut(id.toString()))
              + ", expected the id of a token");
    }
  }

  private InvalidInputException invalid(String where, String problem) {
    return new InvalidInputException(file + ": " + where + ": " + problem);
  }
}
