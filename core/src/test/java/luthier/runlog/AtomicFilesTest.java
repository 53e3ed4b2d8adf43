package luthier.runlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import luthier.ResourceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

  @TempDir Path directory;

  @Test
  void replacesAFileWhole() throws IOException {
    Path file = directory.resolve("a.json");
    AtomicFiles.write(file, "old and longer");
    AtomicFiles.write(file, "new");
    assertThat(file).hasContent("new");
    assertThat(AtomicFiles.temporary(file)).doesNotExist();
  }

  @Test
  void keepsTheOldFileWhenWritingFails() throws IOException {
    Path file = directory.resolve("a.json");
    AtomicFiles.write(file, "old");
    assertThatThrownBy(() ->
            AtomicFiles.write(
                file,
                out -> {
                  out.write("half".getBytes(StandardCharsets.UTF_8));
                  throw new IOException("No space left on device");
                }))
        .isInstanceOf(ResourceException.class)
        .hasMessage(
            file
                + ": cannot be written: No space left on device; make room on the disk; a run goes"
                + " on with --resume");
    assertThat(file).hasContent("old");
    assertThat(directory.toFile().list()).containsExactly("a.json");
  }

  @Test
  void saysWhatElseIsWrongWithThePlace() throws IOException {
    Path nowhere = directory.resolve("nowhere").resolve("a.json");
    assertThatThrownBy(() -> AtomicFiles.write(nowhere, "x"))
        .isInstanceOf(ResourceException.class)
        .hasMessageStartingWith(nowhere + ": cannot be written: ")
        .hasMessageContaining("when that is mended");
  }

  @Test
  void publishesADirectoryOnce() throws IOException {
    Path target = directory.resolve("step-000001");
    Path temporary = Files.createDirectory(AtomicFiles.temporary(target));
    Files.writeString(temporary.resolve("weights"), "w");
    AtomicFiles.publish(temporary, target);
    assertThat(target.resolve("weights")).hasContent("w");
    Files.createDirectory(temporary);
    assertThatThrownBy(() -> AtomicFiles.publish(temporary, target))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target.resolve("weights")).hasContent("w");
  }

  @Test
  void replacesADirectory() throws IOException {
    Path target = Files.createDirectory(directory.resolve("adapter"));
    Files.writeString(target.resolve("old"), "o");
    Path temporary = Files.createDirectory(AtomicFiles.temporary(target));
    Files.writeString(temporary.resolve("new"), "n");
    AtomicFiles.replace(temporary, target);
    assertThat(target.toFile().list()).containsExactly("new");
    assertThat(directory.toFile().list()).containsExactly("adapter");
  }

  @Test
  void deletesLinksAndNotWhatTheyPointTo() throws IOException {
    Path kept = Files.writeString(directory.resolve("kept"), "k");
    Path tree = Files.createDirectories(directory.resolve("tree/inner"));
    Files.createSymbolicLink(tree.resolve("link"), kept);
    AtomicFiles.deleteTree(directory.resolve("tree"));
    AtomicFiles.deleteTree(directory.resolve("tree"));
    assertThat(directory.toFile().list()).containsExactly("kept");
  }
}
