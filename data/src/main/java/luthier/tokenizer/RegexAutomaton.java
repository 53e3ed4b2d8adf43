package luthier.tokenizer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The position automaton of a regular expression (Glushkov 1961): one state for each character
/// class in it, an edge wherever one may come right after another.
///
/// An edge that the expression makes twice is marked: then one text goes the same way for two
/// reasons, as in `(a*)*`. Repetitions with limits are written out.
final class RegexAutomaton {

  private static final int MAX_POSITIONS = 300;

  /// What is known of a part of the expression.
  ///
  /// @param first positions it may begin with
  /// @param last positions it may end with
  /// @param cleanLast those of `last` after which no condition can fail any more
  /// @param nullable whether it matches the empty text
  /// @param cleanNullable whether it does so without a condition
  record Part(
      BitSet first, BitSet last, BitSet cleanLast, boolean nullable, boolean cleanNullable) {}

  private final int[] sample;
  private final List<BitSet> characters = new ArrayList<>();
  private final List<BitSet> follow = new ArrayList<>();
  private final List<BitSet> doubled = new ArrayList<>();
  private final Map<RegexNode.Chars, BitSet> members = new HashMap<>();
  private final Part whole;

  RegexAutomaton(RegexNode root, int[] sample) throws RegexParser.NotJudged {
    this.sample = sample;
    whole = build(root);
    mergeAlikeCharacters();
  }

  int size() {
    return characters.size();
  }

  BitSet follow(int position) {
    return follow.get(position);
  }

  BitSet doubled(int position) {
    return doubled.get(position);
  }

  BitSet characters(int position) {
    return characters.get(position);
  }

  Part whole() {
    return whole;
  }

  private Part build(RegexNode node) throws RegexParser.NotJudged {
    return switch (node) {
      case RegexNode.Chars chars -> position(chars);
      case RegexNode.Sequence sequence -> {
        Part part = empty(true);
        for (RegexNode child : sequence.parts()) {
          part = join(part, build(child));
        }
        yield part;
      }
      case RegexNode.Choice choice -> {
        Part part = new Part(new BitSet(), new BitSet(), new BitSet(), false, false);
        for (RegexNode option : choice.options()) {
          part = either(part, build(option));
        }
        yield part;
      }
      case RegexNode.Repeat repeat -> repeat(repeat);
      case RegexNode.Condition condition -> {
        Part body = build(condition.body());
        yield new Part(body.first, new BitSet(), new BitSet(), true, false);
      }
    };
  }

  private static Part empty(boolean clean) {
    return new Part(new BitSet(), new BitSet(), new BitSet(), true, clean);
  }

  private Part position(RegexNode.Chars chars) throws RegexParser.NotJudged {
    if (characters.size() == MAX_POSITIONS) {
      throw new RegexParser.NotJudged(
          "written out, it has more than " + MAX_POSITIONS + " character classes");
    }
    BitSet self = new BitSet();
    self.set(characters.size());
    characters.add(members.computeIfAbsent(chars, key -> RegexClass.members(key, sample)));
    follow.add(new BitSet());
    doubled.add(new BitSet());
    return new Part(self, self, self, false, false);
  }

  private Part join(Part left, Part right) {
    link(left.last, right.first);
    return new Part(
        left.nullable ? union(left.first, right.first) : left.first,
        right.nullable ? union(left.last, right.last) : right.last,
        right.cleanNullable ? union(left.cleanLast, right.cleanLast) : right.cleanLast,
        left.nullable && right.nullable,
        left.cleanNullable && right.cleanNullable);
  }

  private static Part either(Part left, Part right) {
    return new Part(
        union(left.first, right.first),
        union(left.last, right.last),
        union(left.cleanLast, right.cleanLast),
        left.nullable || right.nullable,
        left.cleanNullable || right.cleanNullable);
  }

  private Part repeat(RegexNode.Repeat repeat) throws RegexParser.NotJudged {
    Part part = empty(true);
    for (int i = 0; i < repeat.min(); i++) {
      part = join(part, build(repeat.body()));
      if (isEmpty(part)) {
        break;
      }
    }
    if (repeat.max() == Integer.MAX_VALUE) {
      // x+ is one copy with an edge back; x{3,} three copies and a starred one.
      Part body = repeat.min() == 1 ? part : build(repeat.body());
      link(body.last, body.first);
      return repeat.min() == 1 ? body : join(part, optional(body));
    }
    for (int i = repeat.min(); i < repeat.max(); i++) {
      Part copy = build(repeat.body());
      if (isEmpty(copy)) {
        break;
      }
      part = join(part, optional(copy));
    }
    return part;
  }

  private static boolean isEmpty(Part part) {
    return part.first.isEmpty() && part.last.isEmpty();
  }

  private static Part optional(Part part) {
    return new Part(part.first, part.last, part.cleanLast, true, true);
  }

  private void link(BitSet from, BitSet to) {
    from.stream()
        .forEach(left ->
            to.stream()
                .forEach(right -> {
                  if (follow.get(left).get(right)) {
                    doubled.get(left).set(right);
                  }
                  follow.get(left).set(right);
                }));
  }

  private static BitSet union(BitSet left, BitSet right) {
    BitSet union = (BitSet) left.clone();
    union.or(right);
    return union;
  }

  /// Replaces the sample by its classes of characters that no position tells apart.
  private void mergeAlikeCharacters() {
    Map<List<Boolean>, Integer> classes = new HashMap<>();
    List<BitSet> distinct = members.values().stream().distinct().toList();
    Map<BitSet, BitSet> merged = new HashMap<>();
    distinct.forEach(set -> merged.put(set, new BitSet()));
    for (int i = 0; i < sample.length; i++) {
      int index = i;
      List<Boolean> signature = distinct.stream().map(set -> set.get(index)).toList();
      int known = classes.size();
      int number = classes.computeIfAbsent(signature, _ -> known);
      if (number == known) {
        distinct.stream()
            .filter(set -> set.get(index))
            .forEach(set -> merged.getOrDefault(set, set).set(number));
      }
    }
    characters.replaceAll(set -> merged.getOrDefault(set, set));
  }
}
