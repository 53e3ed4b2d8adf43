package luthier.weights;

import static luthier.weights.RawFile.bytes;
import static luthier.weights.RawFile.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reading good files, above all one that Python wrote.
final class SafetensorsFileTest {

  @TempDir Path directory;

  @Test
  void readsWhatPythonWrote() {
    try (SafetensorsFile file = SafetensorsFile.open(Fixtures.ALL_TYPES);
        PointerScope _ = new PointerScope()) {
      assertThat(file.metadata()).containsExactly(entry("format", "pt"));
      assertThat(file.tensors()).hasSize(12);
      assertThat(file.info("f16"))
          .satisfies(t -> assertThat(t.type()).isEqualTo(StoredType.F16))
          .satisfies(t -> assertThat(t.shape()).containsExactly(2L, 3L))
          .satisfies(t -> assertThat(t.byteSize()).isEqualTo(12));
      float[] numbers = {0, -1.5f, 3.25f, 1e-3f, Float.POSITIVE_INFINITY, Float.NaN};
      assertThat(Native.toFloats(file.read("f64"))).containsExactly(numbers);
      assertThat(Native.toFloats(file.read("f32"))).containsExactly(numbers);
      assertThat(Native.toFloats(file.read("f16")))
          .containsExactly(0, -1.5f, 3.25f, 0.0010004044f, Float.POSITIVE_INFINITY, Float.NaN);
      assertThat(Native.toFloats(file.read("bf16")))
          .containsExactly(0, -1.5f, 3.25f, 9.994507e-4f, Float.POSITIVE_INFINITY, Float.NaN);
      assertThat(Native.toFloats(file.read("i64"))).containsExactly(-0x1p40f, 7);
      assertThat(Native.toFloats(file.read("i32"))).containsExactly(-70000, 7);
      assertThat(Native.toFloats(file.read("i16"))).containsExactly(-300, 7);
      assertThat(Native.toFloats(file.read("i8"))).containsExactly(-128, 7);
      assertThat(Native.toFloats(file.read("u8"))).containsExactly(255, 7);
      assertThat(Native.toFloats(file.read("bool"))).containsExactly(1, 0, 1);
      assertThat(file.read("bool").scalar_type().intern()).isEqualTo(ScalarType.Bool);
      assertThat(file.read("a.single").dim()).isZero();
      assertThat(file.read("a.single").item_float()).isEqualTo(2.5f);
      assertThat(file.read("z.empty").shape()).containsExactly(0, 4);
    }
  }

  @Test
  void convertsToTheRequestedType() {
    try (SafetensorsFile file = SafetensorsFile.open(Fixtures.ALL_TYPES);
        PointerScope _ = new PointerScope()) {
      for (String name : List.of("f64", "f32", "f16", "bf16", "i8", "bool", "a.single")) {
        for (ScalarType type : List.of(ScalarType.Float, ScalarType.BFloat16, ScalarType.Double)) {
          Tensor direct = file.read(name, type);
          assertThat(direct.scalar_type().intern()).as(name).isEqualTo(type);
          assertThat(Native.toFloats(direct))
              .as("%s as %s", name, type)
              .containsExactly(Native.toFloats(file.read(name).to(type)));
        }
      }
      assertThat(file.read("z.empty", ScalarType.BFloat16).shape()).containsExactly(0, 4);
      assertThat(Native.toFloats(file.read("f32", ScalarType.BFloat16)))
          .startsWith(0, -1.5f, 3.25f, 9.994507e-4f);
    }
  }

  @Test
  void tensorsOutliveTheFileAndBelongToTheCallersScope() {
    Tensor kept;
    Tensor scoped;
    try (PointerScope _ = new PointerScope()) {
      try (SafetensorsFile file = SafetensorsFile.open(Fixtures.ALL_TYPES)) {
        scoped = file.read("i8");
        kept = Native.keep(file.read("i16", ScalarType.Float));
      }
      assertThat(Native.toFloats(scoped)).containsExactly(-128, 7);
    }
    assertThat(scoped.isNull()).isTrue();
    assertThat(Native.toFloats(kept)).containsExactly(-300, 7);
    Native.release(kept);
    assertThat(kept.isNull()).isTrue();
  }

