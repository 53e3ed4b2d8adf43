package luthier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntitiesTest {

  private static final Offset<Double> TOLERANCE = within(1e-12);

  /// What seqeval's `Tokens(tags, IOB2).entities` (strict) and `get_entities(tags)` find.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "B-PER I-PER O B-LOC     | PER 0 2, LOC 3 4          | PER 0 2, LOC 3 4",
        "O I-PER I-PER O         | ''                        | PER 1 3",
        "B-PER I-LOC I-LOC       | PER 0 1                   | PER 0 1, LOC 1 3",
        "B-PER B-PER I-PER       | PER 0 1, PER 1 3          | PER 0 1, PER 1 3",
        "I-PER B-PER O I-LOC     | PER 1 2                   | PER 0 1, PER 1 2, LOC 3 4",
        "B-PER I-PER I-LOC I-PER | PER 0 2                   | PER 0 2, LOC 2 3, PER 3 4",
        "O O                     | ''                        | ''",
        "B-a-b I-a-b             | a-b 0 2                   | a-b 0 2",
      })
  void tagsBecomePassages(String tags, String strict, String lenient) {
    List<String> sequence = List.of(tags.split(" "));
    assertThat(TagScheme.STRICT.spans(sequence)).isEqualTo(spans(strict));
    assertThat(TagScheme.LENIENT.spans(sequence)).isEqualTo(spans(lenient));
  }

  @Test
  void otherTagsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TagScheme.STRICT.spans(List.of("O", "E-PER")))
        .withMessage("expected O, B-label or I-label, got E-PER");
  }

  /// By hand: PER 2 hits, 1 false alarm, 1 miss; LOC 1 hit, 1 miss; ORG 1 false alarm.
  @Test
  void countsPassagesWithBoundsAndLabel() {
    EntityPredictions predictions =
        new EntityPredictions(
            List.of(
                spans("PER 0 2, LOC 5 6"), spans("PER 1 3, PER 7 9"), spans("LOC 0 4"), List.of()),
            List.of(
                spans("PER 0 2, LOC 5 6"), spans("PER 1 3, PER 7 8"), spans("ORG 0 4"), List.of()));
    assertThat(predictions.labels()).containsExactly("LOC", "ORG", "PER");
    assertThat(predictions.counts())
        .containsExactly(new Counts(1, 0, 1), new Counts(0, 1, 0), new Counts(2, 1, 1));
    Map<String, Double> values = predictions.values();
    assertThat(values)
        .containsOnlyKeys(
            "f1",
            "precision",
            "recall",
            "macro_f1",
            "macro_precision",
            "macro_recall",
            "exact_match");
    assertThat(values.get("f1")).isCloseTo(6.0 / 10, TOLERANCE);
    assertThat(values.get("precision")).isCloseTo(3.0 / 5, TOLERANCE);
    assertThat(values.get("recall")).isCloseTo(3.0 / 5, TOLERANCE);
    assertThat(values.get("macro_f1")).isCloseTo((2.0 / 3 + 0 + 2.0 / 3) / 3, TOLERANCE);
    assertThat(values.get("macro_precision")).isCloseTo((1 + 0 + 2.0 / 3) / 3, TOLERANCE);
    assertThat(values.get("macro_recall")).isCloseTo((1.0 / 2 + 0 + 2.0 / 3) / 3, TOLERANCE);
    assertThat(values.get("exact_match")).isEqualTo(0.5);
  }

  @Test
  void withoutPassagesOnlyTheExactMatchIsDefined() {
    EntityPredictions nothing =
        new EntityPredictions(List.of(List.of(), List.of()), List.of(List.of(), List.of()));
    assertThat(nothing.values()).containsExactly(entry("exact_match", 1.0));
    EntityPredictions silent =
        new EntityPredictions(List.of(spans("PER 0 1")), List.of(spans("PER 0 1"))).none();
    assertThat(silent.values()).containsEntry("recall", 0.0).containsEntry("f1", 0.0);
    assertThat(silent.values()).doesNotContainKey("precision");
  }

  @Test
  void errorsArePairedByWhatIsClosest() {
    List<EntityError> errors =
        EntityError.of(
            spans("PER 0 2, LOC 4 6, ORG 8 10, PER 20 22"),
            spans("LOC 0 2, LOC 5 7, PER 9 11, LOC 30 31"));
    assertThat(errors)
        .extracting(EntityError::kind)
        .containsExactly(
            EntityError.Kind.LABEL,
            EntityError.Kind.BOUNDS,
            EntityError.Kind.LABEL_AND_BOUNDS,
            EntityError.Kind.MISSED,
            EntityError.Kind.SPURIOUS);
    assertThat(errors.get(1).found()).contains(new Span(5, 7, "LOC"));
  }

  @Test
  void mistakesShowThePassageInItsText() {
    String text = "📦 Where is order A-1047 of Jane?";
    int start = text.codePointCount(0, text.indexOf("A-1047"));
    EntityPredictions predictions =
        new EntityPredictions(
            List.of(List.of(new Span(start, start + 6, "order"))),
            List.of(List.of(new Span(start, start + 3, "order"))));
    assertThat(new Mistakes(List.of(text)).of(predictions))
        .singleElement()
        .satisfies(mistake -> {
          assertThat(mistake.text()).isEqualTo(text);
          assertThat(mistake.truth()).isEqualTo("order: “A-1047”");
          assertThat(mistake.predicted()).isEqualTo("order: “A-1”");
        });
  }

  private static List<Span> spans(String text) {
    return text.isBlank()
        ? List.of()
        : Arrays.stream(text.split(", "))
            .map(one -> one.split(" "))
            .map(one -> new Span(Integer.parseInt(one[1]), Integer.parseInt(one[2]), one[0]))
            .toList();
  }
}
