package luthier.pocket.talk;

import java.util.List;
import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Grammar;

/// All kinds of conversation, mixed.
public final class Talks {

  /// The resources that the conversations are written in; [Grammar#load] takes them.
  public static final List<String> RESOURCES =
      List.of(
          "animals.table",
          "countries.table",
          "foods.table",
          "jobs.table",
          "people.table",
          "things.table",
          "talk-branches.table",
          "talk-cities.table",
          "talk-goods.table",
          "talk-lookups.table",
          "talk-matters.table",
          "talk-prices.table",
          "talk-service-en.rules",
          "talk-service-en2.rules",
          "talk-service-de.rules",
          "talk-service-es.rules",
          "talk-service-fr.rules",
          "talk-polite.table",
          "talk-short.table",
          "talk-reading-en.rules",
          "talk-text-en.rules",
          "talk-text-de.rules",
          "talk-text-es.rules",
          "talk-text-fr.rules",
          "talk-number-en.rules",
          "talk-number-de.rules",
          "talk-number-es.rules",
          "talk-number-fr.rules",
          "talk-commands.table",
          "talk-opposites.table",
          "talk-phrases.table",
          "talk-facts-en.rules",
          "talk-small-en.rules",
          "talk-small-de.rules",
          "talk-small-es.rules",
          "talk-small-fr.rules",
          "talk-booking.rules");

  /// @param weight how often it comes, of the sum of all weights
  private record Share(int weight, Kind kind) {}

  private final List<Share> shares;
  private final int sum;

  /// @param grammar with at least [#RESOURCES]
  public Talks(Grammar grammar) {
    shares =
        List.of(
            new Share(35, new Service(grammar)),
            new Share(7, new Letters(grammar)),
            new Share(4, new Reading(grammar)),
            new Share(5, new Labels(grammar)),
            new Share(5, new Work(grammar)),
            new Share(6, new Sums(grammar)),
            new Share(8, new Times(grammar)),
            new Share(12, new Facts(grammar)),
            new Share(4, new Words(grammar)),
            new Share(4, new Booking(grammar)),
            new Share(5, new Instructions(grammar)),
            new Share(4, new SmallTalk(grammar, "small")),
            new Share(3, new SmallTalk(grammar, "write")));
    sum = shares.stream().mapToInt(Share::weight).sum();
  }

  /// @return a conversation that follows from the dice alone
  public Conversation next(Dice dice) {
    int at = dice.below(sum);
    for (Share share : shares) {
      at -= share.weight;
      if (at < 0) {
        return share.kind.next(dice);
      }
    }
    throw new IllegalStateException("weights do not add up to " + sum);
  }
}
