package luthier.tokenizer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// Tells whether a text could make a backtracking engine try a regular expression in so many ways
/// that it never ends.
///
/// Judged on the position automaton by the criteria of Weber and Seidl (On the degree of ambiguity
/// of finite automata, 1991): the number of ways grows exponentially with the text where a state
/// can return to itself in two ways with the same text, and as a polynomial of degree d where d
/// loops in a row can take the same text. Ways count only where something after them can still
/// fail: an engine stops at its first match. One such loop is allowed (`\s+$` is in use), two are
/// refused.
///
/// @param problem why the expression is refused; empty where it is not
/// @param matchesNothing whether it can match the empty text
record RegexCheck(Optional<String> problem, boolean matchesNothing) {

  private static final long MAX_WORK = 30_000_000;

  static RegexCheck of(String pattern) {
    try {
      RegexAutomaton automaton =
          new RegexAutomaton(RegexParser.parse(pattern), RegexClass.sample(pattern));
      return new RegexCheck(new Judge(automaton).problem(), automaton.whole().nullable());
    } catch (RegexParser.NotJudged e) {
      return new RegexCheck(Optional.of(String.valueOf(e.getMessage())), false);
    }
  }

  /// The analysis of one automaton.
  private static final class Judge {

    private final RegexAutomaton automaton;
    private final int size;
    private final BitSet[] reachable;
    private final List<BitSet> loops = new ArrayList<>();
    private long work;

    private Judge(RegexAutomaton automaton) {
      this.automaton = automaton;
      this.size = automaton.size();
      this.reachable = reachable();
      BitSet assigned = new BitSet();
      for (int position = 0; position < size; position++) {
        if (reachable[position].get(position) && !assigned.get(position)) {
          BitSet loop = loopOf(position);
          assigned.or(loop);
          loops.add(loop);
        }
      }
    }

    private Optional<String> problem() throws RegexParser.NotJudged {
      for (BitSet loop : loops) {
        if (repeatsTwice(loop)) {
          return Optional.of(
              "a repetition inside a repetition can take the same text in many ways");
        }
        if (!endsCleanly(loop) && branches(loop)) {
          return Optional.of("a repetition can take the same text by several of its alternatives");
        }
      }
      int most = 0;
      for (int last = 0; last < loops.size(); last++) {
        most = Math.max(most, chainTo(last) - (endsCleanly(loops.get(last)) ? 1 : 0));
      }
      return most > 1
          ? Optional.of("repetitions in a row can share the same text in many ways")
          : Optional.empty();
    }

    private BitSet[] reachable() {
      BitSet[] reach = new BitSet[size];
      for (int position = 0; position < size; position++) {
        reach[position] = (BitSet) automaton.follow(position).clone();
      }
      for (int middle = 0; middle < size; middle++) {
        for (int position = 0; position < size; position++) {
          if (reach[position].get(middle)) {
            reach[position].or(reach[middle]);
          }
        }
      }
      return reach;
    }

    /// All positions that this one reaches and that reach it.
    private BitSet loopOf(int position) {
      BitSet loop = new BitSet();
      reachable[position].stream()
          .filter(other -> reachable[other].get(position))
          .forEach(loop::set);
      return loop;
    }

    /// Whether the match may end at every position of the loop, so that nothing is tried twice.
    private boolean endsCleanly(BitSet loop) {
      BitSet open = (BitSet) loop.clone();
      open.andNot(automaton.whole().cleanLast());
      return open.isEmpty();
    }

    private boolean repeatsTwice(BitSet loop) {
      return loop.stream().anyMatch(position -> automaton.doubled(position).intersects(loop));
    }

