package luthier.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import luthier.InvalidInputException;
import luthier.example.Example;
import luthier.example.Example.Completion;
import luthier.example.Example.Passage;
import luthier.example.Example.TokenRow;
import luthier.example.Origin;
import luthier.recipe.DataFormat;
import luthier.recipe.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Text, token rows, CSV, JSON lists; recognising and overruling the format; groups.
class OtherFormatsTest {

  @TempDir Path folder;
  private SourceFixture files = new SourceFixture(Path.of(""));

  @BeforeEach
  void inTheFolder() {
    files = new SourceFixture(folder);
  }

  @Test
  void textRowsAndTextFiles() throws IOException {
    files.write("a.jsonl", "{\"text\":\"one\"}\n\n{\"text\":\"two\\r\\n\"}\n");
    files.write("b.txt", "\uFEFFA whole\r\ndocument.\n");
    files.write("c.md", "# Title");
    SourceData data = files.read(Task.TEXT, "a.jsonl", "b.txt", "c.md");
    assertThat(data.badLines()).isEmpty();
    assertThat(examples(data))
        .containsExactly(
            new Passage(new Origin("a.jsonl", 1), "one"),
            new Passage(new Origin("a.jsonl", 3), "two\r\n"),
            new Passage(new Origin("b.txt", 1), "A whole\r\ndocument.\n"),
            new Passage(new Origin("c.md", 1), "# Title"));
    assertThat(data.files().get(1).container()).isEqualTo(Container.PLAIN_TEXT);
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT", "COMPLETION", "TEXT"})
  void tokenRowsServeEveryTaskOfWords(Task task) throws IOException {
    List<Example> examples =
        files.examples(
            task,
            "t.jsonl",
            "{\"input_ids\":[0,5,2147483647],\"labels\":[-100,5,2]}\n"
                + "{\"input_ids\":[7],\"attention_mask\":[1]}\n");
    assertThat(examples)
        .containsExactly(
            new TokenRow(
                new Origin("t.jsonl", 1), List.of(0, 5, Integer.MAX_VALUE), List.of(-100, 5, 2)),
            new TokenRow(new Origin("t.jsonl", 2), List.of(7), List.of(7)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"input_ids":[]} | has no token in 'input_ids'; expected at least one
          {"input_ids":"1 2"} | has in 'input_ids' the text '1 2', expected a list of token ids
          {"input_ids":[1,-100]} | has in 'input_ids' at place 2 the number -100, expected a token id, 0 or more
          {"input_ids":[1.0]} | has in 'input_ids' at place 1 the number 1.0, expected a token id, 0 or more
          {"input_ids":[4294967296]} | has in 'input_ids' at place 1 the number 4294967296, expected a token id, 0 or more
          {"input_ids":[[1]]} | has in 'input_ids' at place 1 a list, expected a token id, 0 or more
          {"input_ids":[1,2],"labels":[1]} | has 1 labels and 2 input_ids; expected equal numbers
          {"input_ids":[1],"labels":[-1]} | has in 'labels' at place 1 the number -1, expected a token id or -100
          {"input_ids":[1],"labels":[null]} | has in 'labels' at place 1 null, expected a token id or -100
          {"input_ids":[1,0],"attention_mask":[1,0]} | has in 'attention_mask' the number 0, expected ones only: leave padding out of the row
          """)
  void badTokenRows(String row, String reason) throws IOException {
    assertThat(files.reason(Task.TEXT, row)).isEqualTo(reason);
  }

  @Test
  void csvOfQuestionsKeepsLinesAcrossLineEndsInFields() throws IOException {
    files.write(
        "a.csv",
        "\uFEFFquestion,answer,source\r\n"
            + "\"a, \"\"b\"\"\r\n"
            + "c\",d,x\r\n\r\n"
            + " e ,f,\r\n"
            + "only one\n"
            + "\"g\",h,y");
    SourceData data = files.read(Task.COMPLETION, "a.csv");
    assertThat(examples(data))
        .containsExactly(
            new Completion(new Origin("a.csv", 2), "a, \"b\"\r\nc", "d"),
            new Completion(new Origin("a.csv", 5), " e ", "f"),
            new Completion(new Origin("a.csv", 7), "g", "h"));
    assertThat(data.badLines())
        .containsExactly(
            new BadLine(
                "a.csv",
                6,
                "has 1 fields, expected 3 as in the first line; a field with commas or line ends"
                    + " must stand in quotes"));
    assertThat(data.unknownFields())
        .containsExactly(new UnknownField("a.csv", "source", UnknownField.Use.NOT_USED, 3, 2));
  }

  @Test
  void csvOfTextAndOfInstructions() throws IOException {
    assertThat(files.examples(Task.TEXT, "t.csv", "text\nhello\n\"two\nlines\"\n"))
        .containsExactly(
            new Passage(new Origin("t.csv", 2), "hello"),
            new Passage(new Origin("t.csv", 3), "two\nlines"));
    assertThat(files.examples(Task.CHAT, "i.csv", "instruction,output\nDo it,Done\n")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          prompt;completion\\na;b | a.csv:1: found one column 'prompt;completion'; expected columns separated by commas
          prompt,prompt\\na,b | a.csv:1: two columns are named 'prompt'
          prompt,,x\\na,b,c | a.csv:1: a column has no name; the first line must name every column
          prompt,completion\\n"a,b\\nc,d\\n | a.csv:2: a quote is opened in this row and never closed; what follows cannot be told from it, also not with data.on_bad_line: skip; close the quote or double it
          """)
  void unreadableCsv(String text, String message) throws IOException {
    files.write("a.csv", text.replace("\\n", "\n"));
    assertThatThrownBy(() -> files.read(Task.COMPLETION, "a.csv"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @Test
  void strayQuotesCostOneRow() throws IOException {
    files.write("a.csv", "prompt,completion\na\"b,c\n\"a\"b,c\nd,e\n");
    SourceData data = files.read(Task.COMPLETION, "a.csv");
    assertThat(examples(data)).containsExactly(new Completion(new Origin("a.csv", 4), "d", "e"));
    assertThat(data.badLines())
        .containsExactly(
            new BadLine(
                "a.csv",
                2,
                "has a quote inside a field that does not start with one; double it and quote the"
                    + " field"),
            new BadLine(
                "a.csv",
                3,
                "has text after a closing quote; expected a comma or the end of the line"));
  }

  @Test
  void aJsonListIsReadItemByItem() throws IOException {
    files.write(
        "a.json",
        " \n"
            + "[{\"text\":\"one\"},\n\n"
            + "{\"text\":\"\\ud800\"}, 7, {\"text\":\"a\",\"text\":\"b\"},{\"text\":\"last\"}]\n");
    SourceData data = files.read(Task.TEXT, "a.json");
    assertThat(examples(data))
        .containsExactly(
            new Passage(new Origin("a.json", 1), "one"),
            new Passage(new Origin("a.json", 5), "last"));
    assertThat(data.badLines())
        .containsExactly(
            new BadLine(
                "a.json",
                2,
                "text with the lone surrogate \\ud800, which is no character; expected a pair"),
            new BadLine("a.json", 3, "is the number 7, expected a JSON object with named fields"),
            new BadLine("a.json", 4, "duplicate key 'text'"));
    assertThat(data.files().getFirst().container()).isEqualTo(Container.JSON_ARRAY);
  }

  @Test
  void whatAJsonFileHoldsDecidesHowItIsRead() throws IOException {
    assertThat(files.examples(Task.TEXT, "lines.json", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n"))
        .hasSize(2);
    assertThat(files.examples(Task.TEXT, "list.jsonl", "[{\"text\":\"a\"}]")).hasSize(1);
    assertThat(files.examples(Task.TEXT, "noending", "{\"text\":\"a\"}")).hasSize(1);
  }

  @Test
  void theFormatIsThatOfMostOfTheFirstRows() throws IOException {
    files.write(
        "a.jsonl",
        "{\"txt\":\"typo\"}\nbroken\n{\"instruction\":\"i\",\"output\":\"o\"}\n"
            + "{\"prompt\":\"p\",\"completion\":\"c\"}\n{\"prompt\":\"p\",\"completion\":\"c\"}\n");
    SourceData data = files.read(Task.CHAT, "a.jsonl");
    SourceFile file = data.files().getFirst();
    assertThat(file.format()).contains(DataFormat.PROMPT_COMPLETION);
    assertThat(file.recognised()).isTrue();
    assertThat(file.examples()).isEqualTo(2);
    assertThat(data.badLines().stream().map(BadLine::line).toList()).containsExactly(1, 2, 3);
  }

  @Test
  void aRowThatFitsTwoFormatsIsReadForTheTask() throws IOException {
    String row = "{\"instruction\":\"i\",\"output\":\"o\",\"text\":\"t\"}\n";
    files.write("a.jsonl", row);
    assertThat(files.read(Task.CHAT, "a.jsonl").files().getFirst().format())
        .contains(DataFormat.ALPACA);
    assertThat(files.read(Task.TEXT, "a.jsonl").files().getFirst().format())
        .contains(DataFormat.TEXT);
  }

  @Test
  void theFormatCanBeNamed() throws IOException {
    files.write(
        "a.jsonl",
        "{\"prompt\":\"p\",\"completion\":\"c\",\"instruction\":\"i\",\"output\":\"o\"}\n");
    SourceData data = files.read(Task.COMPLETION, DataFormat.ALPACA, "a.jsonl");
    assertThat(data.files().getFirst().recognised()).isFalse();
    assertThat(((Completion) data.rows().getFirst().example()).completion()).isEqualTo("o");
    files.write("rows.txt", "{\"prompt\":\"p\",\"completion\":\"c\"}\n");
    assertThat(files.read(Task.COMPLETION, DataFormat.PROMPT_COMPLETION, "rows.txt").rows())
        .hasSize(1);
  }

  @Test
  void anUnknownFormatIsExplained() throws IOException {
    files.write("a.jsonl", "{\"id\":1,\"mesages\":[]}\n");
    assertThatThrownBy(() -> files.read(Task.CHAT, "a.jsonl"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "a.jsonl:1: the format is not recognised: found the fields 'id', 'mesages' (did you"
                + " mean 'messages'?); expected 'messages', 'conversations', 'instruction' and"
                + " 'output', 'prompt' and 'completion', 'question' and 'answer', 'text' or"
                + " 'input_ids'. Rename the fields; data.format names a format");
  }

  @Test
  void aFormatOfNoUseForTheTaskIsRefused() throws IOException {
    files.write("a.jsonl", "{\"text\":\"t\"}\n");
    String message =
        "a.jsonl: its rows have the format text, which task chat cannot use; expected tokens,"
            + " messages, sharegpt, prompt_completion, alpaca";
    assertThatThrownBy(() -> files.read(Task.CHAT, "a.jsonl")).hasMessage(message);
    assertThatThrownBy(() -> files.read(Task.CHAT, DataFormat.TEXT, "a.jsonl")).hasMessage(message);
  }

  @Test
  void groupsComeFromAField() throws IOException {
    files.write(
        "a.jsonl",
        "{\"text\":\"a\",\"customer\":\"x\"}\n{\"text\":\"b\",\"customer\":17}\n{\"text\":\"c\"}\n"
            + "{\"text\":\"d\",\"customer\":[1]}\n");
    SourceData data = files.readGrouped(Task.TEXT, "customer", "a.jsonl");
    assertThat(data.rows().stream().map(row -> row.group().orElse("none")).toList())
        .containsExactly("x", "17");
    assertThat(data.badLines())
        .containsExactly(
            new BadLine(
                "a.jsonl", 3, "has no field 'customer', by which data.group_by groups the rows"),
            new BadLine(
                "a.jsonl",
                4,
                "has in 'customer' (data.group_by) a list, expected a text or a whole number"));
    assertThat(data.unknownFields())
        .containsExactly(new UnknownField("a.jsonl", "customer", UnknownField.Use.GROUP, 2, 1));
  }

  @Test
  void groupsComeFromAFieldInAnObject() throws IOException {
    files.write("a.jsonl", "{\"text\":\"a\",\"meta\":{\"customer\":\"x\"}}\n");
    SourceData data = files.readGrouped(Task.TEXT, "meta.customer", "a.jsonl");
    assertThat(data.rows().getFirst().group()).contains("x");
  }

  @Test
  void aFileWhoseKeysAreDataIsListedShortly() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      rows.append("{\"text\":\"t\",\"key").append(i).append("\":1}\n");
    }
    files.write("a.jsonl", rows.toString());
    List<UnknownField> unknown = files.read(Task.TEXT, "a.jsonl").unknownFields();
    assertThat(unknown).hasSize(201);
    assertThat(unknown.getLast().name()).isEqualTo("(further fields)");
    assertThat(Collections.max(unknown.stream().map(UnknownField::count).toList())).isEqualTo(800);
  }

  private static List<Example> examples(SourceData data) {
    return data.rows().stream().map(SourceRow::example).toList();
  }
}
