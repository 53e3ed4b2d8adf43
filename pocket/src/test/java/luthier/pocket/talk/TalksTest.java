package luthier.pocket.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import luthier.pocket.document.Conversation;
import luthier.pocket.document.Turn;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Grammar;
import org.junit.jupiter.api.Test;

class TalksTest {

  private static final int COUNT = 3000;
  private static final Grammar GRAMMAR = Grammar.load(Talks.RESOURCES.toArray(String[]::new));
  private static final List<Conversation> SAMPLE = sample();

  private static List<Conversation> sample() {
    Talks talks = new Talks(GRAMMAR);
    return IntStream.range(0, COUNT).mapToObj(i -> talks.next(Dice.of(42, "talks", i))).toList();
  }

  @Test
  void aConversationFollowsFromItsDice() {
    Talks again = new Talks(GRAMMAR);
    for (int i = 0; i < COUNT; i += 7) {
      assertThat(again.next(Dice.of(42, "talks", i))).isEqualTo(SAMPLE.get(i));
    }
  }

  @Test
  void turnsAlternateAndNoneIsEmpty() {
    for (Conversation conversation : SAMPLE) {
      List<Turn> turns = conversation.turns();
      int first = turns.get(0).role().equals("system") ? 1 : 0;
      for (int i = first; i < turns.size(); i++) {
        assertThat(turns.get(i).role()).isEqualTo((i - first) % 2 == 0 ? "user" : "assistant");
      }
      assertThat(turns.get(turns.size() - 1).role()).isEqualTo("assistant");
      assertThat(turns).allSatisfy(turn -> assertThat(turn.content()).isNotBlank());
    }
  }

  @Test
  void noSlotIsLeftUnfilled() {
    for (Conversation conversation : SAMPLE) {
      for (Turn turn : conversation.turns()) {
        assertThat(turn.content())
            .doesNotContainPattern("\\{(item|person|k|n|m|x|y|day|city|number|firm)(\\.|\\})")
            .doesNotContain("null null")
            .doesNotContain("FIELD")
            .doesNotContain("VALUE")
            .doesNotContain("  ");
      }
    }
  }

  @Test
  void theyAreVaried() {
    Set<String> users = new HashSet<>();
    Set<String> answers = new HashSet<>();
    int turns = 0;
    for (Conversation conversation : SAMPLE) {
      for (Turn turn : conversation.turns()) {
        if (turn.role().equals("user")) {
          users.add(turn.content());
          turns++;
        } else if (turn.role().equals("assistant")) {
          answers.add(turn.content());
        }
      }
    }
    assertThat((double) users.size() / turns).as("distinct user messages").isGreaterThan(0.85);
    assertThat((double) answers.size() / turns).as("distinct answers").isGreaterThan(0.6);
  }

  @Test
  void kindsAndLanguagesHaveTheirShares() {
    Map<String, Integer> counts = new HashMap<>();
    for (Conversation conversation : SAMPLE) {
      counts.merge(conversation.source(), 1, Integer::sum);
      counts.merge(conversation.language(), 1, Integer::sum);
    }
    assertThat(counts.getOrDefault("service", 0)).isBetween(COUNT * 30 / 100, COUNT * 40 / 100);
    for (String language : List.of("de", "es", "fr")) {
      assertThat(counts.getOrDefault(language, 0)).as(language).isGreaterThan(COUNT * 6 / 100);
    }
  }

  /// The example in `examples/support` must stay something that the model has not been trained on.
  @Test
  void theSupportExampleIsNotGivenAway() {
    for (Conversation conversation : SAMPLE) {
      for (Turn turn : conversation.turns()) {
        assertThat(turn.content())
            .doesNotContainIgnoringCase("tannwick")
            .doesNotContainPattern("(?i)\\baction\\s*[:=]")
            .doesNotContainPattern(
                "(?i)ask_order|cancel_order|change_address|escalate_human|invoice_copy"
                    + "|reset_password|track_order|warranty_repair")
            .doesNotContainPattern("[:=] ?(refund|replace|decline|answer)[\\]>)}]");
      }
    }
  }
}
