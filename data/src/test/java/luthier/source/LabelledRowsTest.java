package luthier.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import luthier.example.Example;
import luthier.example.Target;
import luthier.recipe.Columns;
import luthier.recipe.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rows of tasks with labels, as users have them.
class LabelledRowsTest {

  @TempDir Path folder;

  private SourceData read(Task task, Columns columns, String name, String content)
      throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return Source.read(
        List.of(file),
        new SourceOptions(task, Optional.empty(), Optional.empty(), columns, true, folder));
  }

  private Target target(Task task, String row) throws IOException {
    SourceData data = read(task, Columns.USUAL, "rows.jsonl", row);
    SourceData.requireNone(data.badLines());
    return ((Example.Labelled) data.rows().getFirst().example()).target();
  }

  @Test
  void aLabelIsFoundByItsUsualNameAndShown() throws IOException {
    SourceData data =
        read(
            Task.CLASSIFICATION,
            Columns.USUAL,
            "rows.csv",
            "\uFEFFmessage,intent,channel\nWhere is my parcel?,delivery,mail\n");

    assertThat(data.badLines()).isEmpty();
    Example.Labelled example = (Example.Labelled) data.rows().getFirst().example();
    assertThat(example.input())
        .isEqualTo(new Example.Input.Text("Where is my parcel?", Optional.empty()));
    assertThat(example.target()).isEqualTo(new Target.Label("delivery"));
    assertThat(data.foundFields())
        .containsEntry("data.text", "message")
        .containsEntry("data.label", "intent");
    assertThat(data.unknownFields()).extracting(UnknownField::name).containsExactly("channel");
  }

  @Test
  void numbersAndFlagsAreLabelsToo() throws IOException {
    assertThat(target(Task.CLASSIFICATION, "{\"text\":\"a\",\"label\":1}"))
        .isEqualTo(new Target.Label("1"));
    assertThat(target(Task.CLASSIFICATION, "{\"text\":\"a\",\"label\":true}"))
        .isEqualTo(new Target.Label("true"));
  }

  @Test
  void theFolderOfAPlainTextIsItsLabel() throws IOException {
    Files.createDirectories(folder.resolve("mails/spam"));
    Files.createDirectories(folder.resolve("mails/wanted"));
    Files.writeString(folder.resolve("mails/spam/1.txt"), "You won");
    Files.writeString(folder.resolve("mails/wanted/1.txt"), "Your invoice");

    SourceData data =
        Source.read(
            List.of(folder.resolve("mails")),
            new SourceOptions(Task.CLASSIFICATION, Optional.empty(), Optional.empty(), folder));

    assertThat(data.rows())
        .extracting(row -> ((Example.Labelled) row.example()).target())
        .containsExactly(new Target.Label("spam"), new Target.Label("wanted"));
  }

  @Test
  void aPairHasTwoTexts() throws IOException {
    SourceData data =
        read(
            Task.CLASSIFICATION,
            Columns.USUAL,
            "rows.jsonl",
            """
            {"sentence1":"It rains.","sentence2":"It is wet.","label":"follows"}
            {"sentence1":"It rains.","sentence2":"","label":"follows"}
            {"sentence1":"It rains.","label":"follows"}
            """);

    assertThat(((Example.Labelled) data.rows().getFirst().example()).input())
        .isEqualTo(new Example.Input.Text("It rains.", Optional.of("It is wet.")));
    assertThat(data.badLines())
        .extracting(BadLine::reason)
        .containsExactly(
            "has an empty 'sentence2'",
            "has no second text, which the rows before have; expected one of text_pair, sentence2,"
                + " question2, hypothesis, passage");
  }

  @Test
  void severalLabelsAreAListOrASeparatedText() throws IOException {
    assertThat(target(Task.MULTI_LABEL, "{\"text\":\"a\",\"labels\":[\"x\",\"y\",\"x\"]}"))
        .isEqualTo(new Target.Labels(List.of("x", "y")));
    assertThat(target(Task.MULTI_LABEL, "{\"text\":\"a\",\"labels\":[]}"))
        .isEqualTo(new Target.Labels(List.of()));
    Columns separated =
        new Columns(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("topics"),
            Optional.of(";"),
            List.of(),
            Optional.empty(),
            List.of());
    SourceData data = read(Task.MULTI_LABEL, separated, "t.csv", "text,topics\nhello,x; y\n");
    assertThat(((Example.Labelled) data.rows().getFirst().example()).target())
        .isEqualTo(new Target.Labels(List.of("x", "y")));
  }

  @ParameterizedTest
  @CsvSource({"3.5,3.5", "'\" -2 \"',-2", "1e3,1000"})
  void aTargetIsANumberAlsoInQuotes(String written, double value) throws IOException {
    assertThat(target(Task.REGRESSION, "{\"text\":\"a\",\"target\":" + written + "}"))
        .isEqualTo(new Target.Numbers(List.of(value)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "NaN"      | has in 'target' 'NaN', expected a finite number such as 3.5
          "a lot"    | has in 'target' 'a lot', expected a finite number such as 3.5
          [1]        | has in 'target' a list, expected a finite number such as 3.5
          """)
  void whatIsNoNumberIsNoTarget(String written, String reason) throws IOException {
    SourceData data =
        read(
            Task.REGRESSION,
            Columns.USUAL,
            "rows.jsonl",
            "{\"text\":\"a\",\"target\":" + written + "}\n");
    assertThat(data.badLines()).extracting(BadLine::reason).containsExactly(reason);
  }

  @Test
  void spansAreCheckedAgainstTheText() throws IOException {
    assertThat(
            target(
                Task.TOKEN_CLASSIFICATION,
                "{\"text\":\"Order 😀 A-17 now\",\"spans\":[{\"start\":8,\"end\":12,"
                    + "\"label\":\"ORDER\"}]}"))
        .isEqualTo(new Target.Spans(List.of(new Target.Span(8, 12, "ORDER"))));
    SourceData data =
        read(
            Task.TOKEN_CLASSIFICATION,
            Columns.USUAL,
            "rows.jsonl",
            """
            {"text":"abc def","spans":[{"start":4,"end":9,"label":"X"}]}
            {"text":"abc def","spans":[{"start":0,"end":5,"label":"X"},{"start":4,"end":7,"label":"Y"}]}
            {"text":"abc def","spans":[{"start":"0","end":5,"label":"X"}]}
            """);
    assertThat(data.badLines())
        .extracting(BadLine::reason)
        .containsExactly(
            "has in 'spans' the span 'X' from 4 to 9, expected places inside the text of 7"
                + " characters, the end behind the start",
            "has in 'spans' overlapping spans: X from 0 to 5 and Y from 4 to 7",
            "has in 'spans' a span without start, end (whole numbers) and label (a text); found an"
                + " object");
  }

  @Test
  void tagsOfWordsBecomeSpans() throws IOException {
    assertThat(
            target(
                Task.TOKEN_CLASSIFICATION,
                "{\"tokens\":[\"Ada\",\"Lovelace\",\"met\",\"Bob\",\"Ann\"],"
                    + "\"ner_tags\":[\"B-PER\",\"I-PER\",\"O\",\"I-PER\",\"B-PER\"]}"))
        .isEqualTo(
            new Target.Spans(
                List.of(
                    new Target.Span(0, 12, "PER"),
                    new Target.Span(17, 20, "PER"),
                    new Target.Span(21, 24, "PER"))));
  }

  @Test
  void aMissingFieldIsNamedWithTheKeyThatNamesIt() throws IOException {
    SourceData data =
        read(
            Task.CLASSIFICATION, Columns.USUAL, "rows.jsonl", "{\"mail\":\"a\",\"label\":\"x\"}\n");
    assertThatThrownBy(() -> SourceData.requireNone(data.badLines()))
        .hasMessageContaining("rows.jsonl:1: has none of the fields text, sentence")
        .hasMessageContaining("found 'mail', 'label'. data.text names the field");
  }
}
