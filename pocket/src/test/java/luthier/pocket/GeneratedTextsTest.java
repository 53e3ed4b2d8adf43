package luthier.pocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import luthier.pocket.document.Document;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Grammar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every kind of generated text, sampled.
class GeneratedTextsTest {

  private static final Grammar GRAMMAR = Resources.grammar();

  /// What a slot that was not filled, or a rule's own signs, would leave behind.
  private static final Pattern LEFT_OVER =
      Pattern.compile("[{}\\[\\]|@\\\\]|  | [.,]|,,|(?<!\\.)\\.\\.(?!\\.)");

  private static final Pattern LOWER_START =
      Pattern.compile("(^|[^.][.!?] )[a-zäöüéèàçñ]", Pattern.MULTILINE);

  @ParameterizedTest
  @CsvSource({
    "story, en, 2000, 0.45",
    "day_text, en, 1000, 0.70",
    "describe, en, 1000, 0.35",
    "letter, en, 1000, 0.30",
    "dialogue, en, 500, 0.25",
    "news, en, 300, 0.15",
    "howto, en, 300, 0.05",
    "weather, en, 300, 0.20",
    "de_geschichte, de, 500, 0.30",
    "de_alltag, de, 500, 0.50",
    "de_beschreibung, de, 500, 0.20",
    "de_brieftext, de, 500, 0.30",
    "de_gespraech, de, 300, 0.15",
    "es_cuento, es, 500, 0.30",
    "es_rutina, es, 500, 0.50",
    "es_descripcion, es, 500, 0.20",
    "es_cartatexto, es, 500, 0.25",
    "es_dialogo, es, 300, 0.10",
    "fr_conte, fr, 500, 0.30",
    "fr_journee, fr, 500, 0.50",
    "fr_description, fr, 500, 0.15",
    "fr_lettretexte, fr, 500, 0.25",
    "fr_dialogue, fr, 300, 0.10"
  })
  void isWholeAndVaried(String rule, String language, int count, double distinct) {
    List<String> texts = texts(rule, language, count);

    assertThat(texts).noneMatch(text -> LEFT_OVER.matcher(text).find());
    assertThat(texts).allMatch(text -> Character.isUpperCase(firstLetter(text)));
    if (!language.equals("de")) {
      assertThat(texts).noneMatch(text -> hasLowerStart(text));
    }
    assertThat(distinctEightGrams(texts)).isGreaterThan(distinct);
  }

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(texts("story", "en", 50)).isEqualTo(texts("story", "en", 50));
    assertThat(GRAMMAR.start(Dice.of(1, "story", 0)).prose("story", "en"))
        .isNotEqualTo(GRAMMAR.start(Dice.of(2, "story", 0)).prose("story", "en"));
  }

  @Test
  void beginsItsStoriesInManyWays() {
    Set<String> first = new HashSet<>();
    for (String text : texts("story", "en", 1000)) {
      first.add(text.split("[.!?]")[0]);
    }
    assertThat(first).hasSizeGreaterThan(600);
  }

  @Test
  void writesEachRuleOfTheTextsOnce() throws IOException {
    Map<String, String> files = new HashMap<>();
    for (String file : Resources.FILES) {
      for (String line : lines(file)) {
        if (file.endsWith(".rules") && line.matches("[a-z_0-9]+:")) {
          assertThat(files.put(line, file)).as("%s in %s", line, file).isNull();
        }
      }
    }
    assertThat(files).hasSizeGreaterThan(500);
  }

  @Test
  void runsOutWhereARuleHasNoMore() {
    Iterator<Document> few = new RuleTexts(GRAMMAR, 42, "es_receta", "es");
    int count = 0;
    while (few.hasNext()) {
      few.next();
      count++;
    }
    assertThat(count).isBetween(5, 200);
  }

  private static List<String> texts(String rule, String language, int count) {
    Iterator<Document> all = new RuleTexts(GRAMMAR, 42, rule, language);
    List<String> texts = new ArrayList<>();
    while (texts.size() < count && all.hasNext()) {
      texts.add(all.next().text());
    }
    return texts;
  }

  private static List<String> lines(String file) throws IOException {
    try (InputStream in = Resources.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    }
  }

  private static char firstLetter(String text) {
    return (char) text.codePoints().filter(Character::isLetter).findFirst().orElse('a');
  }

  /// Quoted speech aside: after `?"` the sentence may go on.
  private static boolean hasLowerStart(String text) {
    return LOWER_START.matcher(text.replaceAll("\"[^\"]*\"", "\"")).find();
  }

  private static double distinctEightGrams(List<String> texts) {
    Set<String> distinct = new HashSet<>();
    int all = 0;
    for (String text : texts) {
      List<String> words = List.of(text.split("\\s+"));
      for (int i = 0; i + 8 <= words.size(); i++) {
        distinct.add(String.join(" ", words.subList(i, i + 8)));
        all++;
      }
    }
    return (double) distinct.size() / all;
  }
}
