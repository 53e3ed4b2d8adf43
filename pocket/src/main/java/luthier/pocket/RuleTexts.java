package luthier.pocket;

import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import luthier.pocket.document.Document;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Grammar;

/// The different texts that one rule gives, in the order of their numbers; ends when chance brings
/// hardly anything new.
final class RuleTexts implements Iterator<Document> {

  /// So many repetitions in a row mean that the rule is exhausted.
  private static final int PATIENCE = 200;

  private final Grammar grammar;
  private final long seed;
  private final String rule;
  private final String language;
  private final Set<String> seen = new HashSet<>();
  private long number;
  private String next = "";

  RuleTexts(Grammar grammar, long seed, String rule, String language) {
    this.grammar = grammar;
    this.seed = seed;
    this.rule = rule;
    this.language = language;
  }

  @Override
  public boolean hasNext() {
    for (int tries = 0; next.isEmpty() && tries < PATIENCE; tries++) {
      String text = grammar.start(Dice.of(seed, rule, number++)).prose(rule, language);
      if (seen.add(text)) {
        next = text;
      }
    }
    return !next.isEmpty();
  }

  @Override
  public Document next() {
    if (!hasNext()) {
      throw new NoSuchElementException("rule " + rule + " gives nothing new");
    }
    Document document = new Document(next, rule, language, rule + "-" + (number - 1));
    next = "";
    return document;
  }
}
