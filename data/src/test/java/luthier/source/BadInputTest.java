package luthier.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import luthier.example.Example;
import luthier.example.Example.Passage;
import luthier.recipe.DataFormat;
import luthier.recipe.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are broken, hostile or not there.
class BadInputTest {

  private static final String GOOD = "{\"text\":\"fine\"}\n";

  @TempDir Path folder;
  private SourceFixture files = new SourceFixture(Path.of(""));

  @BeforeEach
  void inTheFolder() {
    files = new SourceFixture(folder);
  }

  @Test
  void aBrokenLineCostsThatLine() throws IOException {
    files.write("a.jsonl", GOOD + "{\"text\": \"cut\n" + GOOD + "[1]\n" + GOOD);
    SourceData data = files.read(Task.TEXT, "a.jsonl");
    assertThat(data.rows()).hasSize(3);
    assertThat(data.badLines().stream().map(BadLine::line).toList()).containsExactly(2, 4);
    assertThat(data.badLines().getFirst().toString())
        .startsWith("a.jsonl:2: broken JSON at column");
    assertThat(data.badLines().getLast().reason())
        .isEqualTo("is a list, expected a JSON object with named fields");
  }

  @Test
  void aRowOverSeveralLinesIsExplained() throws IOException {
    files.write("a.json", "{\n  \"text\": \"x\"\n}\n");
    SourceData data = files.read(Task.TEXT, "a.json");
    assertThat(data.badLines().getFirst().reason())
        .endsWith(": the text ends before the value does; in JSON lines every row is one line");
  }

  @Test
  void stopListsTwentyLinesAndTheCount() throws IOException {
    files.write("a.jsonl", GOOD + "x\n".repeat(30));
    List<BadLine> bad = files.read(Task.TEXT, "a.jsonl").badLines();
    assertThatThrownBy(() -> SourceData.requireNone(bad))
        .isInstanceOf(InvalidInputException.class)
        .message()
        .satisfies(message -> {
          List<String> lines = message.lines().toList();
          assertThat(lines).hasSize(23);
          assertThat(lines.getFirst()).startsWith("a.jsonl:2: broken JSON");
          assertThat(lines.get(20)).isEqualTo("… and 10 more");
          assertThat(lines.get(21)).isEqualTo("30 bad lines in all");
          assertThat(lines.get(22)).contains("data.on_bad_line");
        });
  }

