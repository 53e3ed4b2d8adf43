package luthier.weights;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Files that are often found where safetensors weights are expected, told by their first bytes or
/// by their name.
final class ForeignFormat {

  /// How to get out of a pickle file; the conversion runs code from the file, so it is not ours.
  static final String CONVERT =
      "a pickle can run code when it is opened, so Luthier never opens one; take the safetensors"
          + " version of the model, or convert a file that you trust in Python:"
          + " safetensors.torch.save_file(torch.load(FILE, weights_only=True),"
          + " 'model.safetensors')";

  private ForeignFormat() {}

  /// What the file is by its first bytes, with what to do; empty when they say nothing.
  ///
  /// @param start the first bytes of the file, as many as there are up to 16
  static Optional<String> byStart(byte[] start) {
    if (startsWith(start, 0xac, 0xed, 0x00, 0x05)) {
      return Optional.of("is a serialized Java object, which Luthier never opens");
    }
    if (start.length >= 2 && (start[0] & 0xff) == 0x80 && start[1] >= 2 && start[1] <= 5) {
      // A header of 0x…0280 bytes has bytes 2 to 7 small; a pickle goes on with opcodes.
      return isSmallLength(start)
          ? Optional.empty()
          : Optional.of("is a Python pickle; " + CONVERT);
    }
    if (startsWith(start, 'P', 'K', 3, 4)) {
      return Optional.of("is a zip archive, probably a PyTorch pickle; " + CONVERT);
    }
    if (startsWith(start, 'G', 'G', 'U', 'F')) {
      return Optional.of("is a GGUF file; a base model is read from safetensors");
    }
    if (startsWith(start, 0x1f, 0x8b)) {
      return isSmallLength(start) ? Optional.empty() : Optional.of("is gzip-compressed; unpack it");
    }
    if (startsWith(start, 0x89, 'H', 'D', 'F')) {
      return Optional.of("is an HDF5 file (TensorFlow or Keras weights); expected safetensors");
    }
    if (new String(start, StandardCharsets.ISO_8859_1).startsWith("version https://")) {
      return Optional.of(
          "is only a Git LFS pointer, not the weights; fetch them with: git lfs pull");
    }
    if (start.length > 0 && start[0] == '<') {
      return isSmallLength(start)
          ? Optional.empty()
          : Optional.of("looks like a web page, not weights; download it again");
    }
    return Optional.empty();
  }

  /// Whether a file of this name holds (or held, in older tools) a pickle.
  static boolean isPickleName(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return name.endsWith(".bin")
        || name.endsWith(".pt")
        || name.endsWith(".pth")
        || name.endsWith(".ckpt")
        || name.endsWith(".pkl")
        || name.endsWith(".pickle");
  }

  /// Whether the first eight bytes are a header length that safetensors allows.
  private static boolean isSmallLength(byte[] start) {
    return start.length >= 8
        && start[4] == 0
        && start[5] == 0
        && start[6] == 0
        && start[7] == 0
        && (start[3] & 0xff) < 6;
  }

  private static boolean startsWith(byte[] start, int... magic) {
    if (start.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((start[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
