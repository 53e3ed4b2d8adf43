package luthier.pocket.debian;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Takes the translations out of a compiled message catalogue of GNU gettext (`.mo`).
///
/// Format: https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html
final class CatalogText {

  private static final int MAGIC = 0x950412de;

  private CatalogText() {}

  /// @param catalog the file's bytes, its texts in UTF-8
  /// @return each translated text that could be spoken or told; nothing where the file is no
  ///   catalogue
  static List<Block> blocks(byte[] catalog) {
    List<Block> blocks = new ArrayList<>();
    if (catalog.length < 28) {
      return blocks;
    }
    ByteBuffer in = ByteBuffer.wrap(catalog).order(ByteOrder.LITTLE_ENDIAN);
    if (in.getInt(0) != MAGIC) {
      in.order(ByteOrder.BIG_ENDIAN);
      if (in.getInt(0) != MAGIC) {
        return blocks;
      }
    }
    int count = in.getInt(8);
    int table = in.getInt(16);
    for (int i = 0; i < count; i++) {
      int length = in.getInt(table + 8 * i);
      int offset = in.getInt(table + 8 * i + 4);
      String text = new String(catalog, offset, length, StandardCharsets.UTF_8);
      if (text.indexOf('\0') < 0 && text.indexOf('$') < 0 && text.indexOf('<') < 0) {
        for (String paragraph : text.split("\n\\s*\n")) {
          String line = Typography.plain(paragraph);
          if (!line.isEmpty()) {
            blocks.add(new Block(Block.Kind.TEXT, line));
          }
        }
      }
    }
    return blocks;
  }
}
