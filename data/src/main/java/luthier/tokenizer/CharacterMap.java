package luthier.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import luthier.InvalidInputException;

/// Checks a `precompiled_charsmap`, SentencePiece's table of character replacements: a double-array
/// trie of UTF-8 sequences whose values are places in a list of NUL-terminated texts. The native
/// library follows its indices without looking, so one that leads outside would end the process.
final class CharacterMap {

  private final int[] units;
  private final byte[] texts;

  private CharacterMap(int[] units, byte[] texts) {
    this.units = units;
    this.texts = texts;
  }

  static void check(Path file, Components.Step step) {
    if (!read(step.node().asString("")).isSound()) {
      throw new InvalidInputException(
          file
              + ": "
              + step.path()
              + ": is damaged, expected SentencePiece's character map in base64");
    }
  }

  private static CharacterMap read(String base64) {
    CharacterMap unsound = new CharacterMap(new int[0], new byte[0]);
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return unsound;
    }
    if (bytes.length < 4) {
      return unsound;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int trieBytes = buffer.getInt();
    if (trieBytes < 4 || trieBytes % 4 != 0 || trieBytes > buffer.remaining()) {
      return unsound;
    }
    int[] units = new int[trieBytes / 4];
    buffer.asIntBuffer().get(units);
    buffer.position(buffer.position() + trieBytes);
    byte[] texts = new byte[buffer.remaining()];
    buffer.get(texts);
    return new CharacterMap(units, texts);
  }

  /// Walks every sequence of bytes that the trie holds.
  private boolean isSound() {
    if (units.length == 0 || !isUtf8(texts)) {
      return false;
    }
    BitSet seen = new BitSet();
    ArrayDeque<Integer> open = new ArrayDeque<>();
    open.add(offset(units[0]));
    while (!open.isEmpty()) {
      int base = open.remove();
      if (base >= units.length) {
        return false;
      }
      if (seen.get(base)) {
        continue;
      }
      seen.set(base);
      for (int label = 1; label < 256; label++) {
        int at = base ^ label;
        if (at >= units.length) {
          return false;
        }
        if ((units[at] & (1 << 31 | 0xFF)) != label) {
          continue;
        }
        int next = at ^ offset(units[at]);
        boolean leaf = (units[at] >>> 8 & 1) == 1;
        if (leaf && (next >= units.length || !isTextStart(units[next] & Integer.MAX_VALUE))) {
          return false;
        }
        open.add(next);
      }
    }
    return true;
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6);
  }

  private boolean isTextStart(int index) {
    return index == texts.length || (index < texts.length && (texts[index] & 0xC0) != 0x80);
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return decoded.limit() >= 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