  @Test
  void readsTensorsLargerThanAReadBuffer() throws IOException {
    int count = 5_000_001;
    ByteBuffer data = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      data.putFloat(i);
    }
    String header = "{" + entry("a", "F32", "[" + count + "]", 0, 4L * count) + "}";
    Path path = RawFile.write(directory, "a.safetensors", bytes(header, data.array()));
    try (SafetensorsFile file = SafetensorsFile.open(path);
        PointerScope _ = new PointerScope()) {
      Tensor plain = file.read("a");
      Tensor converted = file.read("a", ScalarType.Double);
      for (int i : new int[] {0, 1, 4_194_303, 4_194_304, 4_194_305, count - 1}) {
        assertThat(plain.get(i).item_float()).isEqualTo(i);
        assertThat(converted.get(i).item_double()).isEqualTo(i);
      }
      assertThat(converted.equal(plain.to(ScalarType.Double))).isTrue();
    }
  }

  @Test
  void readsBeyondTwoGibibytes() throws IOException {
    long large = 3L << 30;
    byte[] header =
        ("{"
                + entry("large", "U8", "[" + large + "]", 0, large)
                + ","
                + entry("small", "F32", "[2]", large, large + 8)
                + "}")
            .getBytes(StandardCharsets.UTF_8);
    Path path = directory.resolve("large.safetensors");
    try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
      sparse.write(bytes(header.length, header, new byte[0]));
      sparse.seek(8 + header.length + large);
      sparse.write(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).putFloat(2).array());
    }
    try (SafetensorsFile file = SafetensorsFile.open(path);
        PointerScope _ = new PointerScope()) {
      assertThat(file.info("large").byteSize()).isEqualTo(large);
      assertThat(Native.toFloats(file.read("small"))).containsExactly(1, 2);
    }
  }

  @Test
  void bytesNeedNotBeAligned() throws IOException {
    byte[] data =
        ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN).put((byte) 9).putFloat(7).array();
    String header =
        "{" + entry("a", "U8", "[1]", 0, 1) + "," + entry("b", "F32", "[1]", 1, 5) + "} ";
    Path path = RawFile.write(directory, "a.safetensors", bytes(header, data));
    try (SafetensorsFile file = SafetensorsFile.open(path);
        PointerScope _ = new PointerScope()) {
      assertThat(file.read("b").item_float()).isEqualTo(7);
      assertThat(file.read("b", ScalarType.Double).item_double()).isEqualTo(7);
    }
  }

  @Test
  void anyByteOfABoolThatIsNotZeroIsTrue() throws IOException {
    byte[] data = {0, 1, 2, (byte) 255};
    String header = "{" + entry("a", "BOOL", "[4]", 0, 4) + "}";
    Path path = RawFile.write(directory, "a.safetensors", bytes(header, data));
    try (SafetensorsFile file = SafetensorsFile.open(path);
        PointerScope _ = new PointerScope()) {
      assertThat(Native.toFloats(file.read("a"))).containsExactly(0, 1, 1, 1);
    }
  }

  @Test
  void notANumberAndInfinityAreCounted() {
    try (SafetensorsFile file = SafetensorsFile.open(Fixtures.ALL_TYPES)) {
      for (String name : List.of("f64", "f32", "f16", "bf16")) {
        assertThat(file.nonFinite(name)).as(name).isEqualTo(new NonFinite(1, 1));
      }
      assertThat(file.nonFinite("i64").total()).isZero();
      assertThat(file.nonFinite("z.empty").total()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"F8_E4M3", "F8_E5M2", "U16", "U32", "C64", "F8_E8M0"})
  void unsupportedTypesAreListedButNotRead(String type) throws IOException {
    int bytes = StoredType.valueOf(type).bits() / 8;
    String header = "{" + entry("a", type, "[1]", 0, bytes) + "}";
    Path path = RawFile.write(directory, "a.safetensors", bytes(header, bytes));
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.info("a").type().name()).isEqualTo(type);
      assertThatThrownBy(() -> file.read("a"))
          .isInstanceOf(UnsupportedException.class)
          .hasMessage(path + ": tensor 'a': dtype " + type + " is not supported");
    }
  }

  @Test
  void numbersAreNotRoundedToIntegers() {
    try (SafetensorsFile file = SafetensorsFile.open(Fixtures.ALL_TYPES)) {
      assertThatThrownBy(() -> file.read("f32", ScalarType.Int))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("tensor 'f32': dtype F32 cannot be read as Int");
    }
  }

  @Test
  void aFileThatIsCutOffMeanwhileIsReported() throws IOException {
    Path path = RawFile.write(directory, "a.safetensors", "a", "b");
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() - 4);
      }
      assertThatThrownBy(() -> file.read("b"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(path + ": became shorter while it was read");
    }
  }

  @Test
  void unknownTensorsAreReported() {
    try (SafetensorsFile file = SafetensorsFile.open(Fixtures.ALL_TYPES)) {
      assertThatThrownBy(() -> file.read("nothing"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageEndingWith("all_types.safetensors: has no tensor 'nothing'");
    }
  }
}