    /// Whether two different ways through the loop read the same text and meet again: pairs of
    /// positions that are reached from a pair of equals and reach one.
    private boolean branches(BitSet loop) throws RegexParser.NotJudged {
      BitSet pairs = new BitSet();
      ArrayDeque<Integer> open = new ArrayDeque<>();
      loop.stream().forEach(position -> open.add(position * size + position));
      List<int[]> edges = new ArrayList<>();
      while (!open.isEmpty()) {
        int pair = open.remove();
        if (pairs.get(pair)) {
          continue;
        }
        pairs.set(pair);
        for (int next : pairsAfter(pair, loop)) {
          edges.add(new int[] {pair, next});
          open.add(next);
        }
      }
      return anyUnequalReturns(pairs, edges);
    }

    private List<Integer> pairsAfter(int pair, BitSet loop) throws RegexParser.NotJudged {
      List<Integer> after = new ArrayList<>();
      for (int left : members(automaton.follow(pair / size), loop)) {
        for (int right : members(automaton.follow(pair % size), loop)) {
          spend();
          if (automaton.characters(left).intersects(automaton.characters(right))) {
            after.add(left * size + right);
          }
        }
      }
      return after;
    }

    private boolean anyUnequalReturns(BitSet pairs, List<int[]> edges)
        throws RegexParser.NotJudged {
      BitSet returning = new BitSet();
      pairs.stream().filter(pair -> pair / size == pair % size).forEach(returning::set);
      boolean changed = true;
      while (changed) {
        changed = false;
        for (int[] edge : edges) {
          spend();
          if (returning.get(edge[1]) && !returning.get(edge[0])) {
            returning.set(edge[0]);
            changed = true;
          }
        }
      }
      return returning.stream().anyMatch(pair -> pair / size != pair % size);
    }

    /// The longest row of loops that ends with this one in which each shares text with the next.
    private int chainTo(int last) throws RegexParser.NotJudged {
      int longest = 1;
      for (int before = 0; before < loops.size(); before++) {
        if (before != last && shareText(loops.get(before), loops.get(last))) {
          longest = Math.max(longest, chainTo(before) + 1);
        }
      }
      return longest;
    }

    private boolean shareText(BitSet before, BitSet after) throws RegexParser.NotJudged {
      for (int left : members(before, before)) {
        for (int right : members(after, after)) {
          if (reachable[left].get(right) && shareText(left, right)) {
            return true;
          }
        }
      }
      return false;
    }

    /// Whether some text leads from `left` to itself, from `left` to `right` and from `right` to
    /// itself: a walk of three from (left, left, right) to (left, right, right).
    private boolean shareText(int left, int right) throws RegexParser.NotJudged {
      BitSet seen = new BitSet();
      ArrayDeque<int[]> open = new ArrayDeque<>();
      open.add(new int[] {left, left, right});
      while (!open.isEmpty()) {
        int[] at = open.remove();
        for (int[] next : triplesAfter(at, left, right)) {
          if (next[0] == left && next[1] == right && next[2] == right) {
            return true;
          }
          int index = (next[0] * size + next[1]) * size + next[2];
          if (!seen.get(index)) {
            seen.set(index);
            open.add(next);
          }
        }
      }
      return false;
    }

    private List<int[]> triplesAfter(int[] at, int left, int right) throws RegexParser.NotJudged {
      List<int[]> after = new ArrayList<>();
      for (int first : members(automaton.follow(at[0]), loopOf(left))) {
        for (int third : members(automaton.follow(at[2]), loopOf(right))) {
          BitSet shared = (BitSet) automaton.characters(first).clone();
          shared.and(automaton.characters(third));
          for (int second : members(automaton.follow(at[1]), automaton.follow(at[1]))) {
            spend();
            boolean onTheWay = second == right || reachable[second].get(right);
            if (onTheWay && shared.intersects(automaton.characters(second))) {
              after.add(new int[] {first, second, third});
            }
          }
        }
      }
      return after;
    }

    private static int[] members(BitSet set, BitSet within) {
      BitSet both = (BitSet) set.clone();
      both.and(within);
      return both.stream().toArray();
    }

    private void spend() throws RegexParser.NotJudged {
      if (++work > MAX_WORK) {
        throw new RegexParser.NotJudged("it is too large to be judged");
      }
    }
  }
}
