package luthier.general;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import luthier.dataset.ExampleId;
import luthier.dataset.IdentifiedExample;
import luthier.dataset.Replay;
import luthier.example.Example;
import org.junit.jupiter.api.Test;

/// The texts that come with Luthier.
class GeneralTextsTest {

  @Test
  void theProbeHasSeveralLanguagesAndAbilities() {
    List<GeneralText> probe = GeneralTexts.probe();
    assertThat(probe).hasSizeBetween(60, 100);
    assertThat(probe).extracting(GeneralText::language).contains("en", "de", "es", "fr", "it");
    assertThat(probe)
        .extracting(GeneralText::ability)
        .contains(
            "story", "facts", "arithmetic", "letter", "instruction", "dialogue", "reading", "code");
    assertThat(probe)
        .extracting(GeneralText::example)
        .hasAtLeastOneElementOfType(Example.Conversation.class)
        .hasAtLeastOneElementOfType(Example.Passage.class);
    assertThat(identified(probe)).extracting(IdentifiedExample::id).doesNotHaveDuplicates();
  }

  /// What is trained on says nothing of what is measured, not even nearly.
  @Test
  void noTextForTrainingIsInTheProbe() {
    List<IdentifiedExample> replay = identified(GeneralTexts.replay());
    assertThat(replay).hasSizeGreaterThan(50);
    assertThat(replay).extracting(IdentifiedExample::id).doesNotHaveDuplicates();
    Replay chosen = Replay.choose(replay, identified(GeneralTexts.probe()), replay.size(), 1);
    assertThat(chosen.removed()).isZero();
    assertThat(chosen.chosen()).containsExactlyInAnyOrderElementsOf(replay);
  }

  private static List<IdentifiedExample> identified(List<GeneralText> texts) {
    return texts.stream()
        .map(text -> {
          String id = ExampleId.of(text.example());
          return new IdentifiedExample(id, id, text.example());
        })
        .toList();
  }
}
