package luthier.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import luthier.InvalidInputException;

/// The bytes of a recipe file as text.
final class RecipeFile {

  /// A recipe is a page; a megabyte is a data file by mistake.
  private static final int MOST_BYTES = 1 << 20;

  private RecipeFile() {}

  /// @throws InvalidInputException if there is no such file, or it is no UTF-8 text of at most 1 MB
  static String text(Path file) {
    if (Files.isDirectory(file)) {
      throw new InvalidInputException(file + ": a folder; name the recipe file in it");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new InvalidInputException(
            file + ": larger than 1 MB, which no recipe is; is it a data file?");
      }
      return decode(file, bytes);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          file + ": no such file (looked for " + file.toAbsolutePath().normalize() + ")", e);
    } catch (AccessDeniedException e) {
      throw new InvalidInputException(file + ": no permission to read it", e);
    } catch (IOException e) {
      throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String decode(Path file, byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    String text = out.toString();
    if (result.isError()) {
      long line = 1 + text.chars().filter(c -> c == '\n').count();
      String found = String.format("0x%02X", bytes[in.position()]);
      throw new InvalidInputException(
          file + ":" + line + ": not UTF-8: found byte " + found + "; save the file as UTF-8");
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
