package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.List;
import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Entity;
import luthier.pocket.grammar.Grammar;

/// A customer at the desk of a made-up firm, whose rules stand in the system prompt.
record Service(Grammar grammar) implements Kind {

  @Override
  public Conversation next(Dice dice) {
    Tongue tongue = Tongue.mostlyEnglish(dice);
    Tongue books = tongue == Tongue.EN || dice.chance(40) ? Tongue.EN : tongue;
    Script script = new Script(grammar, dice, "service", tongue);
    String branch = dice.pick(branches(script, books));
    script.set("firm", script.phrase(books, branch + "/firm"));

    List<Topic> topics = topics(script, branch, books);
    List<Topic> asked = asked(dice, topics);
    List<String> policies =
        topics.stream()
            .map(topic -> topic.policy(script, books))
            .filter(text -> !text.isEmpty())
            .toList();
    ReplyForm form = form(script, topics, asked, books);
    List<String> records = new ArrayList<>();
    List<Exchange> exchanges = new ArrayList<>();
    for (Topic topic : asked) {
      Asked one = topic.ask(script, books);
      records.addAll(one.records());
      exchanges.addAll(one.exchanges());
    }
    script.system(prompt(script, books, branch, policies, form.instruction(), records));
    for (int i = 0; i < exchanges.size(); i++) {
      say(script, exchanges.get(i), form, i == 0);
    }
    if (dice.chance(12)) {
      say(
          script,
          new Exchange(
              script.say("aside/thanks/ask"),
              script.say("aside/thanks/answer"),
              Exchange.OTHER,
              "other"),
          form,
          false);
    }
    return script.end();
  }

  private List<String> branches(Script script, Tongue books) {
    return grammar.table("talk-branches").rows().stream()
        .map(Entity::name)
        .filter(branch ->
            script.canSay(books, branch + "/firm")
                && script.canSay(script.tongue(), branch + "/missing"))
        .toList();
  }

  private List<Topic> topics(Script script, String branch, Tongue books) {
    Dice dice = script.dice();
    List<Topic> topics = new ArrayList<>();
    for (Entity row : grammar.table("talk-matters").where("branch", branch)) {
      if (script.canSay(books, row.name() + "/policy")
          && script.canSay(script.tongue(), row.name() + "/ask")) {
        topics.add(Matter.of(grammar, row, dice));
      }
    }
    List<Topic> extra = new ArrayList<>();
    for (Entity row : grammar.table("talk-lookups").rows()) {
      if (row.get("branch").equals(branch)
          && script.canSay(books, row.name() + "/record")
          && script.canSay(script.tongue(), row.name() + "/ask")) {
        extra.add(new Lookup(row, grammar));
      }
    }
    extra.add(Hours.of(dice));
    if (grammar.table("talk-prices").rows().stream()
        .anyMatch(row -> row.get("branch").equals(branch))) {
      extra.add(Prices.of(grammar, branch, dice));
    }
    if (topics.isEmpty() || dice.chance(55)) {
      topics.add(dice.pick(extra));
    }
    return dice.pickDistinct(topics, dice.between(1, 4));
  }

  /// One or two of the topics, sometimes something else besides or instead.
  private static List<Topic> asked(Dice dice, List<Topic> topics) {
    List<Topic> asked = new ArrayList<>(dice.pickDistinct(topics, dice.chance(75) ? 1 : 2));
    if (dice.chance(8)) {
      asked.set(0, Aside.of(dice, true));
    } else if (dice.chance(7)) {
      asked.add(Aside.of(dice, false));
    }
    return asked;
  }

  private static ReplyForm form(
      Script script, List<Topic> topics, List<Topic> asked, Tongue books) {
    int way = script.dice().below(100);
    if (way < 42) {
      return ReplyForm.PLAIN;
    }
    return way < 82 ? Tag.of(script, topics, books) : Manner.of(script, asked.get(0), books);
  }

  private static String prompt(
      Script script,
      Tongue books,
      String branch,
      List<String> policies,
      String form,
      List<String> records) {
    Dice dice = script.dice();
    List<String> parts = new ArrayList<>();
    parts.add(script.say(books, branch + "/intro"));
    boolean formFirst = dice.chance(35);
    if (formFirst) {
      parts.add(form);
    }
    boolean list = policies.size() > 1 && dice.chance(20);
    parts.addAll(list ? policies.stream().map(policy -> "\n- " + policy).toList() : policies);
    if (dice.chance(25)) {
      parts.add((list ? "\n" : "") + script.say(books, "general/wish"));
    }
    if (!formFirst) {
      parts.add(list || dice.chance(30) ? "\n" + form : form);
    }
    StringBuilder prompt = new StringBuilder(String.join(" ", parts));
    records.forEach(line -> prompt.append("\n").append(line));
    return prompt
        .toString()
        .replaceAll(" {2,}", " ")
        .replaceAll(" *\n *", "\n")
        .strip()
        .replaceAll("\n{2,}", "\n");
  }

  private static void say(Script script, Exchange exchange, ReplyForm form, boolean first) {
    Dice dice = script.dice();
    boolean business = !exchange.outcome().equals(Exchange.OTHER);
    boolean rude = business && dice.chance(8);
    String user = exchange.user();
    if (rude) {
      user =
          dice.chance(60)
              ? script.say("general/rude") + " " + user
              : user + " " + script.say("general/rude");
    } else if (business && first && dice.chance(30)) {
      user = script.say("general/greeting") + " " + user;
    }
    if (business && !rude && dice.chance(first ? 20 : 4)) {
      user = user + " " + script.say("general/closing");
    }
    String answer = exchange.answer();
    if (rude) {
      answer =
          form instanceof Tag
              ? script.say("general/calm") + " " + answer
              : answer + " " + script.say("general/calm");
    }
    script.user(user).assistant(form.apply(answer, exchange, rude));
  }
}
