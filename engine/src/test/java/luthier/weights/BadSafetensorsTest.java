package luthier.weights;

import static luthier.weights.RawFile.bytes;
import static luthier.weights.RawFile.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that a reader must refuse: damaged, malicious, or another format under this name.
final class BadSafetensorsTest {

  private static final String ONE = entry("a", "F32", "[1]", 0, 4);

  @TempDir Path directory;

  static Stream<Arguments> badFiles() throws IOException {
    return Stream.of(lengths(), headers(), entries(), ranges(), foreign()).flatMap(s -> s);
  }

  private static Stream<Arguments> lengths() {
    byte[] json = ("{" + ONE + "}").getBytes(StandardCharsets.UTF_8);
    return Stream.of(
        arguments("st01 empty", new byte[0], "0 bytes, too short"),
        arguments("st02 7 bytes", new byte[7], "7 bytes, too short"),
        arguments(
            "st03 length beyond the file",
            bytes(5000, json, new byte[4]),
            "header of 5000 bytes, but the file has only"),
        arguments(
            "st04 length negative as a long",
            bytes(-1, json, new byte[4]),
            "header length 18446744073709551615, expected at most 100000000"),
        arguments(
            "st05 length over 100 MB",
            bytes(100_000_001, json, new byte[4]),
            "header length 100000001, expected at most 100000000"),
        arguments(
            "st13 truncated",
            Arrays.copyOf(bytes("{" + ONE + "}", 4), 8 + json.length + 3),
            "the tensors need 4 bytes of data, found 3; the file is cut off"));
  }

  private static Stream<Arguments> headers() {
    byte[] latin1 =
        ("{" + entry("é", "F32", "[1]", 0, 4) + "}").getBytes(StandardCharsets.ISO_8859_1);
    return Stream.of(
        arguments(
            "st06 not UTF-8", bytes(latin1.length, latin1, new byte[4]), "header: not UTF-8 text"),
        arguments(
            "st07 not JSON", bytes("this is not JSON", 0), "header is not valid JSON: line 1"),
        arguments("st07 empty", bytes("", 0), "header is not a JSON object"),
        arguments("st07 unfinished", bytes("{" + ONE, 4), "header is not valid JSON"),
        arguments("st07 more after it", bytes("{} {}", 0), "goes on after its JSON object"),
        arguments("st07 byte order mark", bytes("\ufeff{}", 0), "header is not valid JSON"),
        arguments("st08 array", bytes("[" + "1]", 0), "header is not a JSON object"),
        arguments("st09 duplicate tensor", bytes("{" + ONE + "," + ONE + "}", 4), "duplicate key"),
        arguments(
            "st09 duplicate field",
            bytes("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", 0),
            "duplicate key"),
        arguments(
            "st18 metadata no object",
            bytes("{\"__metadata__\":[]}", 0),
            "__metadata__ is not a JSON object"),
        arguments(
            "st18 metadata number",
            bytes("{\"__metadata__\":{\"format\":7}}", 0),
            "__metadata__ key 'format': found 7, expected a text"),
        arguments(
            "st18 metadata object",
            bytes("{\"__metadata__\":{\"format\":{}}}", 0),
            "__metadata__ key 'format': found an object, expected a text"),
        arguments(
            "st20 nesting",
            bytes("{\"a\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}", 0),
            "tensor 'a': found a list, expected an object"),
        arguments(
            "st20 nesting in a shape",
            bytes("{\"a\":{\"shape\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}}", 0),
            "tensor 'a': shape: found a list, expected a whole number"));
  }

