package luthier.weights;

import static luthier.weights.RawFile.bytes;
import static luthier.weights.RawFile.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The weights of whole directories.
final class ModelWeightsTest {

  private static final String INDEX = "model.safetensors.index.json";

  @TempDir Path directory;

  @Test
  void readsShardsThatTransformersWrote() {
    try (ModelWeights weights = ModelWeights.open(Fixtures.SHARDED);
        PointerScope _ = new PointerScope()) {
      assertThat(weights.paths()).hasSize(3);
      long elements = weights.tensors().values().stream().mapToLong(TensorInfo::elements).sum();
      assertThat(elements).isEqualTo(16544); // total_parameters of its index
      assertThat(weights.tensors()).containsKey("model.layers.1.self_attn.q_proj.weight");
      Tensor embedding = weights.read("model.embed_tokens.weight", ScalarType.Float);
      assertThat(embedding.shape()).containsExactly(128, 32);
      assertThat(embedding.scalar_type().intern()).isEqualTo(ScalarType.Float);
      assertThat(weights.read("model.norm.weight").scalar_type().intern())
          .isEqualTo(ScalarType.BFloat16);
      assertThat(weights.nonFinite()).isEmpty();
    }
  }

  @Test
  void readsASingleFile() throws IOException {
    RawFile.write(directory, "model.safetensors", "b", "a");
    try (ModelWeights weights = ModelWeights.open(directory)) {
      assertThat(weights.tensors().keySet()).containsExactly("a", "b");
      assertThatThrownBy(() -> weights.read("c"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(directory + ": has no tensor 'c'");
    }
  }

  @Test
  void shardsMayBeLinks() throws IOException {
    Path blob = RawFile.write(directory, "0123abcd", "a");
    Files.createSymbolicLink(directory.resolve("model.safetensors"), blob);
    try (ModelWeights weights = ModelWeights.open(directory)) {
      assertThat(weights.tensors()).containsOnlyKeys("a");
    }
  }

  /// st22: such weights are legal; whoever loads them is told.
  @Test
  void notANumberIsAllowedAndCounted() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(Float.NaN).putFloat(Float.NaN).putFloat(Float.NEGATIVE_INFINITY).putFloat(1);
    String header =
        "{" + entry("bad", "F32", "[3]", 0, 12) + "," + entry("good", "F32", "[1]", 12, 16) + "}";
    RawFile.write(directory, "model.safetensors", bytes(header, data.array()));
    try (ModelWeights weights = ModelWeights.open(directory)) {
      assertThat(weights.nonFinite()).isEqualTo(Map.of("bad", new NonFinite(2, 1)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../model.safetensors",
        "/etc/model.safetensors",
        "sub/model.safetensors",
        "..\\\\model.safetensors",
        "C:model.safetensors",
        "a\\u0000.safetensors",
        "..",
        "",
        "passwd"
      })
  void st24ShardsOutsideTheDirectoryAreRefused(String shard) throws IOException {
    RawFile.write(directory.resolveSibling(directory), "model-1.safetensors", "a");
    writeIndex("{\"weight_map\": {\"a\": \"" + shard + "\"}}");
    assertThatThrownBy(() -> ModelWeights.open(directory).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(directory.resolve(INDEX) + ": weight_map: 'a': ")
        .hasMessageEndingWith("is not the name of a .safetensors file in the same directory");
  }

  @Test
  void brokenIndexesAreRefused() throws IOException {
    writeIndex("{\"weight_map\": {\"a\": 1}}");
    assertRefused("weight_map: 'a': found a number, expected the name of a shard");
    writeIndex("{\"weight_map\": {}}");
    assertRefused("weight_map: expected an object that names a shard for each tensor");
    writeIndex("{\"weight_map\": {\"a\": \"a.safetensors\"}, \"other\": 1}");
    assertRefused("unknown key 'other'");
    writeIndex("{\"weight_map\": {\"a\": \"a.safetensors\", \"a\": \"b.safetensors\"}}");
    assertRefused("not valid JSON: line 1");
  }

  @Test
  void missingShardsAreListedTogether() throws IOException {
    RawFile.write(directory, "m-2.safetensors", "b");
    writeIndex(
        "{\"weight_map\": {\"a\": \"m-1.safetensors\", \"b\": \"m-2.safetensors\","
            + " \"c\": \"m-3.safetensors\"}}");
    assertRefused("missing shards:\n  m-1.safetensors\n  m-3.safetensors");
  }

  @Test
  void tensorsThatAreNotWhereTheIndexSaysAreListedTogether() throws IOException {
    RawFile.write(directory, "m-1.safetensors", "a", "extra");
    RawFile.write(directory, "m-2.safetensors", "b");
    writeIndex(
        "{\"weight_map\": {\"a\": \"m-2.safetensors\", \"b\": \"m-2.safetensors\","
            + " \"c\": \"m-1.safetensors\"}}");
    assertRefused(
        """
        does not agree with the shards:
          a: in m-1.safetensors, not in m-2.safetensors
          c: not in m-1.safetensors
          extra: in a shard, but not in the index\
        """);
  }

  @Test
  void aTensorInTwoShardsIsRefused() throws IOException {
    RawFile.write(directory, "m-1.safetensors", "a", "b");
    RawFile.write(directory, "m-2.safetensors", "b", "c");
    writeIndex("{\"weight_map\": {\"a\": \"m-1.safetensors\", \"c\": \"m-2.safetensors\"}}");
    assertRefused("tensors in two shards:\n  b in m-1.safetensors and m-2.safetensors");
  }

  @Test
  void aSingleFileBesideAnIndexIsRefused() throws IOException {
    RawFile.write(directory, "model.safetensors", "a");
    writeIndex("{\"weight_map\": {\"a\": \"model.safetensors\"}}");
    assertRefused("holds both model.safetensors and model.safetensors.index.json");
  }

  @Test
  void directoriesWithoutWeightsAreRefused() throws IOException {
    assertRefused("no weights, expected model.safetensors, or model.safetensors.index.json");
    RawFile.write(directory, "adapter_model.safetensors", "a");
    assertRefused("; found adapter_model.safetensors");
    assertThatThrownBy(() -> ModelWeights.open(directory.resolve("none")).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("none: no such directory");
  }

  @Test
  void pk01PickleFilesAreRefusedByNameAndContent() throws IOException {
    byte[] runsCode = {
      (byte) 0x80, 2, 'c', 'o', 's', '\n', 's', 'y', 's', 't', 'e', 'm', '\n', '.'
    };
    RawFile.write(directory, "pytorch_model.bin", runsCode);
    assertThatThrownBy(() -> ModelWeights.open(directory).close())
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("found pytorch_model.bin, which is a Python pickle;")
        .hasMessageContaining("safetensors.torch.save_file(");
  }

  @Test
  void pk02JavaObjectsAreRefused() throws IOException {
    RawFile.write(directory, "weights.ckpt", new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 's', 'r'});
    assertThatThrownBy(() -> ModelWeights.open(directory).close())
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("weights.ckpt, which is a serialized Java object");
  }

  @Test
  void picklesAreKnownByTheirNameToo() throws IOException {
    for (String name : new String[] {"a.pt", "b.pth", "c.PKL", "d.bin", "e.ckpt"}) {
      RawFile.write(directory, name, new byte[] {1, 2, 3});
    }
    assertThatThrownBy(() -> ModelWeights.open(directory).close())
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("found a.pt, b.pth, c.PKL …, which is by its name a Python pickle");
  }

  private void writeIndex(String json) throws IOException {
    Files.writeString(directory.resolve(INDEX), json);
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> ModelWeights.open(directory).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(directory.toString())
        .hasMessageContaining(reason);
  }
}
