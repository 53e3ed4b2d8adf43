package luthier.pocket.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import luthier.pocket.document.Conversation;
import luthier.pocket.document.Turn;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Entity;
import luthier.pocket.grammar.Grammar;
import org.junit.jupiter.api.Test;

/// Computes again, from the text alone, what the answers decide.
class DecisionsTest {

  private static final Grammar GRAMMAR = Grammar.load(Talks.RESOURCES.toArray(String[]::new));
  private static final Map<String, Integer> DAYS_TIMES_TEN =
      Map.of("day", 10, "week", 70, "month", 304, "year", 3650);
  private static final Pattern SPAN = Pattern.compile("(\\d+) (day|week|month|year)s?");

  private static List<Integer> spans(String text) {
    List<Integer> found = new ArrayList<>();
    for (MatchResult match : SPAN.matcher(text).results().toList()) {
      found.add(Integer.parseInt(match.group(1)) * DAYS_TIMES_TEN.getOrDefault(match.group(2), 0));
    }
    return found;
  }

  private static List<Conversation> some(Kind kind, String name, int count) {
    List<Conversation> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(kind.next(Dice.of(7, name, i)));
    }
    return all;
  }

  @Test
  void factsLieInTheirOutcome() {
    TimeLimits limits = new TimeLimits(List.of(Span.days(30), new Span(2, Span.Unit.YEAR)));
    for (int i = 0; i < 2000; i++) {
      Dice dice = Dice.of(1, "limits", i);
      int outcome = dice.below(3);
      assertThat(limits.outcomeOf(limits.fact(dice, outcome))).isEqualTo(outcome);
    }
    assertThat(limits.outcomeOf(new Span(9, Span.Unit.MONTH))).isEqualTo(1);
    assertThat(limits.outcomeOf(new Span(1, Span.Unit.MONTH))).as("too near").isEqualTo(-1);
  }

  @Test
  void longerAndShorterAreRight() {
    int checked = 0;
    for (Conversation conversation : some(new Times(GRAMMAR), "time", 2500)) {
      for (int i = 0; i + 1 < conversation.turns().size(); i += 2) {
        String user = conversation.turns().get(i).content().toLowerCase(Locale.ROOT);
        String answer = conversation.turns().get(i + 1).content();
        List<Integer> spans = spans(user);
        boolean longer = user.matches("(is|does) .* (longer than|more than) .*");
        boolean shorter = user.matches("is .* (less than|shorter than|below) .*");
        if (spans.size() == 2 && (longer || shorter)) {
          boolean yes = longer == spans.get(0) > spans.get(1);
          assertThat(answer).as(user).startsWith(yes ? "Yes" : "No");
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(60);
  }

  @Test
  void limitsAreKept() {
    int checked = 0;
    Pattern form = Pattern.compile("(?i)(bought|ordered) .*ago, (the limit is|valid for) .*");
    for (Conversation conversation : some(new Times(GRAMMAR), "limit", 2500)) {
      for (int i = 0; i + 1 < conversation.turns().size(); i += 2) {
        String user = conversation.turns().get(i).content();
        List<Integer> spans = spans(user.toLowerCase(Locale.ROOT));
        if (form.matcher(user).matches() && spans.size() == 2) {
          boolean yes = spans.get(0) < spans.get(1);
          assertThat(conversation.turns().get(i + 1).content())
              .as(user)
              .startsWith(yes ? "Yes" : "No");
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(20);
  }

  @Test
  void sumsAreRight() {
    Pattern sum = Pattern.compile("^(\\d+) (plus|minus|times|divided by) (\\d+) is (\\d+)");
    int checked = 0;
    for (Conversation conversation : some(new Sums(GRAMMAR), "sum", 2000)) {
      for (Turn turn : conversation.turns()) {
        Matcher matcher = sum.matcher(turn.content());
        if (turn.role().equals("assistant") && matcher.find()) {
          int a = Integer.parseInt(matcher.group(1));
          int b = Integer.parseInt(matcher.group(3));
          int expected =
              switch (matcher.group(2)) {
                case "plus" -> a + b;
                case "minus" -> a - b;
                case "times" -> a * b;
                default -> a / b;
              };
          assertThat(matcher.group(4)).as(turn.content()).isEqualTo(Integer.toString(expected));
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(100);
  }

  /// Every rule with limits of time, read back from the policy and what the customer tells.
  @Test
  void rulesWithTimesAreKept() {
    int checked = 0;
    for (Entity row : GRAMMAR.table("talk-matters").rows()) {
      if (!row.get("measure").matches("days|weeks|months")) {
        continue;
      }
      for (int i = 0; i < 30; i++) {
        Dice dice = Dice.of(5, row.name(), i);
        Matter matter = Matter.of(GRAMMAR, row, dice);
        Script script = new Script(GRAMMAR, dice, "test", Tongue.EN);
        List<Integer> limits = spans(matter.policy(script, Tongue.EN));
        for (Exchange exchange : matter.ask(script, Tongue.EN).exchanges()) {
          List<Integer> facts = spans(exchange.user());
          if (exchange.outcome().equals(Exchange.ASK) || facts.size() != 1) {
            continue;
          }
          long passed = limits.stream().filter(limit -> facts.get(0) > limit).count();
          assertThat(matter.outcomes().indexOf(exchange.outcome()))
              .as(row.name() + ": " + limits + " " + exchange)
              .isEqualTo((int) passed);
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(150);
  }

  @Test
  void openingHoursAreKept() {
    Hours hours = new Hours(9, 17, 10, 14);
    assertThat(hours.isOpen(Weekday.MONDAY, 9)).isTrue();
    assertThat(hours.isOpen(Weekday.MONDAY, 17)).isFalse();
    assertThat(hours.isOpen(Weekday.SATURDAY, 15)).isFalse();
    assertThat(hours.isOpen(Weekday.SUNDAY, 12)).isFalse();
  }

  @Test
  void datesRollOverTheMonth() {
    assertThat(new Day(28, 10).plus(14)).isEqualTo(new Day(11, 11));
    assertThat(new Day(30, 12).plus(5)).isEqualTo(new Day(4, 1));
  }

  @Test
  void whatALetterSaysIsCopied() {
    for (Conversation conversation : some(new Letters(GRAMMAR), "letters", 800)) {
      String text = conversation.turns().get(0).content();
      String answer = conversation.turns().get(1).content();
      for (String number :
          Pattern.compile("\\d{4,}")
              .matcher(answer)
              .results()
              .map(MatchResult::group)
              .collect(Collectors.toSet())) {
        assertThat(text).contains(number);
      }
    }
  }

  @Test
  void nounsTakeTheArticlesOfTheirGender() {
    Goods coat = new Goods(GRAMMAR.table("talk-goods").where("name", "coat").get(0));
    assertThat(coat.in(Tongue.DE).get("mya")).isEqualTo("meinen Mantel");
    assertThat(coat.in(Tongue.FR).get("the")).isEqualTo("le manteau");
    Goods clock = new Goods(GRAMMAR.table("talk-goods").where("name", "wall clock").get(0));
    assertThat(clock.in(Tongue.FR).get("my")).isEqualTo("mon horloge");
    assertThat(clock.in(Tongue.ES).get("new")).isEqualTo("un reloj de pared nuevo");
  }

  @Test
  void spansAreWordedInEachLanguage() {
    assertThat(Span.days(1).in(Tongue.DE).get("ago")).isEqualTo("vor einem Tag");
    assertThat(new Span(3, Span.Unit.MONTH).in(Tongue.DE).get("ago")).isEqualTo("vor 3 Monaten");
    assertThat(new Span(2, Span.Unit.WEEK, true).in(Tongue.ES).get("ago"))
        .isEqualTo("hace dos semanas");
    assertThat(new Span(1, Span.Unit.YEAR).in(Tongue.FR).get("ago")).isEqualTo("il y a un an");
    assertThat(Span.days(1).in(Tongue.EN).name()).isEqualTo("1 day");
  }

  @Test
  void typingNoiseKeepsNumbers() {
    for (int i = 0; i < 300; i++) {
      String noisy = Noise.typed("Where is my order K4711? Regards, Anna", Dice.of(3, "noise", i));
      assertThat(noisy).containsIgnoringCase("k4711").containsIgnoringCase("anna");
    }
  }
}