  private static Stream<Arguments> entries() {
    String wholeNumber = "tensor 'a': shape: found %s, expected a whole number";
    String manyOnes =
        IntStream.range(0, 200_000).mapToObj(_ -> "1").collect(Collectors.joining(","));
    return Stream.concat(
        Stream.of("-1", "1.5", "1e2", "true", "null", "99999999999999999999", "[]")
            .map(size ->
                arguments(
                    "st19 size " + size,
                    bytes("{" + entry("a", "F32", "[" + size + "]", 0, 4) + "}", 4),
                    wholeNumber.formatted(size.equals("[]") ? "a list" : size))),
        Stream.of(
            arguments(
                "st19 size as text",
                bytes("{" + entry("a", "F32", "[\"2\"]", 0, 8) + "}", 8),
                wholeNumber.formatted("the text '2'")),
            arguments(
                "st19 shape no list",
                bytes("{" + entry("a", "F32", "2", 0, 8) + "}", 8),
                "tensor 'a': shape: found 2, expected a list of whole numbers"),
            arguments(
                "st14 ends before it begins",
                bytes("{" + entry("a", "F32", "[1]", 4, 0) + "}", 4),
                "tensor 'a': data ends at byte 0 before it begins at byte 4"),
            arguments(
                "st15 size and shape differ",
                bytes("{" + entry("a", "F32", "[3]", 0, 8) + "}", 8),
                "tensor 'a': F32 with shape [3] needs 12 bytes, data_offsets give 8"),
            arguments(
                "st16 product overflows",
                bytes("{" + entry("a", "F32", "[4294967296,4294967296]", 0, 0) + "}", 0),
                "tensor 'a': shape [4294967296, 4294967296] is too large"),
            arguments(
                "st16 bits overflow",
                bytes("{" + entry("a", "F64", "[2305843009213693952]", 0, 0) + "}", 0),
                "is too large"),
            arguments(
                "st17 unknown type",
                bytes("{" + entry("a", "F33", "[1]", 0, 4) + "}", 4),
                "tensor 'a': unknown dtype 'F33'"),
            arguments(
                "st17 type in lower case",
                bytes("{" + entry("a", "f32", "[1]", 0, 4) + "}", 4),
                "tensor 'a': unknown dtype 'f32'"),
            arguments(
                "st17 half a byte",
                bytes("{" + entry("a", "F4", "[3]", 0, 1) + "}", 1),
                "tensor 'a': F4 with shape [3] does not end on a byte"),
            arguments(
                "st21 200,000 dimensions",
                bytes("{" + entry("a", "F32", "[" + manyOnes + "]", 0, 4) + "}", 4),
                "tensor 'a': shape: more than 64 entries"),
            arguments(
                "unknown field",
                bytes(
                    "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0],\"x\":1}}", 0),
                "tensor 'a': unknown field 'x'"),
            arguments(
                "missing field",
                bytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[0]}}", 0),
                "tensor 'a': expected dtype, shape and data_offsets"),
            arguments(
                "one offset",
                bytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0]}}", 0),
                "tensor 'a': data_offsets: expected two numbers")));
  }

  private static Stream<Arguments> ranges() throws IOException {
    String ten =
        IntStream.range(0, 10)
            .mapToObj(i -> entry("t" + i, "F32", "[1]", 0, 4))
            .collect(Collectors.joining(","));
    String second = entry("b", "F32", "[1]", 8, 12);
    return Stream.of(
        arguments(
            "st10 ten tensors on one range",
            bytes("{" + ten + "}", 4),
            "tensor 't1': data begins at byte 0, expected 4 (it overlaps the tensor before)"),
        arguments(
            "st11 hole",
            bytes("{" + ONE + "," + second + "}", 12),
            "tensor 'b': data begins at byte 8, expected 4 (there is a gap)"),
        arguments(
            "st11 hole at the start",
            bytes("{" + second + "}", 12),
            "tensor 'b': data begins at byte 8, expected 0 (there is a gap)"),
        arguments(
            "st12 trailing bytes",
            bytes("{" + ONE + "}", 100),
            "the tensors need 4 bytes of data, found 100; bytes that belong to no tensor"),
        arguments(
            "st23 zip behind the data",
            bytes("{" + ONE + "}", concatenated(new byte[4], zip())),
            "bytes that belong to no tensor are refused"),
        arguments(
            "beyond the file",
            bytes("{" + entry("a", "U8", "[9223372036854775807]", 0, Long.MAX_VALUE) + "}", 4),
            "is too large"));
  }

  private static Stream<Arguments> foreign() throws IOException {
    byte[] pickle = {
      (byte) 0x80, 4, (byte) 0x95, 0x1d, 0, 0, 0, 0, 0, 0, 0, (byte) 0x8c, 2, 'o', 's', 'R', '.'
    };
    byte[] oldPickle = {(byte) 0x80, 2, (byte) 0x8a, 10, 'l', (byte) 0xfc, (byte) 0x9c, 0x46};
    byte[] java = {(byte) 0xac, (byte) 0xed, 0, 5, 's', 'r', 0, 3, 'a', '.', 'B'};
    return Stream.of(
        arguments("st23 zip", zip(), "is a zip archive, probably a PyTorch pickle"),
        arguments("pk01 pickle", pickle, "is a Python pickle; a pickle can run code"),
        arguments("pk01 old pickle", oldPickle, "is a Python pickle; a pickle can run code"),
        arguments("pk02 Java", java, "is a serialized Java object, which Luthier never opens"),
        arguments("GGUF", text("GGUF\3\0\0\0"), "is a GGUF file"),
        arguments("gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0, 9, 9, 9, 9, 9}, "gzip-compressed"),
        arguments(
            "HDF5", new byte[] {(byte) 0x89, 'H', 'D', 'F', 13, 10, 26, 10}, "is an HDF5 file"),
        arguments(
            "LFS pointer", text("version https://git-lfs.github.com/spec/v1\n"), "git lfs pull"),
        arguments("web page", text("<!DOCTYPE html>"), "looks like a web page"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badFiles")
  void isRefusedWithItsReason(String name, byte[] bytes, String reason) throws IOException {
    Path file = RawFile.write(directory, "model.safetensors", bytes);
    assertThatThrownBy(() -> SafetensorsFile.open(file).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600).doesNotContain("\n"));
  }

  @Test
  void namesInMessagesAreShortAndOnOneLine() throws IOException {
    String evil = "x\\n2026 INFO all is well\\u001b[31m" + "y".repeat(500);
    Path file =
        RawFile.write(
            directory, "a.safetensors", bytes("{" + entry(evil, "F33", "[1]", 0, 4) + "}", 4));
    assertThatThrownBy(() -> SafetensorsFile.open(file).close())
        .hasMessageContaining("tensor 'x?2026 INFO all is well?[31myyy")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\u001b"))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  @Test
  void missingFilesAndDirectoriesAreRefused() {
    assertThatThrownBy(() -> SafetensorsFile.open(directory.resolve("none")).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("none: no such file");
    assertThatThrownBy(() -> SafetensorsFile.open(directory).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("not a regular file");
  }

  @Test
  void whiteSpaceZeroSizesAndBytesOfAnyKindAreAllowed() throws IOException {
    byte[] zip = zip();
    String header =
        " {"
            + entry("archive", "U8", "[" + zip.length + "]", 0, zip.length)
            + ","
            + entry("empty", "F32", "[0,7]", 0, 0)
            + ","
            + entry("empty.last", "F32", "[0]", zip.length, zip.length)
            + "}\n   ";
    Path file = RawFile.write(directory, "a.safetensors", bytes(header, zip));
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.tensors()).containsOnlyKeys("archive", "empty", "empty.last");
    }
    try (SafetensorsFile opened =
        SafetensorsFile.open(RawFile.write(directory, "b.safetensors", bytes("{}", 0)))) {
      assertThat(opened.tensors()).isEmpty();
    }
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(text("cos\nsystem\n"));
    }
    return bytes.toByteArray();
  }

  private static byte[] concatenated(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
