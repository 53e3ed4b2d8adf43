package luthier.pocket.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One text in the making: the variables bound so far and the chance that decides.
public final class Expansion {

  private static final int DEEPEST = 60;

  private final Grammar grammar;
  private final Dice dice;
  private final Map<String, Entity> entities = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, List<Template>> unused = new HashMap<>();
  private int depth;

  Expansion(Grammar grammar, Dice dice) {
    this.grammar = grammar;
    this.dice = dice;
  }

  public Expansion bind(String variable, String text) {
    texts.put(variable, text);
    return this;
  }

  public Expansion bind(String variable, Entity entity) {
    entities.put(variable, entity);
    return this;
  }

  /// @throws IllegalArgumentException where the variable holds no entity
  public Entity entity(String variable) {
    Entity entity = entities.get(variable);
    if (entity == null) {
      throw new IllegalArgumentException("no entity in variable '" + variable + "'");
    }
    return entity;
  }

  public Dice dice() {
    return dice;
  }

  /// @return one expansion of the rule. Within one text no alternative of a rule comes twice before
  ///   all came once.
  public String expand(String rule) {
    try {
      return rule(rule);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("in rule " + rule + ": " + e.getMessage(), e);
    }
  }

  /// @param language two-letter code
  /// @return one expansion of the rule as finished prose: sentences begin with a capital, and no
  ///   blank is doubled or stands before a full stop
  public String prose(String rule, String language) {
    String text = expand(rule).strip().replaceAll(" {2,}", " ").replaceAll(" ([.,])", "$1");
    return Sentences.capitalised(text, language.equals("de"));
  }

  /// @return the expansion of a line written in the template language
  public String expandLine(String line) {
    return text(Template.parse(line));
  }

  private String rule(String name) {
    if (++depth > DEEPEST) {
      throw new IllegalStateException("rule " + name + " calls itself without end");
    }
    List<Template> left = unused.computeIfAbsent(name, _ -> new ArrayList<>());
    if (left.isEmpty()) {
      left.addAll(grammar.alternatives(name));
    }
    Template chosen = left.remove(dice.below(left.size()));
    String text = text(chosen);
    depth--;
    return text;
  }

  private String text(Template template) {
    return switch (template) {
      case Template.Text(String text) -> text;
      case Template.Sequence(List<Template> parts) -> {
        StringBuilder out = new StringBuilder();
        for (Template part : parts) {
          out.append(text(part));
        }
        yield out.toString();
      }
      case Template.Choice(List<Template> alternatives) -> text(dice.pick(alternatives));
      case Template.Name(String name, String attribute) -> name(name, attribute);
      case Template.Bind(String variable, Template value, boolean silent) -> {
        String text = text(value);
        texts.put(variable, text);
        yield silent ? "" : text;
      }
      case Template.Pick pick -> {
        entities.put(pick.variable(), row(pick));
        yield "";
      }
      case Template.Change(String function, Template value) -> changed(function, text(value));
    };
  }

  private String name(String name, String attribute) {
    if (!attribute.isEmpty()) {
      return entity(name).get(attribute);
    }
    String text = texts.get(name);
    if (text != null) {
      return text;
    }
    Entity entity = entities.get(name);
    return entity != null ? entity.name() : rule(name);
  }

  private Entity row(Template.Pick pick) {
    List<Entity> rows =
        grammar.table(pick.table()).rows().stream()
            .filter(row -> pick.conditions().stream().allMatch(each -> each.holdsFor(row)))
            .toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "table " + pick.table() + " has no row with " + pick.conditions());
    }
    List<Entity> free = rows.stream().filter(row -> !isHeld(row, pick.variable())).toList();
    return dice.pick(free.isEmpty() ? rows : free);
  }

  private boolean isHeld(Entity row, String except) {
    return entities.entrySet().stream()
        .anyMatch(
            entry -> !entry.getKey().equals(except) && entry.getValue().name().equals(row.name()));
  }

  private static String changed(String function, String text) {
    return switch (function) {
      case "a" -> English.withArticle(text);
      case "A" -> English.capitalised(English.withArticle(text));
      case "s" -> English.plural(text);
      case "^" -> English.capitalised(text);
      case "n" -> English.inWords(Integer.parseInt(text));
      case "up" -> text.toUpperCase(Locale.ROOT);
      case "wort", "den", "ein", "einen", "er" -> German.changed(function, text);
      case "palabra", "un", "al", "o" -> Spanish.changed(function, text);
      case "mot", "un_fr", "de_fr" -> French.changed(function, text);
      default ->
          throw new IllegalArgumentException("no function '" + function + "' for '" + text + "'");
    };
  }
}
