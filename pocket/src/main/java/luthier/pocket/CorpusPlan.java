package luthier.pocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import luthier.pocket.document.Document;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Grammar;

/// The portions of the text: about a seventh Debian's prose, a third stories, a fifth short texts
/// of many kinds, three tenths conversations; in English for the greater part, and in German,
/// Spanish and French.
final class CorpusPlan {

  /// About 300 tokens.
  private static final int JOINED = 1100;

  private static final Map<String, Integer> DEBIAN =
      Map.of("en", 90, "de", 20, "es", 20, "fr", 20);

  private final List<Document> debian;
  private final Grammar grammar;
  private final Conversations conversations;
  private final long seed;

  CorpusPlan(List<Document> debian, Grammar grammar, Conversations conversations, long seed) {
    this.debian = List.copyOf(debian);
    this.grammar = grammar;
    this.conversations = conversations;
    this.seed = seed;
  }

  /// @return the portions, from their first documents on
  List<Portion> portions() {
    List<Portion> portions = new ArrayList<>();
    for (String language : List.of("en", "de", "es", "fr")) {
      List<Document> documents =
          debian.stream().filter(document -> document.language().equals(language)).toList();
      portions.add(
          new Portion(
              "Debian documentation (" + language + ")",
              DEBIAN.getOrDefault(language, 0),
              Dice.of(seed, "debian", 0).shuffled(documents).iterator()));
    }
    portions.add(new Portion("stories (en)", 285, rule("story", "en")));
    portions.add(shorts("stories (de)", 25, "de_geschichte", "de"));
    portions.add(shorts("stories (es)", 25, "es_cuento", "es"));
    portions.add(shorts("stories (fr)", 25, "fr_conte", "fr"));
    portions.add(shorts("descriptions (en)", 45, "describe", "en"));
    portions.add(shorts("descriptions (de)", 5, "de_beschreibung", "de"));
    portions.add(shorts("descriptions (es)", 5, "es_descripcion", "es"));
    portions.add(shorts("descriptions (fr)", 5, "fr_description", "fr"));
    portions.add(shorts("letters (en)", 30, "letter", "en"));
    portions.add(shorts("letters (de)", 10, "de_brieftext", "de"));
    portions.add(shorts("letters (es)", 10, "es_cartatexto", "es"));
    portions.add(shorts("letters (fr)", 10, "fr_lettretexte", "fr"));
    portions.add(shorts("dialogues (en)", 20, "dialogue", "en"));
    portions.add(shorts("dialogues (de)", 4, "de_gespraech", "de"));
    portions.add(shorts("dialogues (es)", 4, "es_dialogo", "es"));
    portions.add(shorts("dialogues (fr)", 4, "fr_dialogue", "fr"));
    portions.add(shorts("small news (en)", 12, "news", "en"));
    portions.add(shorts("how-to texts (en)", 10, "howto", "en"));
    portions.add(shorts("how-to texts (de)", 1, "de_anleitung", "de"));
    portions.add(shorts("how-to texts (es)", 1, "es_receta", "es"));
    portions.add(shorts("how-to texts (fr)", 1, "fr_recette", "fr"));
    portions.add(shorts("weather (en)", 7, "weather", "en"));
    portions.add(shorts("weather (de)", 1, "de_wetter", "de"));
    portions.add(shorts("weather (es)", 1, "es_tiempo", "es"));
    portions.add(shorts("weather (fr)", 1, "fr_meteo", "fr"));
    portions.add(
        new Portion("numbers (en)", 13, new Joined(new NumberFacts(seed), "\n\n", JOINED)));
    portions.add(
        new Portion(
            "conversations",
            290,
            new Joined(
                LongStream.iterate(0, number -> number + 1)
                    .mapToObj(number -> conversations.get("text", number))
                    .map(conversations::rendered)
                    .iterator(),
                "\n<|endoftext|>",
                JOINED)));
    return portions;
  }

  private Portion shorts(String name, int perMille, String rule, String language) {
    return new Portion(name, perMille, new Joined(rule(rule, language), "\n\n", JOINED));
  }

  private RuleTexts rule(String rule, String language) {
    return new RuleTexts(grammar, seed, rule, language);
  }
}
