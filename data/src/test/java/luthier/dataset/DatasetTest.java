package luthier.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import luthier.InvalidInputException;
import luthier.example.Example;
import luthier.recipe.Split;
import luthier.source.SourceRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {

  private static final Split NONE = new Split.None();
  private static final Split AUTO = new Split.Auto();
  private static final Split FILES = new Split.Files(List.of(Path.of("/held.jsonl")));

  @Test
  void sharesAreHeldRoughlyAndEveryExampleIsInOneSet() {
    Dataset sets = cut(Examples.texts(1000, 20, 1), share(0.2), share(0.1), 42);
    assertThat(sets.validation()).hasSizeBetween(160, 240);
    assertThat(sets.test()).hasSizeBetween(70, 130);
    assertThat(sets.train().size() + sets.validation().size() + sets.test().size()).isEqualTo(1000);
    assertThat(ids(sets.train(), sets.validation(), sets.test())).hasSize(1000);
    assertThat(sets.report().notes()).isEmpty();
  }

  @Test
  void membershipFollowsFromTheSeed() {
    List<String> texts = Examples.texts(200, 20, 2);
    Dataset once = cut(texts, share(0.1), share(0.1), 42);
    assertThat(cut(texts, share(0.1), share(0.1), 42)).isEqualTo(once);
    assertThat(texts(cut(texts, share(0.1), share(0.1), 43).validation()))
        .isNotEqualTo(texts(once.validation()));
  }

  @Test
  void membershipDoesNotDependOnTheOrderOfDistinctExamples() {
    List<String> texts = Examples.texts(200, 20, 3);
    List<String> shuffled = new ArrayList<>(texts);
    Collections.shuffle(shuffled, new Random(4));
    assertThat(membership(cut(shuffled, share(0.1), share(0.1), 42)))
        .isEqualTo(membership(cut(texts, share(0.1), share(0.1), 42)));
  }

  @Test
  void membershipStaysWhenDataAreAdded() {
    List<String> texts = withNearDuplicates(Examples.texts(100, 20, 5));
    Map<String, String> before = membership(cut(texts, share(0.1), share(0.1), 42));
    List<String> more = new ArrayList<>(texts);
    more.addAll(Examples.texts(300, 20, 6));
    // near-duplicates of old examples follow them
    texts
        .subList(0, 50)
        .forEach(
            text -> more.add(text.replaceFirst(" ", " , ").toUpperCase(java.util.Locale.ROOT)));
    Map<String, String> after = membership(cut(more, share(0.1), share(0.1), 42));
    assertThat(after).containsAllEntriesOf(before).hasSizeGreaterThan(before.size());
  }

  @Test
  void oneShareDoesNotMoveTheOther() {
    List<String> texts = Examples.texts(300, 20, 7);
    assertThat(texts(cut(texts, share(0.2), share(0.1), 42).test()))
        .isEqualTo(texts(cut(texts, NONE, share(0.1), 42).test()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nearDuplicatesAreNeverInTwoSets(long seed) {
    List<String> texts = withNearDuplicates(Examples.texts(100, 20, seed));
    Dataset sets = cut(texts, share(0.25), share(0.25), seed);
    assertApart(sets);
    assertThat(sets.report().nearDuplicates()).isEqualTo(200);
    assertThat(sets.report().clusters()).isEqualTo(100);
    assertThat(sets.report().duplicates()).isEqualTo(100);
    assertThat(sets.train().size() + sets.validation().size() + sets.test().size()).isEqualTo(300);
  }

  @Test
  void autoIsATenthFromFiftyExamplesOn() {
    assertThat(cut(Examples.texts(49, 20, 8), AUTO, NONE, 42).validation()).isEmpty();
    for (long seed = 0; seed < 20; seed++) {
      assertThat(cut(Examples.texts(50, 20, 8), AUTO, NONE, seed).validation())
          .hasSizeBetween(1, 15);
    }
    assertThat(cut(Examples.texts(2000, 20, 8), AUTO, NONE, 42).validation())
        .hasSizeBetween(150, 250);
  }

  @Test
  void autoTakesFiveHundredAtMost() {
    Dataset sets = cut(Examples.texts(8000, 12, 9), AUTO, NONE, 42);
    assertThat(sets.validation()).hasSize(500);
    assertThat(sets.train()).hasSize(7500);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 8})
  void smallSetsAreNeverEmpty(int examples) {
    for (long seed = 0; seed < 100; seed++) {
      Dataset sets = cut(Examples.texts(examples, 20, 10), share(0.3), share(0.3), seed);
      assertThat(List.of(sets.train(), sets.validation(), sets.test()))
          .as("seed %s", seed)
          .allSatisfy(set -> assertThat(set).isNotEmpty());
      assertApart(sets);
    }
  }

  @Test
  void sharesThatLeaveNothingAreRefused() {
    List<String> texts = Examples.texts(20, 20, 11);
    assertThatThrownBy(() -> cut(texts, share(0.001), NONE, 42))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "data.validation: a share of 0.001 of 20 examples is no example; raise it, add data, or"
                + " set it to none");
    assertThatThrownBy(() -> cut(texts, share(0.99), NONE, 42))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "data: a share of 0.0 for test and of 0.99 for validation leaves nothing of 20 examples"
                + " to train on; expected shares that add up to less than one");
    assertThatThrownBy(() -> cut(texts, share(0.6), share(0.5), 42))
        .hasMessageContaining("leaves nothing of 20 examples to train on");
    assertThatThrownBy(
            () -> cut(Collections.nCopies(20, "the same words every time"), share(0.1), NONE, 42))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "data: the 20 examples are only 1 groups (near-duplicates, or equal values of"
                + " data.group_by), too few to cut validation or test from them without a group in"
                + " two sets; give them files of their own");
    assertThatThrownBy(() -> cut(List.of("one"), share(0.5), NONE, 42))
        .hasMessageContaining("too few to cut");
  }

  @Test
  void autoOfOnlyDuplicatesIsNoValidation() {
    Dataset sets = cut(Collections.nCopies(60, "the same words every time"), AUTO, NONE, 42);
    assertThat(sets.validation()).isEmpty();
    assertThat(sets.train()).hasSize(60);
    assertThat(sets.report().duplicates()).isEqualTo(59);
    assertThat(sets.report().notes())
        .containsExactly(
            "no validation set: the examples are too few groups of near-duplicates to cut one from"
                + " them");
  }

  @Test
  void aGroupOfMoreThanHalfStaysInTrain() {
    List<String> texts = new ArrayList<>(Collections.nCopies(60, "the same words every time"));
    texts.addAll(Examples.texts(40, 20, 12));
    for (long seed = 0; seed < 30; seed++) {
      Dataset sets = cut(texts, share(0.1), NONE, seed);
      assertThat(sets.train()).hasSizeGreaterThan(60);
      assertThat(sets.validation()).isNotEmpty();
      assertThat(sets.report().notes())
          .contains(
              "60 of 100 examples are one group (near-duplicates, or one value of data.group_by),"
                  + " from a.jsonl:1 on; it stays in train");
    }
  }

  @Test
  void aSetThatIsFarFromItsShareIsNoted() {
    List<SourceRow> rows = new ArrayList<>();
    List<String> texts = Examples.texts(100, 20, 13);
    for (int i = 0; i < 100; i++) {
      rows.add(Examples.grouped(i + 1, texts.get(i), "customer " + i / 34));
    }
    Dataset sets = Dataset.of(new Dataset.Rows(rows, List.of(), List.of()), share(0.1), NONE, 42);
    assertThat(sets.validation().size()).isIn(32, 34);
    assertThat(sets.report().notes())
        .containsExactly(
            "data.validation: holds "
                + sets.validation().size()
                + " examples where 10 were asked for, because groups are never cut");
  }

  @Test
  void groupsOfAFieldAreNeverInTwoSetsNorAreNearDuplicates() {
    List<String> texts = Examples.texts(300, 20, 14);
    List<SourceRow> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      rows.add(Examples.grouped(2 * i + 1, texts.get(i), "customer " + i % 60));
      if (i % 5 == 0) {
        // the same words from another customer
        rows.add(Examples.grouped(2 * i + 2, texts.get(i) + "!", "customer " + (i + 31) % 60));
      }
    }
    Dataset sets =
        Dataset.of(new Dataset.Rows(rows, List.of(), List.of()), share(0.2), share(0.2), 42);
    assertApart(sets);
    assertThat(sets.report().removed()).isNotEmpty();
    assertThat(sets.train().size() + sets.validation().size() + sets.test().size())
        .isEqualTo(rows.size() - sets.report().removed().size());
    assertThat(sets.train().getFirst().group()).startsWith("field:customer ");
  }

  @Test
  void trainGivesWayToFilesOfValidationAndTest() {
    List<String> train = Examples.texts(30, 20, 15);
    List<String> validation = new ArrayList<>(Examples.texts(10, 20, 16));
    List<String> test = new ArrayList<>(Examples.texts(10, 20, 17));
    validation.add(train.get(3));
    validation.add(Examples.oneWordChanged(test.get(0)) + " " + "end");
    test.add(train.get(4) + "?!");
    test.add(train.get(5));
    Dataset sets =
        Dataset.of(
            new Dataset.Rows(
                Examples.rows("train.jsonl", train),
                Examples.rows("validation.jsonl", validation),
                Examples.rows("test.jsonl", test)),
            FILES,
            FILES,
            42);
    assertThat(sets.train()).hasSize(27);
    assertThat(sets.validation()).as("below the threshold").hasSize(12);
    assertThat(texts(sets.test())).as("the frozen set, in its order").isEqualTo(test);
    assertThat(sets.report().removed())
        .containsExactly(
            new DatasetReport.Removed("train.jsonl:5", "train", "test"),
            new DatasetReport.Removed("train.jsonl:6", "train", "test"),
            new DatasetReport.Removed("train.jsonl:4", "train", "validation"));
    assertThat(sets.report().removedFrom("train")).isEqualTo(3);
    assertApart(sets);
  }

  @Test
  void validationGivesWayToTest() {
    List<String> validation = Examples.texts(10, 40, 18);
    List<String> test = List.of(validation.get(2), Examples.oneWordChanged(validation.get(7)));
    Dataset sets =
        Dataset.of(
            new Dataset.Rows(
                Examples.rows("train.jsonl", Examples.texts(10, 20, 19)),
                Examples.rows("validation.jsonl", validation),
                Examples.rows("test.jsonl", test)),
            FILES,
            FILES,
            42);
    assertThat(sets.report().removed())
        .containsExactly(
            new DatasetReport.Removed("validation.jsonl:3", "validation", "test"),
            new DatasetReport.Removed("validation.jsonl:8", "validation", "test"));
    assertThat(sets.validation()).hasSize(8);
  }

  @Test
  void filesForTestAndAShareForValidation() {
    List<String> train = withNearDuplicates(Examples.texts(100, 20, 20));
    Dataset sets =
        Dataset.of(
            new Dataset.Rows(
                Examples.rows("train.jsonl", train),
                List.of(),
                Examples.rows("test.jsonl", train.subList(0, 10))),
            share(0.2),
            FILES,
            42);
    assertThat(sets.test()).hasSize(10);
    assertThat(sets.validation()).isNotEmpty();
    assertApart(sets);
  }

  @Test
  void setsThatHoldTheSameAreRefused() {
    List<SourceRow> rows = Examples.rows("a.jsonl", Examples.texts(10, 20, 21));
    assertThatThrownBy(() -> Dataset.of(new Dataset.Rows(rows, rows, List.of()), FILES, NONE, 42))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "data.train: no example is left: every one is also in validation or test, or nearly so;"
                + " expected others");
    assertThatThrownBy(
            () -> Dataset.of(new Dataset.Rows(rows, List.of(), List.of()), FILES, NONE, 42))
        .hasMessage("data.validation: holds no usable example; expected at least one");
    assertThatThrownBy(
            () -> Dataset.of(new Dataset.Rows(List.of(), List.of(), List.of()), NONE, NONE, 42))
        .hasMessage("data.train: holds no usable example; expected at least one");
  }

  @Test
  void theReportCountsWhatASetHolds() {
    Example conversation = Examples.conversation("Be kind.", "Hello there", "Hi");
    SourceRow row = new SourceRow(conversation, java.util.Optional.empty());
    Dataset sets = Dataset.of(new Dataset.Rows(List.of(row), List.of(), List.of()), AUTO, NONE, 42);
    SetFacts facts = sets.report().train();
    assertThat(facts.examples()).isEqualTo(1);
    assertThat(facts.messages())
        .isEqualTo(
            Map.of(
                luthier.example.Role.SYSTEM, 1L,
                luthier.example.Role.USER, 1L,
                luthier.example.Role.ASSISTANT, 1L));
    assertThat(facts.length()).isEqualTo(new SetFacts.Lengths(21, 21, 21, 21, 21));
    assertThat(sets.report().validation().length()).isEqualTo(new SetFacts.Lengths(0, 0, 0, 0, 0));
    assertThat(SetFacts.Lengths.of(new long[] {5, 1, 4, 2, 3, 10, 9, 8, 7, 6}))
        .isEqualTo(new SetFacts.Lengths(1, 5, 9, 10, 55));
  }

  /// Each text, the same again, and nearly the same.
  private static List<String> withNearDuplicates(List<String> texts) {
    List<String> all = new ArrayList<>(texts);
    all.addAll(texts);
    texts.forEach(text -> all.add(text.replaceFirst(" \\S+$", " other")));
    return all;
  }

  private static Dataset cut(List<String> texts, Split validation, Split test, long seed) {
    return Dataset.of(
        new Dataset.Rows(Examples.rows("a.jsonl", texts), List.of(), List.of()),
        validation,
        test,
        seed);
  }

  private static Split share(double share) {
    return new Split.Share(share);
  }

  private static void assertApart(Dataset sets) {
    List<List<IdentifiedExample>> all = List.of(sets.train(), sets.validation(), sets.test());
    for (int a = 0; a < all.size(); a++) {
      for (int b = 0; b < a; b++) {
        for (IdentifiedExample one : all.get(a)) {
          for (IdentifiedExample other : all.get(b)) {
            double similarity =
                Examples.similarity(Shingles.of(one.example()), Shingles.of(other.example()));
            assertThat(similarity).isLessThan(NearDuplicates.SIMILARITY);
            assertThat(one.group()).isNotEqualTo(other.group());
          }
        }
      }
    }
  }

  private static Map<String, String> membership(Dataset sets) {
    Map<String, String> membership = new HashMap<>();
    sets.train().forEach(e -> membership.put(e.id(), "train"));
    sets.validation().forEach(e -> membership.put(e.id(), "validation"));
    sets.test().forEach(e -> membership.put(e.id(), "test"));
    return membership;
  }

  @SafeVarargs
  private static Set<String> ids(List<IdentifiedExample>... sets) {
    Set<String> ids = new HashSet<>();
    for (List<IdentifiedExample> set : sets) {
      set.forEach(e -> ids.add(e.id()));
    }
    return ids;
  }

  private static List<String> texts(List<IdentifiedExample> set) {
    return set.stream().map(e -> ((Example.Passage) e.example()).text()).toList();
  }
}
