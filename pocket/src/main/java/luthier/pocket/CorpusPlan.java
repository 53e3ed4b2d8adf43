package luthier.pocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import luthier.pocket.document.Document;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Grammar;

/// The portions of the text: a fifth Debian's prose, three tenths stories, a fifth short texts of
/// many kinds, three tenths conversations.
final class CorpusPlan {

  /// About 300 tokens.
  private static final int JOINED = 1100;

  private static final Map<String, Integer> DEBIAN =
      Map.of("en", 100, "de", 20, "es", 20, "fr", 20);

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
    portions.add(new Portion("stories (en)", 400, rule("story", "en")));
    portions.add(shorts("descriptions (en)", 40, "describe", "en"));
    portions.add(shorts("letters (en)", 40, "letter", "en"));
    portions.add(shorts("dialogues (en)", 25, "dialogue", "en"));
    portions.add(shorts("small news (en)", 15, "news", "en"));
    portions.add(shorts("how-to texts (en)", 10, "howto", "en"));
    portions.add(shorts("weather (en)", 10, "weather", "en"));
    portions.add(
        new Portion(
            "conversations",
            300,
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
