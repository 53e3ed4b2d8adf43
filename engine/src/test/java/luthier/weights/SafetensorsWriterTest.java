package luthier.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written can be read back bit for bit, is the same as what Python writes, and appears
/// whole or not at all.
final class SafetensorsWriterTest {

  @TempDir Path directory;
  private final PointerScope scope = new PointerScope();
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = directory.resolve("model.safetensors");
  }

  @AfterEach
  void release() {
    scope.close();
  }

  @Test
  void writesTheBytesThatPythonWrites() throws IOException {
    try (SafetensorsFile python = SafetensorsFile.open(Fixtures.ALL_TYPES)) {
      List<TensorSource> tensors = new ArrayList<>();
      python.tensors().keySet().forEach(n -> tensors.add(TensorSource.of(n, python.read(n))));
      Collections.shuffle(tensors, new Random(7));
      SafetensorsWriter.write(file, tensors, SafetensorsWriter.PYTORCH);
    }
    assertThat(file).hasSameBinaryContentAs(Fixtures.ALL_TYPES);
  }

  @Test
  void convertsToTheStoredType() {
    Tensor values = Native.floats(new float[] {1, -2.5f, 1e-3f});
    SafetensorsWriter.write(file, List.of(TensorSource.of("a", values, StoredType.BF16)), Map.of());
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.info("a").type()).isEqualTo(StoredType.BF16);
      assertThat(opened.metadata()).isEmpty();
      assertThat(Native.toFloats(opened.read("a"))).containsExactly(1, -2.5f, 9.994507e-4f);
    }
  }

  @Test
  void writesViewsInRowMajorOrder() {
    Tensor matrix = Native.floats(new float[] {1, 2, 3, 4, 5, 6}).view(2, 3);
    SafetensorsWriter.write(
        file,
        List.of(
            TensorSource.of("transposed", matrix.t()),
            TensorSource.of("slice", matrix.narrow(1, 1, 2))),
        SafetensorsWriter.PYTORCH);
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.info("transposed").shape()).containsExactly(3L, 2L);
      assertThat(Native.toFloats(opened.read("transposed"))).containsExactly(1, 4, 2, 5, 3, 6);
      assertThat(Native.toFloats(opened.read("slice"))).containsExactly(2, 3, 5, 6);
    }
  }

  @Test
  void writesTensorsLargerThanAWriteBuffer() {
    float[] values = new float[5_000_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    SafetensorsWriter.write(
        file, List.of(TensorSource.of("a", Native.floats(values))), SafetensorsWriter.PYTORCH);
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(Native.toFloats(opened.read("a"))).isEqualTo(values);
    }
  }

  @Test
  void sourcesAreAskedOnceAndTheirTensorsFreed() {
    List<Tensor> given = new ArrayList<>();
    TensorSource source =
        new TensorSource(
            "a",
            StoredType.F32,
            List.of(2L),
            () -> {
              given.add(Native.floats(new float[] {1, 2}));
              return given.getLast();
            });
    SafetensorsWriter.write(file, List.of(source), SafetensorsWriter.PYTORCH);
    assertThat(given).hasSize(1).allMatch(tensor -> tensor.isNull());
  }

  @Test
  void aFailureLeavesWhatWasThere() throws IOException {
    Files.writeString(file, "before");
    TensorSource good = TensorSource.of("a", Native.floats(new float[] {1}));
    TensorSource bad =
        new TensorSource(
            "b",
            StoredType.F32,
            List.of(1L),
            () -> {
              throw new IllegalStateException("lost");
            });
    assertThatThrownBy(() -> SafetensorsWriter.write(file, List.of(good, bad), Map.of()))
        .hasMessage("lost");
    assertThat(file).hasContent("before");
    assertThat(files()).containsExactly("model.safetensors");
  }

  @Test
  void aTensorOfAnotherShapeThanAnnouncedIsNotWritten() throws IOException {
    TensorSource wrong =
        new TensorSource("a", StoredType.F32, List.of(3L), () -> Native.floats(new float[] {1, 2}));
    assertThatThrownBy(() -> SafetensorsWriter.write(file, List.of(wrong), Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a: announced as [3], is [2]");
    assertThat(files()).isEmpty();
  }

  @Test
  void aDiskThatIsTooSmallIsRefusedBeforeTheFirstByte() throws IOException {
    TensorSource huge =
        new TensorSource(
            "a", StoredType.F32, List.of(1L << 50), () -> Native.floats(new float[] {1}));
    assertThatThrownBy(() -> SafetensorsWriter.write(file, List.of(huge), Map.of()))
        .isInstanceOf(ResourceException.class)
        .hasMessageStartingWith(directory + ": not enough disk space: 4.5 PB needed, ");
    assertThat(files()).isEmpty();
  }

  @Test
  void aDiskThatFillsUpIsReported() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    TensorSource tensor = TensorSource.of("a", Native.floats(new float[] {1}));
    try (FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE)) {
      assertThatThrownBy(() -> SafetensorsWriter.writeTo(channel, List.of(tensor), Map.of()))
          .isInstanceOfSatisfying(
              IOException.class,
              e ->
                  assertThat(DiskSpace.failed(file, 4, e))
                      .isInstanceOf(ResourceException.class)
                      .hasMessageStartingWith(file + ": not enough disk space: 4 bytes needed"));
    }
  }

  @Test
  void aMissingDirectoryIsReported() {
    Path nowhere = directory.resolve("none").resolve("model.safetensors");
    assertThatThrownBy(() -> SafetensorsWriter.write(nowhere, List.of(), Map.of()))
        .isInstanceOf(ResourceException.class)
        .hasMessageStartingWith(nowhere + ": cannot be written");
  }

  @Test
  void shardsAreFilledInOrderAndReadBack() throws IOException {
    List<TensorSource> tensors = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tensors.add(TensorSource.of("t" + i, Native.floats(new float[] {i, i, i})));
    }
    tensors.add(TensorSource.of("large", Native.floats(new float[20])));
    tensors.add(TensorSource.of("last", Native.floats(new float[] {9})));
    new ShardedWriter(directory, 24).write(tensors, SafetensorsWriter.PYTORCH);
    assertThat(files())
        .containsExactly(
            "model-00001-of-00005.safetensors",
            "model-00002-of-00005.safetensors",
            "model-00003-of-00005.safetensors",
            "model-00004-of-00005.safetensors",
            "model-00005-of-00005.safetensors",
            "model.safetensors.index.json");
    assertThat(JsonFiles.readObject(directory.resolve("model.safetensors.index.json")).toString())
        .startsWith(
            "{\"metadata\":{\"total_size\":144},\"weight_map\":{\"large\":\"model-00004-of-")
        .contains("\"t1\":\"model-00001-of-00005.safetensors\"");
    try (ModelWeights weights = ModelWeights.open(directory)) {
      assertThat(weights.tensors()).hasSize(7);
      assertThat(Native.toFloats(weights.read("t4"))).containsExactly(4, 4, 4);
      assertThat(Native.toFloats(weights.read("last", ScalarType.Float))).containsExactly(9);
    }
  }

  @Test
  void weightsThatFitAreOneFileWithoutIndex() throws IOException {
    TensorSource tensor = TensorSource.of("a", Native.floats(new float[] {1}));
    new ShardedWriter(directory, ShardedWriter.DEFAULT_SHARD_BYTES)
        .write(List.of(tensor), SafetensorsWriter.PYTORCH);
    assertThat(files()).containsExactly("model.safetensors");
    assertThatThrownBy(() -> new ShardedWriter(directory, 100).write(List.of(tensor), Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            directory + ": already holds weights (model.safetensors); write to an empty directory");
  }

  @Test
  void aFailureInOneShardLeavesNone() throws IOException {
    TensorSource good = TensorSource.of("a", Native.floats(new float[] {1}));
    TensorSource bad =
        new TensorSource(
            "b",
            StoredType.F32,
            List.of(1L),
            () -> {
              throw new IllegalStateException("lost");
            });
    assertThatThrownBy(() -> new ShardedWriter(directory, 4).write(List.of(good, bad), Map.of()))
        .hasMessage("lost");
    assertThat(files()).isEmpty();
  }

  @Test
  void namesMustBeDifferent() {
    TensorSource tensor = TensorSource.of("a", Native.floats(new float[] {1}));
    assertThatThrownBy(() -> SafetensorsWriter.write(file, List.of(tensor, tensor), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two tensors named a");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
