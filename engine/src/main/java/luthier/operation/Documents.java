package luthier.operation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How the tokens of a packed micro-batch divide into documents, which must not see each other. No
/// mask is ever built, and nothing is padded.
///
/// @param lengths tokens of each document
/// @param keys identity of each document for its random numbers; same count
public record Documents(int[] lengths, long[] keys) {

  public Documents {
    if (lengths.length == 0 || lengths.length != keys.length) {
      throw new IllegalArgumentException(lengths.length + " lengths, " + keys.length + " keys");
    }
  }

  /// Documents without random numbers.
  public static Documents of(int... lengths) {
    return new Documents(lengths, new long[lengths.length]);
  }

  /// Neighbouring documents of one length, so that attention handles them in one call.
  record Group(int firstToken, int count, int length) {
    int tokens() {
      return count * length;
    }
  }

  public int tokens() {
    return Arrays.stream(lengths).sum();
  }

  List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    int token = 0;
    int to;
    for (int from = 0; from < lengths.length; from = to) {
      to = from;
      while (to < lengths.length && lengths[to] == lengths[from]) {
        to++;
      }
      Group group = new Group(token, to - from, lengths[from]);
      groups.add(group);
      token += group.tokens();
    }
    return groups;
  }
}
