package luthier.pocket;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import luthier.pocket.document.Document;
import luthier.pocket.grammar.Dice;

/// Draws documents from each portion until its share of the tokens is reached, and shuffles them.
final class Mixture {

  private final ToIntFunction<String> tokens;
  private final SourceTable table;
  private final Set<String> seen = new HashSet<>();

  /// @param tokens number of tokens of a text
  Mixture(ToIntFunction<String> tokens, SourceTable table) {
    this.tokens = tokens;
    this.table = table;
  }

  /// @param size tokens of the whole; a portion that runs out leaves it smaller
  /// @return no text twice, in an order that depends on the seed alone
  List<String> draw(List<Portion> portions, long size, long seed) {
    List<String> texts = new ArrayList<>();
    for (Portion portion : portions) {
      long budget = size * portion.perMille() / 1000;
      while (budget > 0 && portion.documents().hasNext()) {
        Document document = portion.documents().next();
        if (!seen.add(document.text())) {
          continue;
        }
        int count = tokens.applyAsInt(document.text());
        table.add(portion.name(), document.language(), document.text().length(), count);
        budget -= count;
        texts.add(document.text());
      }
    }
    return Dice.of(seed, "order", 0).shuffled(texts);
  }
}
