package luthier.weights;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import luthier.InvalidInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// What every JSON text from outside must keep to: UTF-8, no key twice, at most 64 levels, no
/// number beyond 1000 digits.
final class StrictJson {

  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 1000;

  private StrictJson() {}

  /// A factory of parsers for texts of at most `longest` characters.
  static JsonFactory factory(int longest) {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxNumberLength(LONGEST_NUMBER)
                .maxStringLength(longest)
                .maxDocumentLength(longest)
                .build())
        .build();
  }

  /// The characters of a UTF-8 text; other encodings are not guessed.
  ///
  /// @param where what the message calls the text
  /// @throws InvalidInputException when the bytes are not UTF-8
  static CharBuffer decode(byte[] utf8, String where) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(where + ": not UTF-8 text", e);
    }
  }

  /// What a parser complained about, for a message: its first sentence, short, with the place.
  static String complaint(JacksonException e) {
    String text = Objects.requireNonNullElse(e.getOriginalMessage(), "broken JSON");
    if (text.contains("nesting depth")) {
      return "nested deeper than " + DEEPEST + " levels";
    }
    if (text.startsWith("Number value length")) {
      return "a number of more than " + LONGEST_NUMBER + " digits";
    }
    String first =
        text.lines()
            .findFirst()
            .orElse("broken JSON")
            .replace("Duplicate Object property", "duplicate key");
    if (e.getLocation() == null || e.getLocation().getLineNr() < 0) {
      return Excerpt.of(first);
    }
    return "line "
        + e.getLocation().getLineNr()
        + ", column "
        + e.getLocation().getColumnNr()
        + ": "
        + Excerpt.of(first);
  }
}
