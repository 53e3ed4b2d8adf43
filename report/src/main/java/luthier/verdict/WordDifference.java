package luthier.verdict;

import java.util.ArrayList;
import java.util.List;

/// A piece of a text and of its new version.
///
/// @param text words with the white space behind them
public record WordDifference(Kind kind, String text) {

  private static final int MOST_WORDS = 400;

  /// In which of the two the piece is.
  public enum Kind {
    SAME,
    REMOVED,
    ADDED
  }

  /// The shortest way from one text to the other by words: a longest common subsequence. Of texts
  /// of more than 400 words the rest is left out.
  public static List<WordDifference> between(String before, String after) {
    List<String> old = words(before);
    List<String> young = words(after);
    int[][] common = common(old, young);
    List<WordDifference> pieces = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < old.size() || j < young.size()) {
      if (i < old.size() && j < young.size() && same(old.get(i), young.get(j))) {
        add(pieces, Kind.SAME, young.get(j));
        i++;
        j++;
      } else if (j == young.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
        add(pieces, Kind.REMOVED, old.get(i++));
      } else {
        add(pieces, Kind.ADDED, young.get(j++));
      }
    }
    return pieces;
  }

  private static List<String> words(String text) {
    return text.isBlank()
        ? List.of()
        : List.of(text.strip().split("(?<=\\s)(?=\\S)")).stream().limit(MOST_WORDS).toList();
  }

  private static boolean same(String one, String other) {
    return one.strip().equals(other.strip());
  }

  /// Length of the longest common subsequence of what begins at each place.
  private static int[][] common(List<String> old, List<String> young) {
    int[][] common = new int[old.size() + 1][young.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = young.size() - 1; j >= 0; j--) {
        common[i][j] =
            same(old.get(i), young.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private static void add(List<WordDifference> pieces, Kind kind, String word) {
    if (!pieces.isEmpty() && pieces.getLast().kind() == kind) {
      WordDifference last = pieces.removeLast();
      pieces.add(new WordDifference(kind, last.text() + word));
    } else {
      pieces.add(new WordDifference(kind, word));
    }
  }
}
