package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import luthier.pocket.document.Conversation;
import luthier.pocket.document.Turn;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Expansion;
import luthier.pocket.grammar.Grammar;

/// A conversation in the making: its language, the values that its sentences speak of, its turns.
final class Script {

  private final Grammar grammar;
  private final Dice dice;
  private final String source;
  private final Tongue tongue;
  private final Map<String, Value> values = new LinkedHashMap<>();
  private final List<Turn> turns = new ArrayList<>();

  /// @param source the kind of conversation, for the statistics of the corpus
  Script(Grammar grammar, Dice dice, String source, Tongue tongue) {
    this.grammar = grammar;
    this.dice = dice;
    this.source = source;
    this.tongue = tongue;
  }

  Dice dice() {
    return dice;
  }

  Grammar grammar() {
    return grammar;
  }

  Tongue tongue() {
    return tongue;
  }

  Script set(String variable, Value value) {
    values.put(variable, value);
    return this;
  }

  Script set(String variable, String text) {
    return set(variable, Value.of(text));
  }

  Script set(String variable, int number) {
    return set(variable, Integer.toString(number));
  }

  /// @return the rule of the conversation's own language, expanded, with capitals and single blanks
  String say(String rule) {
    return say(tongue, rule);
  }

  String say(Tongue in, String rule) {
    return Sentences.tidy(phrase(in, rule));
  }

  /// @return the rule as it is written, for parts of a sentence
  String phrase(Tongue in, String rule) {
    Expansion expansion = grammar.start(dice);
    values.forEach((variable, value) -> expansion.bind(variable, value.in(in)));
    return expansion.expand(in.code() + "/" + rule).strip();
  }

  /// @return a line in the template language, expanded in the conversation's language
  String line(String line) {
    Expansion expansion = grammar.start(dice);
    values.forEach((variable, value) -> expansion.bind(variable, value.in(tongue)));
    return Sentences.tidy(expansion.expandLine(line));
  }

  /// @return the words for a variable in the conversation's language
  String value(String variable) {
    return Objects.requireNonNull(values.get(variable), variable).in(tongue).name();
  }

  boolean canSay(Tongue in, String rule) {
    return grammar.hasRule(in.code() + "/" + rule);
  }

  Script system(String text) {
    turns.add(Turn.system(text));
    return this;
  }

  /// A user's turn, now and then typed carelessly.
  Script user(String text) {
    turns.add(Turn.user(dice.chance(18) ? Noise.typed(text, dice) : text));
    return this;
  }

  /// A user's turn whose letters matter.
  Script userExactly(String text) {
    turns.add(Turn.user(text));
    return this;
  }

  Script assistant(String text) {
    turns.add(Turn.assistant(text));
    return this;
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }

  Conversation end() {
    return new Conversation(turns, source, tongue.code());
  }
}
