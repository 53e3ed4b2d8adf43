package luthier.pocket.talk;

import java.util.LinkedHashMap;
import java.util.Map;
import luthier.pocket.grammar.English;
import luthier.pocket.grammar.Entity;

/// A thing that is bought, with the articles that its gender asks for.
///
/// Attributes: `the`, `my`, `a`, `it` (nominative), `thea`, `mya`, `aa`, `ita` (accusative, differs
/// in German), `newa` ("a new kettle", accusative), `o` (Spanish adjective ending), `e` (French).
///
/// @param row of `talk-goods.table`
record Goods(Entity row) implements Value {

  @Override
  public Entity in(Tongue tongue) {
    Map<String, String> words = new LinkedHashMap<>();
    switch (tongue) {
      case EN -> english(words, row.name());
      case DE -> german(words, row.get("de"), row.get("de_g").charAt(0));
      case ES -> spanish(words, row.get("es"), row.get("es_g").equals("m"));
      case FR -> french(words, row.get("fr"), row.get("fr_g").equals("m"));
    }
    return new Entity(words);
  }

  private static void put(Map<String, String> words, String noun, String... pairs) {
    words.put("name", noun);
    for (int i = 0; i < pairs.length; i += 2) {
      words.put(pairs[i], pairs[i + 1]);
      words.putIfAbsent(pairs[i] + "a", pairs[i + 1]);
    }
  }

  private static void english(Map<String, String> words, String noun) {
    put(
        words,
        noun,
        "the",
        "the " + noun,
        "my",
        "my " + noun,
        "your",
        "your " + noun,
        "a",
        English.withArticle(noun),
        "it",
        "it",
        "new",
        "a new " + noun);
  }

  private static void german(Map<String, String> words, String noun, char g) {
    boolean m = g == 'm';
    boolean f = g == 'f';
    put(
        words,
        noun,
        "thea",
        (m ? "den " : f ? "die " : "das ") + noun,
        "the",
        (m ? "der " : f ? "die " : "das ") + noun,
        "mya",
        (m ? "meinen " : f ? "meine " : "mein ") + noun,
        "my",
        (f ? "meine " : "mein ") + noun,
        "youra",
        (m ? "Ihren " : f ? "Ihre " : "Ihr ") + noun,
        "your",
        (f ? "Ihre " : "Ihr ") + noun,
        "aa",
        (m ? "einen " : f ? "eine " : "ein ") + noun,
        "a",
        (f ? "eine " : "ein ") + noun,
        "ita",
        m ? "ihn" : f ? "sie" : "es",
        "it",
        m ? "er" : f ? "sie" : "es",
        "newa",
        (m ? "einen neuen " : f ? "eine neue " : "ein neues ") + noun);
  }

  private static void spanish(Map<String, String> words, String noun, boolean m) {
    put(
        words,
        noun,
        "the",
        (m ? "el " : "la ") + noun,
        "my",
        "mi " + noun,
        "your",
        "su " + noun,
        "a",
        (m ? "un " : "una ") + noun,
        "ita",
        m ? "lo" : "la",
        "it",
        m ? "él" : "ella",
        "new",
        m ? "un " + noun + " nuevo" : "una " + noun + " nueva",
        "o",
        m ? "o" : "a");
  }

  private static void french(Map<String, String> words, String noun, boolean m) {
    boolean vowel = noun.matches("([aeiouéèê]|horloge).*");
    put(
        words,
        noun,
        "the",
        vowel ? "l'" + noun : (m ? "le " : "la ") + noun,
        "my",
        (m || vowel ? "mon " : "ma ") + noun,
        "your",
        "votre " + noun,
        "a",
        (m ? "un " : "une ") + noun,
        "ita",
        m ? "le" : "la",
        "it",
        m ? "il" : "elle",
        "new",
        (m ? vowel ? "un nouvel " : "un nouveau " : "une nouvelle ") + noun,
        "e",
        m ? "" : "e");
  }
}
