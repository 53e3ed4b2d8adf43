package luthier.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// ROUGE-L of Lin (ROUGE: A Package for Automatic Evaluation of Summaries, ACL 2004, equations 2 to
/// 4 with β = 1): with the longest common subsequence of the words, `P = LCS / words of the
/// answer`, `R = LCS / words of the reference`, and their harmonic mean, 0 to 1. Words are runs of
/// letters and digits in lower case, of any script; they are not stemmed. Text without words has
/// score 0.
record RougeL() implements AnswerMark {

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

  @Override
  public String name() {
    return "rouge_l";
  }

  @Override
  public double score(String answer, List<String> references) {
    List<String> words = words(answer);
    return References.best(references, reference -> f(words, words(reference)));
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  /// With P = l/a and R = l/r the harmonic mean is 2 l / (a + r).
  private static double f(List<String> answer, List<String> reference) {
    int sum = answer.size() + reference.size();
    return sum == 0 ? 0 : 2.0 * longestCommon(answer, reference) / sum;
  }

  /// The length of the longest common subsequence; one row of the table at a time.
  private static int longestCommon(List<String> a, List<String> b) {
    int[] above = new int[b.size() + 1];
    for (String word : a) {
      int[] row = new int[above.length];
      for (int j = 0; j < b.size(); j++) {
        row[j + 1] = word.equals(b.get(j)) ? above[j] + 1 : Math.max(above[j + 1], row[j]);
      }
      above = row;
    }
    return above[b.size()];
  }

  @Override
  public Optional<String> misfit(List<String> references) {
    return References.required(references);
  }
}
