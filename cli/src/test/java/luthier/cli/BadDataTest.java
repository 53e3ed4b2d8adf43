package luthier.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Data that cannot be used.
class BadDataTest {

  private static final String GOOD =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"fox\"},{\"role\":\"assistant\",\"content\":\"dog\"}]}\n";

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void base() throws IOException {
    TinyBase.write(folder.resolve("base"));
  }

  private Shell.Result chat(String content, String... set) throws IOException {
    TinyBase.data(folder, "d.jsonl", content, "chat");
    return Shell.refuses(folder, set);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
'{"messages":[' | broken JSON
          '{"messages":[{"role":"user","content":"a"}]}' | no message of the assistant
          '{"messages":[{"role":"usr","content":"a"},{"role":"assistant","content":"b"}]}' | role 'usr' ; system, user, assistant or tool
          '{"messages":[{"role":"user"},{"role":"assistant","content":"b"}]}' | message 1
          '{"messages":[]}' | messages
          '{"messages":3}' | messages
          '{"messages":[{"role":"user","content":"a","content":"c"}]}' | duplicate key 'content'
          '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":7}]}' | message 2
          '{"messages":[{"role":"assistant","content":"\\ud83d"}]}' | surrogate
          '[1,2]' | list
          'x' | broken JSON
""")
  void aBadLine(String line, String parts) throws IOException {
    chat(GOOD + line + "\n" + GOOD).refused(2, ("d.jsonl:2: ; " + parts).split(" ; "));
  }

  /// Found on the answers of the data, and not after the training.
  @Test
  void anAnswerPatternThatBacktracksWithoutEnd() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      rows.append(GOOD.replace("fox", "fox " + i).replace("dog", "dog " + i + "a".repeat(300)));
    }
    chat(
            rows.toString(),
            "--set",
            "data.test=0.5",
            "--set",
            "training.max_length=200",
            "--set",
            "data.too_long=truncate",
            "--set",
            "evaluation.answer_pattern=(.*)(.*)(.*)(.*)(.*)z")
        .refused(2, "d.jsonl:", "evaluation.answer_pattern: '(.*)(.*)", "too many ways");
  }

  @Test
  void sizesThatNoExampleHas() throws IOException {
    chat(GOOD + "{\"messages\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}")
        .refused(2, "d.jsonl:2: JSON nested deeper than 100 levels");
    chat(GOOD + "{\"messages\":[],\"n\":" + "9".repeat(100_000) + "}")
        .refused(2, "d.jsonl:2: a number of more than 400 characters");
    chat(GOOD + "{\"messages\":[],\"n\":1e999999999}").refused(2, "d.jsonl:2: a number");
  }

  @Test
  void nothingToTrainOn() throws IOException {
    chat("").refused(2, "d.jsonl", "empty");
    chat("\n\n").refused(2, "d.jsonl", "no row");
    chat(GOOD, "--set", "training.max_length=5").refused(2, "max_length = 5", "too_long");
    chat(GOOD, "--set", "training.max_length=5", "--set", "data.too_long=error")
        .refused(2, "d.jsonl:1: ", "max_length = 5");
    chat(GOOD, "--set", "data.validation=0.5").refused(2, "validation");
    chat(GOOD + GOOD, "--set", "data.validation=0.9").refused(2, "validation");
    Files.writeString(folder.resolve("v.jsonl"), GOOD);
    chat(GOOD, "--set", "data.validation=" + folder.resolve("v.jsonl"))
        .refused(2, "data.train", "validation");
    chat("x\n", "--set", "data.on_bad_line=skip").refused(2, "no usable example", "d.jsonl:1");
    chat(GOOD.replace("assistant\",", "assistant\",\"weight\":0,"))
        .refused(2, "d.jsonl:1", "weight 0");
  }

  @Test
  void filesThatAreSomethingElse() throws IOException {
    TinyBase.data(folder, "d.jsonl", "", "chat");
    Files.write(
        folder.resolve("d.jsonl"),
        (GOOD + "{\"text\":\"caf\u00e9\"}").getBytes(StandardCharsets.ISO_8859_1));
    Shell.refuses(folder).refused(2, "d.jsonl:2: is not UTF-8: found 0xE9");
    TinyBase.data(folder, "d.parquet", "PAR1", "chat");
    Shell.refuses(folder).refused(3, "d.parquet", "JSON lines");
    TinyBase.data(folder, "d.jsonl.gz", GOOD, "chat");
    Shell.refuses(folder).refused(2, "d.jsonl.gz", "is not gzip");
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      for (int i = 0; i < 200; i++) {
        gzip.write(new byte[1 << 20]);
      }
    }
    Files.write(folder.resolve("d.jsonl.gz"), bomb.toByteArray());
    Shell.refuses(folder).refused(2, "d.jsonl.gz", "explode", "250 times");
    TinyBase.data(folder, "d.json", "[" + GOOD.strip() + ",\n{\"messages\" 3}]", "chat");
    Shell.refuses(folder).refused(2, "d.json:2: broken JSON");
    TinyBase.data(folder, "d.csv", "prompt,completion\na,\"b\n", "completion");
    Shell.refuses(folder).refused(2, "d.csv:2", "quote");
  }

  @Test
  void otherTasksRows() throws IOException {
    TinyBase.data(folder, "d.jsonl", "{\"text\":\"a\"}\n", "chat");
    Shell.refuses(folder).refused(2, "d.jsonl", "chat");
    TinyBase.data(folder, "d.jsonl", "{\"input_ids\":[1,999]}\n", "text");
    Shell.refuses(folder).refused(2, "d.jsonl:1", "999");
    TinyBase.data(folder, "d.jsonl", "{\"input_ids\":[1,2],\"labels\":[1]}\n", "text");
    Shell.refuses(folder).refused(2, "d.jsonl:1", "labels");
    TinyBase.data(folder, "d.jsonl", "{\"input_ids\":[-1]}\n", "text");
    Shell.refuses(folder).refused(2, "d.jsonl:1", "-1");
  }
}