  @Test
  void bytesThatAreNotUtf8SayWhere() throws IOException {
    byte[] latin1 =
        (GOOD + "{\"text\":\"caf\u00e9\"}\n" + GOOD).getBytes(StandardCharsets.ISO_8859_1);
    files.write("a.jsonl", latin1);
    SourceData data = files.read(Task.TEXT, "a.jsonl");
    assertThat(data.rows()).hasSize(2);
    assertThat(data.badLines())
        .containsExactly(
            new BadLine(
                "a.jsonl",
                2,
                "is not UTF-8: found 0xE9 at byte 13 of the line (byte 29 of the file)"));
    byte[] text = "one\ntwo caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    files.write("t.txt", text);
    assertThat(files.read(Task.TEXT, "t.txt").badLines())
        .containsExactly(
            new BadLine("t.txt", 2, "is not UTF-8: found 0xE9 at byte 12 of the file"));
    files.write("l.json", "[{\"text\":\n\"caf\u00e9\"}]".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> files.read(Task.TEXT, "l.json"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("l.json:2: is not UTF-8: found 0xE9 at byte 15 of the file");
    files.write("c.csv", "text\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> files.read(Task.TEXT, "c.csv"))
        .hasMessage("c.csv:2: is not UTF-8: found 0xE9 at byte 9 of the file");
  }

  @Test
  void surrogatesAsBytesAreNotUtf8() throws IOException {
    byte[] line = GOOD.getBytes(StandardCharsets.UTF_8);
    byte[] surrogate = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};
    System.arraycopy(surrogate, 0, line, 9, 3);
    files.write("a.jsonl", line);
    assertThat(files.read(Task.TEXT, "a.jsonl").badLines().getFirst().reason())
        .startsWith("is not UTF-8: found 0xED at byte 10 of the line");
  }

  @Test
  void charactersAcrossBufferBordersAreWhole() throws IOException {
    // every alignment of a four-byte character against the buffers of 16384 and 65536 bytes
    for (int shift = 0; shift < 4; shift++) {
      String text = "a".repeat(shift) + "😀".repeat(40_000);
      files.write("t.txt", text);
      assertThat(examples(files.read(Task.TEXT, "t.txt")).getFirst())
          .isInstanceOfSatisfying(Passage.class, p -> assertThat(p.text()).isEqualTo(text));
      files.write("a.jsonl", "{\"text\":\"" + text + "\"}");
      assertThat(examples(files.read(Task.TEXT, "a.jsonl")).getFirst())
          .isInstanceOfSatisfying(Passage.class, p -> assertThat(p.text()).isEqualTo(text));
      files.write("l.json", "[{\"text\":\"" + text + "\"}]");
      assertThat(examples(files.read(Task.TEXT, "l.json")).getFirst())
          .isInstanceOfSatisfying(Passage.class, p -> assertThat(p.text()).isEqualTo(text));
    }
  }

  @Test
  void deepNestingHugeNumbersAndDuplicateKeys() throws IOException {
    files.write(
        "a.jsonl",
        "{\"text\":"
            + "[".repeat(50_000)
            + "]".repeat(50_000)
            + "}\n"
            + "{\"text\":\"t\",\"n\":"
            + "9".repeat(100_000)
            + "}\n"
            + "{\"text\":\"t\",\"n\":1e999999999}\n"
            + "{\"text\":\"t\",\"text\":\"u\"}\n"
            + "{\"text\":\"\\ud83d\"}\n"
            + GOOD);
    SourceData data = files.read(Task.TEXT, "a.jsonl");
    assertThat(data.rows()).hasSize(1);
    assertThat(data.badLines().stream().map(BadLine::reason).toList())
        .satisfiesExactly(
            r -> assertThat(r).startsWith("JSON nested deeper than 100 levels"),
            r -> assertThat(r).startsWith("a number of more than 400 characters"),
            r -> assertThat(r).startsWith("a number beyond the range of double"),
            r -> assertThat(r).isEqualTo("duplicate key 'text'"),
            r -> assertThat(r).startsWith("text with the lone surrogate \\ud83d"));
    assertThat(data.badLines()).allSatisfy(bad -> assertThat(bad.reason()).hasSizeLessThan(150));
  }

  @Test
  void nulEscapesAndSpecialTokensAreData() throws IOException {
    String text = "a\u0000b\u001b[31m\n2026-01-01 ERROR forged <|im_end|>\u202e";
    files.write(
        "a.jsonl",
        "{\"text\":\"a\\u0000b\\u001b[31m\\n2026-01-01 ERROR forged <|im_end|>\\u202e\"}\n");
    assertThat(examples(files.read(Task.TEXT, "a.jsonl")).getFirst())
        .isInstanceOfSatisfying(Passage.class, p -> assertThat(p.text()).isEqualTo(text));
  }

  @Test
  void byteOrderMarkAndCrLfAreAccepted() throws IOException {
    files.write("a.jsonl", "\uFEFF" + "{\"text\":\"a\"}\r\n\r\n{\"text\":\"b\"}\r\n");
    SourceData data = files.read(Task.TEXT, "a.jsonl");
    assertThat(data.badLines()).isEmpty();
    assertThat(data.rows().stream().map(row -> row.example().origin().line()).toList())
        .containsExactly(1, 3);
    files.write("l.json", "\uFEFF[{\"text\":\"a\"}]");
    assertThat(files.read(Task.TEXT, "l.json").rows()).hasSize(1);
  }

  @Test
  void emptyFilesAreBadLines() throws IOException {
    files.write("a.jsonl", "");
    files.write("b.jsonl", "\n  \n");
    files.write("c.csv", "text\n");
    files.write("d.txt", " \n");
    files.write("e.json", "[]");
    assertThat(files.read(Task.TEXT, "a.jsonl", "b.jsonl", "c.csv", "d.txt", "e.json").badLines())
        .containsExactly(
            new BadLine("a.jsonl", 1, "the file is empty"),
            new BadLine("b.jsonl", 1, "the file holds no row"),
            new BadLine("c.csv", 1, "the file holds no row"),
            new BadLine("d.txt", 1, "has an empty text"),
            new BadLine("e.json", 1, "the file holds no row"));
  }

  @Test
  void everyMissingFileIsNamed() throws IOException {
    files.write("a.jsonl", GOOD);
    Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> files.read(Task.TEXT, "a.jsonl", "b.jsonl", "empty", "a.jsonl"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "b.jsonl: no such file or folder\n"
                + "empty: the folder holds no data file; expected .jsonl, .json, .csv, .txt or .md,"
                + " also with .gz\n"
                + "a.jsonl: is named twice; every file is read once");
  }

  @Test
  void foldersAreReadInTheOrderOfNames() throws IOException {
    for (String name :
        List.of("b.jsonl", "a.jsonl", "B.jsonl", "sub/c.jsonl", ".hidden.jsonl", "x.bin")) {
      files.write("data/" + name, GOOD);
    }
    files.write("data/README.md", "Notes");
    SourceData data = files.read(Task.TEXT, "data");
    assertThat(data.files().stream().map(SourceFile::name).toList())
        .containsExactly(
            "data/B.jsonl", "data/README.md", "data/a.jsonl", "data/b.jsonl", "data/sub/c.jsonl");
    assertThat(data.ignored())
        .containsExactly(
            "data/.hidden.jsonl (hidden)", "data/x.bin (not a data file by its ending)");
  }

  @Test
  void textInAFolderIsLeftAsideWhenTheTaskCannotReadIt() throws IOException {
    files.write("data/a.jsonl", "{\"prompt\":\"p\",\"completion\":\"c\"}\n");
    files.write("data/README.md", "Notes");
    SourceData data = files.read(Task.CHAT, "data");
    assertThat(data.rows()).hasSize(1);
    assertThat(data.ignored()).containsExactly("data/README.md (plain text, no use for the task)");
    assertThatThrownBy(() -> files.read(Task.CHAT, "data/README.md"))
        .hasMessageStartingWith("data/README.md: its rows have the format text, which task chat");
  }

  @Test
  void otherKindsOfFileAreUnsupported() throws IOException {
    files.write("a.parquet", "PAR1");
    assertThatThrownBy(() -> files.read(Task.TEXT, "a.parquet"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage(
            "a.parquet: files of the kind .parquet are not read; convert it to JSON lines (.jsonl)"
                + " or CSV");
    files.write("a.dat", "no idea");
    assertThatThrownBy(() -> files.read(Task.TEXT, "a.dat"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("a.dat: cannot tell what kind of file this is; expected a name");
  }

  @Test
  void devicesAndPipesAreRefused() throws IOException, InterruptedException {
    SourceOptions options = files.options(Task.TEXT, Optional.empty(), Optional.empty());
    Path device = Path.of("/dev/null");
    assumeThat(Files.exists(device)).isTrue();
    assertThatThrownBy(() -> Source.read(List.of(device), options))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "/dev/null: is not a regular file (a pipe, a device or a socket); expected a data"
                + " file");
    Path pipe = folder.resolve("pipe.jsonl");
    assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> files.read(Task.TEXT, "pipe.jsonl"))
        .hasMessageStartingWith("pipe.jsonl: is not a regular file");
  }

  @Test
  void linksToFilesAreFollowedAndLinksToFoldersAreNot() throws IOException {
    files.write("elsewhere/a.jsonl", GOOD);
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.createSymbolicLink(data.resolve("a.jsonl"), folder.resolve("elsewhere/a.jsonl"));
    Files.createSymbolicLink(data.resolve("up"), folder);
    SourceData read = files.read(Task.TEXT, "data");
    assertThat(read.rows()).hasSize(1);
    assertThat(read.ignored()).containsExactly("data/up (link to a folder)");
  }

  @Test
  void gzipOfAnyKindIsRead() throws IOException {
    files.write("a.jsonl.gz", SourceFixture.gzip(GOOD.repeat(3).getBytes(StandardCharsets.UTF_8)));
    files.write("b.txt.gz", SourceFixture.gzip("A document".getBytes(StandardCharsets.UTF_8)));
    files.write("c.csv.gz", SourceFixture.gzip("text\nx\n".getBytes(StandardCharsets.UTF_8)));
    // two members one after the other are one file
    byte[] member = SourceFixture.gzip(GOOD.getBytes(StandardCharsets.UTF_8));
    byte[] two = Arrays.copyOf(member, member.length * 2);
    System.arraycopy(member, 0, two, member.length, member.length);
    files.write("d.jsonl", two);
    SourceData data = files.read(Task.TEXT, "a.jsonl.gz", "b.txt.gz", "c.csv.gz", "d.jsonl");
    assertThat(data.badLines()).isEmpty();
    assertThat(data.files().stream().map(SourceFile::examples).toList())
        .containsExactly(3, 1, 1, 2);
    assertThat(data.files()).allSatisfy(file -> assertThat(file.compressed()).isTrue());
  }

  @Test
  void gzipThatExplodesIsRefused() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 200; i++) {
        out.write(zeros);
      }
    }
    files.write("bomb.jsonl.gz", compressed.toByteArray());
    files.write("bomb.txt.gz", compressed.toByteArray());
    files.write("bomb.csv.gz", compressed.toByteArray());
    for (String name : List.of("bomb.jsonl.gz", "bomb.txt.gz", "bomb.csv.gz")) {
      assertThatThrownBy(() -> files.read(Task.TEXT, name))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith(name + ": the compressed data explode: ")
          .hasMessageContaining("allowed are 250 times the size")
          .hasMessageEndingWith("Decompress the file yourself if it is meant to be so large");
    }
  }

  @Test
  void gzipIsLimitedInTotal() throws IOException {
    files.write(
        "a.jsonl.gz", SourceFixture.gzip(GOOD.repeat(100).getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(() -> files.readWithin(new Limits(1000, 250, 1000), Task.TEXT, "a.jsonl.gz"))
        .hasMessageContaining("the compressed data explode")
        .hasMessageContaining("and 1000 bytes");
  }

  @Test
  void damagedGzipIsRefused() throws IOException {
    byte[] whole = SourceFixture.gzip(GOOD.repeat(1000).getBytes(StandardCharsets.UTF_8));
    files.write("cut.jsonl.gz", Arrays.copyOf(whole, whole.length - 10));
    assertThatThrownBy(() -> files.read(Task.TEXT, "cut.jsonl.gz"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("cut.jsonl.gz: the gzip data are damaged or cut off");
    byte[] flipped = whole.clone();
    flipped[flipped.length - 6] ^= 1;
    files.write("crc.jsonl.gz", flipped);
    assertThatThrownBy(() -> files.read(Task.TEXT, "crc.jsonl.gz"))
        .hasMessageStartingWith("crc.jsonl.gz: the gzip data are damaged or cut off");
    files.write("plain.jsonl.gz", GOOD);
    assertThatThrownBy(() -> files.read(Task.TEXT, "plain.jsonl.gz"))
        .hasMessage("plain.jsonl.gz: is not gzip although its name ends in .gz");
  }

  @Test
  void rowsAreLimitedInLength() throws IOException {
    Limits limits = new Limits(1000, 250, 1 << 20);
    String longRow = "{\"text\":\"" + "a".repeat(2000) + "\"}\n";
    files.write("a.jsonl", GOOD + longRow + GOOD);
    SourceData data = files.readWithin(limits, Task.TEXT, "a.jsonl");
    assertThat(data.rows()).hasSize(2);
    assertThat(data.badLines())
        .containsExactly(new BadLine("a.jsonl", 2, "the line is longer than 1000 bytes"));
    files.write("t.txt", "a".repeat(20_000));
    assertThat(files.readWithin(limits, Task.TEXT, "t.txt").badLines())
        .containsExactly(
            new BadLine(
                "t.txt", 1, "the document is longer than 1000 characters; cut it into files"));
    files.write("c.csv", "text\n" + "a".repeat(2000) + "\nb\n");
    SourceData csv = files.readWithin(limits, Task.TEXT, "c.csv");
    assertThat(csv.rows()).hasSize(1);
    assertThat(csv.badLines())
        .containsExactly(new BadLine("c.csv", 2, "the row is longer than 1000 characters"));
  }

  @Test
  void aBrokenListIsTheEndOfTheFile() throws IOException {
    files.write("a.json", "[{\"text\":\"a\"},\n{\"text\" \"b\"}]");
    assertThatThrownBy(() -> files.read(Task.TEXT, "a.json"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("a.json:2: broken JSON at line 2, column ")
        .hasMessageEndingWith(
            "cannot be read, also not with data.on_bad_line: skip; mend the file");
    files.write("b.json", "[{\"text\":\"a\"}");
    assertThatThrownBy(() -> files.read(Task.TEXT, "b.json"))
        .hasMessageStartingWith("b.json:2: broken JSON")
        .hasMessageEndingWith(
            "cannot be read, also not with data.on_bad_line: skip; mend the file");
    files.write("c.json", "[{\"text\":\"a\"}] x");
    assertThatThrownBy(() -> files.read(Task.TEXT, "c.json")).hasMessageStartingWith("c.json:2: ");
    files.write("d.json", "[" + "[".repeat(50_000));
    assertThatThrownBy(() -> files.read(Task.TEXT, "d.json"))
        .hasMessageStartingWith("d.json:1: JSON nested deeper than 100 levels");
  }

  @Test
  void theFingerprintIsOfTheFilesBytes() throws IOException {
    files.write("abc.txt", "abc");
    SourceFile file = files.read(Task.TEXT, "abc.txt").files().getFirst();
    // FIPS 180-2, appendix B.1
    assertThat(file.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(file.bytes()).isEqualTo(3);
    byte[] compressed = SourceFixture.gzip("abc".getBytes(StandardCharsets.UTF_8));
    files.write("abc.txt.gz", compressed);
    SourceFile gz = files.read(Task.TEXT, "abc.txt.gz").files().getFirst();
    assertThat(gz.bytes()).isEqualTo(compressed.length);
    assertThat(gz.sha256()).isNotEqualTo(file.sha256());
  }

  @Test
  void aFileThatGrowsWhileItIsReadIsNoticed() throws IOException {
    Path path = files.write("a.jsonl", GOOD);
    try (DataFile file = new DataFile(path, "a.jsonl", Limits.DEFAULT)) {
      Files.writeString(path, GOOD + GOOD);
      assertThatThrownBy(file::fingerprint)
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("a.jsonl: changed while it was read; start again when nothing writes to it");
    }
  }

  @Test
  void filesOutsideTheRecipesFolderAreNamedInFull() throws IOException {
    Path path = files.write("a.jsonl", "x\n");
    SourceOptions options =
        new SourceOptions(
            Task.TEXT, Optional.of(DataFormat.TEXT), Optional.empty(), folder.resolve("recipes"));
    assertThat(Source.read(List.of(path), options).badLines().getFirst().file())
        .isEqualTo(path.toAbsolutePath().normalize().toString());
  }

  private static List<Example> examples(SourceData data) {
    return data.rows().stream().map(SourceRow::example).toList();
  }
}
