package luthier.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexCheckTest {

  /// Patterns of tokenizers in use: GPT-2, Llama 3, Qwen 2, o200k, DeepSeek (several), Kimi, BLOOM,
  /// CLIP, cl100k with a plus after the braces, digit grouping by look-ahead, and SentencePiece's
  /// blanks.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
            + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+"
            + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}|"
            + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "[\\p{Han}]+|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]*"
            + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}",
        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?"
            + "[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "[\\r\\n]",
        "\\s?\\p{L}+",
        "\\s?[!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3000-\u3002]+",
        "\\s+$",
        "[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+",
        " ?[^(\\s|[.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C])]+",
        "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]"
            + "|[^\\s\\p{L}\\p{N}]+",
        "[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$"
            + "|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
        "\\p{N}{1,3}(?=(?:\\p{N}{3})*\\b)",
        "(?<=\\d)(?=(\\d{3})+(?!\\d))",
        " {2,}",
        "\\s+",
        "[0-9][0-9][0-9]",
        "(?:\\r?\\n)+",
        "\\w+|[^\\w\\s]+",
        "^\u2581",
        "(\\w+\\s)*",
        "[[:alpha:]]+|[[:^alpha:]\\h]",
        "(?#words)(?<word>\\w+)",
        "(?i)ab(?-i)c{2,4}",
      })
  void acceptsWhatIsInUse(String pattern) {
    assertThat(RegexCheck.of(pattern).problem()).as(pattern).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a+)+$",
        "(a+)+b",
        "(a+)+",
        "(a*)*b",
        "(?:\\s+)*x",
        "([a-zA-Z]+)*\\d",
        "(\\s*\\w+)*!",
        "((ab)*)*c",
        "(a+){2,}",
        "(?:a|b+)+c",
        "((a+)?)+b",
      })
  void refusesNestedRepetition(String pattern) {
    assertThat(RegexCheck.of(pattern).problem())
        .as(pattern)
        .contains("a repetition inside a repetition can take the same text in many ways");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a|a)*$",
        "(a|ab|b)*c",
        "(\\w|\\d)+!",
        "(?:[a-f]|[e-k])+$",
        "(.|\\n)+x",
        "(?:a{1,3})+b",
        "(aa|aaa)*b",
        "(?i)(a|A)+1",
        "(a|\\p{L})+(?!x)",
        "(?:\\p{Han}|\\p{L})+\\b",
      })
  void refusesAlternativesThatOverlap(String pattern) {
    assertThat(RegexCheck.of(pattern).problem())
        .as(pattern)
        .contains("a repetition can take the same text by several of its alternatives");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\s*\\s*y",
        "a*a*a*a*b",
        "\\w+\\d+x",
        "\\s+(?=\\s*y)",
        "(ab)*(ab)*c",
        "\\s*[\\r\\n]+$",
        ".*.*=.*",
        "(?:x\\s*)(\\s)+z",
        "(x+x+)+y",
      })
  void refusesRepetitionsInARow(String pattern) {
    assertThat(RegexCheck.of(pattern).problem()).as(pattern).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '\0',
      value = {
        "(a+)\\1b @ it uses \\1, a reference or a construct of any length",
        "\\k<x> @ it uses \\k, a reference or a construct of any length",
        "\\X+ @ it uses \\X, a reference or a construct of any length",
        "(?(1)a|b) @ it uses a group of a kind that is not known",
        "(?x: a ) @ it uses a group of a kind that is not known",
        "(a @ a group is not closed",
        "a) @ it has a closing parenthesis without an opening one",
        "[a @ a character class is not closed",
        "a\\ @ it ends with a backslash",
        "(?:a{1,1000}){1,1000} @ written out, it has more than 300 character classes",
      })
  void refusesWhatItCannotJudge(String pattern, String problem) {
    assertThat(RegexCheck.of(pattern).problem()).contains(problem);
  }

  @Test
  void refusesDeepAndLongPatternsQuickly() {
    assertThat(RegexCheck.of("(".repeat(5000) + ")".repeat(5000)).problem())
        .contains("its groups are nested more than 50 deep");
    assertThat(RegexCheck.of("a".repeat(20_001)).problem())
        .contains("it is 20001 characters long, more than 20000");
    assertThat(RegexCheck.of("(?:a?b?c?d?e?){50}(?:a?b?)*x").problem()).isPresent();
  }

  @Test
  void knowsWhetherNothingMatches() {
    assertThat(RegexCheck.of("x*").matchesNothing()).isTrue();
    assertThat(RegexCheck.of("(?=x)").matchesNothing()).isTrue();
    assertThat(RegexCheck.of("a|").matchesNothing()).isTrue();
    assertThat(RegexCheck.of(" {2,}").matchesNothing()).isFalse();
    assertThat(RegexCheck.of("^\u2581").matchesNothing()).isFalse();
  }
}
