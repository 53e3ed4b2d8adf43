package luthier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import luthier.recipe.Task;
import luthier.weights.JsonFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// What `config.json` says of labels: as transformers reads it, and back.
class LabelFilesTest {

  @TempDir Path folder;

  private Path base(String config) throws IOException {
    Path base = Files.createDirectories(folder.resolve("base"));
    Files.writeString(base.resolve("config.json"), config);
    return base;
  }

  private ObjectNode written(String config, Labelling labelling) throws IOException {
    Path out = Files.createDirectories(folder.resolve("out"));
    LabelFiles.write(base(config), out, labelling);
    assertThat(LabelFiles.read(out)).contains(labelling);
    return JsonFiles.readObject(out.resolve("config.json"));
  }

  @Test
  void labelsAreWrittenAsTransformersReadsThem() throws IOException {
    ObjectNode config =
        written(
            "{\"architectures\":[\"BertForMaskedLM\"],\"model_type\":\"bert\"}",
            new Labelling(
                Task.CLASSIFICATION, List.of("refund", "return"), List.of(), List.of(), 128));
    assertThat(config.path("architectures").path(0).asString())
        .isEqualTo("BertForSequenceClassification");
    assertThat(config.path("id2label").toString()).isEqualTo("{\"0\":\"refund\",\"1\":\"return\"}");
    assertThat(config.path("label2id").toString()).isEqualTo("{\"refund\":0,\"return\":1}");
    assertThat(config.path("problem_type").asString()).isEqualTo("single_label_classification");
  }

  @Test
  void numbersKeepTheirUnits() throws IOException {
    ObjectNode config =
        written(
            "{\"architectures\":[\"LlamaForCausalLM\"]}",
            new Labelling(Task.REGRESSION, List.of("value"), List.of(12.5), List.of(3.0), 512));
    assertThat(config.path("architectures").path(0).asString())
        .isEqualTo("LlamaForSequenceClassification");
    assertThat(config.path("problem_type").asString()).isEqualTo("regression");
  }

  @Test
  void tagsOfTokens() throws IOException {
    ObjectNode config =
        written(
            "{\"architectures\":[\"BertModel\"]}",
            new Labelling(Task.TOKEN_CLASSIFICATION, List.of("ORDER"), List.of(), List.of(), 64));
    assertThat(config.path("id2label").toString())
        .isEqualTo("{\"0\":\"O\",\"1\":\"B-ORDER\",\"2\":\"I-ORDER\"}");
    assertThat(config.path("architectures").path(0).asString())
        .isEqualTo("BertForTokenClassification");
  }

  @Test
  void aModelOfTransformersSaysWhatItPredicts() throws IOException {
    assertThat(
            LabelFiles.read(
                base(
                    """
                    {"architectures":["BertForTokenClassification"],"max_position_embeddings":256,
                     "id2label":{"0":"O","1":"B-PER","2":"I-PER"}}\
                    """)))
        .contains(
            new Labelling(Task.TOKEN_CLASSIFICATION, List.of("PER"), List.of(), List.of(), 256));
    assertThat(
            LabelFiles.read(
                base(
                    """
                    {"architectures":["RobertaForSequenceClassification"],
                     "problem_type":"multi_label_classification","id2label":{"0":"a","1":"b"}}\
                    """)))
        .contains(new Labelling(Task.MULTI_LABEL, List.of("a", "b"), List.of(), List.of(), 512));
  }

  @Test
  void aLanguageModelHasNoLabels() throws IOException {
    assertThat(LabelFiles.read(base("{\"architectures\":[\"LlamaForCausalLM\"]}")))
        .isEqualTo(Optional.empty());
  }

  @Test
  void otherTagsThanBioAreRefused() throws IOException {
    Path base =
        base(
            """
            {"architectures":["BertForTokenClassification"],
             "id2label":{"0":"B-PER","1":"I-PER","2":"O"}}\
            """);
    assertThatThrownBy(() -> LabelFiles.read(base))
        .hasMessageContaining("expected O and then B- and I- of each label");
  }
}
