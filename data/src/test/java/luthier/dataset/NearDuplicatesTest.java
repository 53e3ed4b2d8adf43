package luthier.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import luthier.example.Example;
import luthier.example.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearDuplicatesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Where is my order?  | where is MY order         | true
          Ｗｈｅｒｅ is my order | where is my order         | true
          cafe\u0301 au lait! | CAF\u00c9, au lait          | true
          yes                 | no                        | false
          thank you           | thank you so              | false
          thank you           | you thank                 | false
          你好吗我很好谢谢你呢朋友们 | 你好吗，我很好。谢谢你呢朋友们 | true
          你好吗我很好         | 你是谁我不知             | false
          ?!                  | ?!                        | true
          ?!                  | !!                        | false
          """)
  void shortTexts(String a, String b, boolean near) {
    assertThat(areNear(Examples.passage(a), Examples.passage(b))).isEqualTo(near);
  }

  @Test
  void similarityIsThatOfTheDefinition() {
    // a b c, b c d against a b c, b c x: one of three
    assertThat(Examples.similarity(Shingles.ofText("a b c d"), Shingles.ofText("a b c x")))
        .isCloseTo(1.0 / 3, within(1e-12));
    assertThat(Shingles.ofText("a a a a a")).hasSize(1);
    Random random = new Random(11);
    for (int trial = 0; trial < 2000; trial++) {
      long[] a = set(random);
      long[] b = set(random);
      for (double threshold : new double[] {0.2, 0.5, 0.8, 1.0}) {
        assertThat(Shingles.areSimilar(a, b, threshold))
            .as("%s %s at %s", Arrays.toString(a), Arrays.toString(b), threshold)
            .isEqualTo(Examples.similarity(a, b) >= threshold);
      }
    }
  }

  private static long[] set(Random random) {
    return random.longs(1 + random.nextInt(12), 0, 10).distinct().sorted().toArray();
  }

  @Test
  void theThresholdIsExact() {
    // n words give n - 2 triples; another last word changes one: (n - 3) of (n - 1) are common
    for (int words = 5; words <= 40; words++) {
      String text = Examples.texts(1, words, words).getFirst();
      String other = text.substring(0, text.lastIndexOf(' ')) + " other";
      boolean expected = (double) (words - 3) / (words - 1) >= NearDuplicates.SIMILARITY;
      assertThat(areNear(Examples.passage(text), Examples.passage(other)))
          .as("%s words", words)
          .isEqualTo(expected);
    }
  }

  @Test
  void clustersEqualThoseOfComparingEveryPair() {
    Random random = new Random(5);
    List<Example> examples = new ArrayList<>();
    for (String text : Examples.texts(150, 40, 6)) {
      examples.add(Examples.passage(text));
      for (int i = random.nextInt(4); i > 0; i--) {
        String[] words = text.split(" ");
        for (int changes = random.nextInt(3); changes >= 0; changes--) {
          words[random.nextInt(words.length)] = "c" + random.nextInt(1000);
        }
        examples.add(Examples.passage(String.join(" ", words)));
      }
    }
    Collections.shuffle(examples, random);
    int[] expected = everyPair(examples);
    assertThat(new HashSet<>(IntStream.of(expected).boxed().toList()))
        .as("there is something to find")
        .hasSizeLessThan(examples.size() - 50);
    assertThat(NearDuplicates.among(examples).clusters()).isEqualTo(expected);
  }

  @Test
  void nearOnesOfASetAreFoundInAnother() {
    List<String> texts = Examples.texts(40, 30, 7);
    List<Example> examples = new ArrayList<>();
    texts.forEach(text -> examples.add(Examples.passage(text)));
    texts
        .subList(0, 10)
        .forEach(text -> examples.add(Examples.passage(text.toUpperCase(java.util.Locale.ROOT))));
    texts
        .subList(10, 15)
        .forEach(text -> examples.add(Examples.passage(Examples.oneWordChanged(text))));
    BitSet candidates = new BitSet();
    candidates.set(0, 40);
    BitSet held = new BitSet();
    held.set(40, 55);
    assertThat(NearDuplicates.among(examples).near(candidates, held))
        .isEqualTo(BitSet.valueOf(new long[] {(1L << 15) - 1}));
  }

  @Test
  void sharedSystemPromptsDoNotMakeDuplicates() {
    String system = Examples.texts(1, 500, 8).getFirst();
    assertThat(
            areNear(
                Examples.conversation(system, "Where is my parcel today", "On its way to you"),
                Examples.conversation(system, "Cancel the contract please", "Done as you asked")))
        .isFalse();
    assertThat(
            areNear(
                Examples.conversation("A", "Where is my parcel today", "On its way to you"),
                Examples.conversation("B", "Where is my parcel today?", "On its way to you.")))
        .isTrue();
  }

  @Test
  void theFixedWordsOfAPromptDoNotMakeDuplicates() {
    String prompt = Examples.texts(1, 300, 9).getFirst();
    List<Example> examples = new ArrayList<>();
    List<String> questions = Examples.texts(30, 12, 10);
    for (String question : questions) {
      examples.add(new Example.Completion(new Origin("a", 1), prompt + " " + question, "yes"));
    }
    examples.add(
        new Example.Completion(
            new Origin("a", 1), prompt + " " + questions.getFirst() + "!", "Yes"));
    int[] clusters = NearDuplicates.among(examples).clusters();
    assertThat(clusters[30]).isZero();
    assertThat(Set.copyOf(IntStream.of(clusters).boxed().toList())).hasSize(30);
  }

  @Test
  void equalExamplesAreFoundHoweverManyThereAre() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      examples.add(Examples.passage("the very same words in each of them"));
      examples.add(Examples.passage("other words that are the same in each"));
    }
    assertThat(IntStream.of(NearDuplicates.among(examples).clusters()).distinct().toArray())
        .containsExactly(0, 1);
  }

  @Test
  void tokenRowsAreComparedByTheirIds() {
    List<Integer> ids = IntStream.range(0, 50).boxed().toList();
    List<Integer> nearly = new ArrayList<>(ids);
    nearly.set(49, 7);
    List<Integer> backwards = ids.reversed();
    assertThat(areNear(tokens(ids), tokens(nearly))).isTrue();
    assertThat(areNear(tokens(ids), tokens(backwards))).isFalse();
    assertThat(areNear(tokens(List.of(1)), tokens(List.of(1)))).isTrue();
    assertThat(areNear(tokens(List.of(1)), tokens(List.of(1, 2)))).isFalse();
  }

  private static Example tokens(List<Integer> ids) {
    return new Example.TokenRow(new Origin("a", 1), ids, ids);
  }

  private static boolean areNear(Example a, Example b) {
    return NearDuplicates.among(List.of(a, b)).clusters()[1] == 0;
  }

  /// The slow obvious way.
  private static int[] everyPair(List<Example> examples) {
    List<long[]> shingles = examples.stream().map(Shingles::of).toList();
    int[] cluster = IntStream.range(0, examples.size()).toArray();
    for (int i = 0; i < cluster.length; i++) {
      for (int j = 0; j < i; j++) {
        if (Examples.similarity(shingles.get(i), shingles.get(j)) >= NearDuplicates.SIMILARITY) {
          int from = Math.max(cluster[i], cluster[j]);
          int to = Math.min(cluster[i], cluster[j]);
          for (int k = 0; k < cluster.length; k++) {
            cluster[k] = cluster[k] == from ? to : cluster[k];
          }
        }
      }
    }
    return cluster;
  }
}
