package luthier.tokenizer;

import java.util.Arrays;

/// The 256 printable characters that stand for the bytes of a text in a byte-level vocabulary.
///
/// Bytes that are printable and not a blank in Latin-1 (`!` to `~`, `¡` to `¬`, `®` to `ÿ`) stand
/// for themselves; the other 68 get the characters from U+0100 on, in the order of their value.
/// This is the table of GPT-2 (`bytes_to_unicode`), which every byte-level `tokenizer.json` uses.
final class ByteAlphabet {

  private static final char[] CHAR_OF_BYTE = charOfByte();
  private static final short[] BYTE_OF_CHAR = byteOfChar();

  private ByteAlphabet() {}

  /// The character that stands for a byte.
  ///
  /// @param value the byte, 0 to 255
  static char charOf(int value) {
    return CHAR_OF_BYTE[value];
  }

  /// The byte that a character stands for, or -1 where it stands for none.
  static int byteOf(char character) {
    return character < BYTE_OF_CHAR.length ? BYTE_OF_CHAR[character] : -1;
  }

  private static char[] charOfByte() {
    char[] table = new char[256];
    char next = 0x100;
    for (int value = 0; value < 256; value++) {
      boolean printable =
          (value >= '!' && value <= '~')
              || (value >= 0xA1 && value <= 0xAC)
              || (value >= 0xAE && value <= 0xFF);
      table[value] = printable ? (char) value : next++;
    }
    return table;
  }

  private static short[] byteOfChar() {
    short[] table = new short[0x100 + 68];
    Arrays.fill(table, (short) -1);
    for (int value = 0; value < 256; value++) {
      table[CHAR_OF_BYTE[value]] = (short) value;
    }
    return table;
  }
}
