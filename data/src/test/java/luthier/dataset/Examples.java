package luthier.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import luthier.example.Example;
import luthier.example.Message;
import luthier.example.Origin;
import luthier.example.Role;
import luthier.source.SourceRow;

/// Examples for tests; random ones from a seed.
final class Examples {

  private Examples() {}

  static Example passage(String text) {
    return new Example.Passage(new Origin("a.jsonl", 1), text);
  }

  static Example conversation(String system, String question, String answer) {
    return new Example.Conversation(
        new Origin("a.jsonl", 1),
        List.of(
            message(Role.SYSTEM, "system", system),
            message(Role.USER, "user", question),
            message(Role.ASSISTANT, "assistant", answer)),
        List.of(),
        Map.of());
  }

  static Message message(Role role, String name, String content) {
    return new Message(role, Map.of("role", name, "content", content), true);
  }

  /// Texts of random words, of which no two are alike.
  static List<String> texts(int count, int words, long seed) {
    Random random = new Random(seed);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(words(words, random));
    }
    return texts;
  }

  static String words(int words, Random random) {
    StringBuilder text = new StringBuilder();
    for (int w = 0; w < words; w++) {
      text.append(w == 0 ? "" : " ").append("w").append(random.nextInt(100_000));
    }
    return text.toString();
  }

  /// The text with one word in the middle replaced.
  static String oneWordChanged(String text) {
    String[] words = text.split(" ");
    words[words.length / 2] = "changed";
    return String.join(" ", words);
  }

  static List<SourceRow> rows(String file, List<String> texts) {
    List<SourceRow> rows = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Example example = new Example.Passage(new Origin(file, i + 1), texts.get(i));
      rows.add(new SourceRow(example, Optional.empty()));
    }
    return rows;
  }

  static SourceRow grouped(int line, String text, String group) {
    return new SourceRow(
        new Example.Passage(new Origin("a.jsonl", line), text), Optional.of(group));
  }

  /// Jaccard similarity of two sets, the slow obvious way.
  static double similarity(long[] a, long[] b) {
    Set<Long> both = new HashSet<>(Arrays.stream(a).boxed().toList());
    Set<Long> second = new HashSet<>(Arrays.stream(b).boxed().toList());
    Set<Long> all = new HashSet<>(both);
    both.retainAll(second);
    all.addAll(second);
    return (double) both.size() / all.size();
  }
}
