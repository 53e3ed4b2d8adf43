package luthier.hub;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import luthier.ResourceException;
import luthier.runlog.DiskTrouble;

/// The folder of one model in the cache that Python's huggingface_hub keeps: `blobs/HASH` hold the
/// bytes, `snapshots/COMMIT/NAME` are links to them, `refs/REVISION` name a commit.
///
/// @param root the cache
/// @param folder of the model
record HubCache(Path root, Path folder) {

  static HubCache of(Path root, HubId id) {
    return new HubCache(root, root.resolve(id.folder()));
  }

  Path snapshot(String commit) {
    return folder.resolve("snapshots").resolve(commit);
  }

  Path blob(HubFile file) {
    return folder.resolve("blobs").resolve(file.hash());
  }

  /// Held while a file of this content is brought; the place is Python's too.
  Path lock(HubFile file) {
    return root.resolve(".locks")
        .resolve(String.valueOf(folder.getFileName()))
        .resolve(file.hash() + ".lock");
  }

  /// The commit that a revision meant when it was last asked for.
  Optional<String> commit(HubId id) {
    if (id.isCommit()) {
      return Optional.of(id.revision());
    }
    Path ref = ref(id);
    try {
      return Files.isRegularFile(ref)
          ? Optional.of(Files.readString(ref).strip()).filter(c -> c.matches("[0-9a-f]{40}"))
          : Optional.empty();
    } catch (IOException e) {
      throw new ResourceException(ref + ": cannot be read: " + DiskTrouble.reason(e), e);
    }
  }

  void remember(HubId id, String commit) {
    if (id.isCommit() || commit(id).filter(commit::equals).isPresent()) {
      return;
    }
    try {
      Files.createDirectories(Objects.requireNonNull(ref(id).getParent()));
      Path fresh = fresh(ref(id));
      Files.writeString(fresh, commit);
      Files.move(fresh, ref(id), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(ref(id), e);
    }
  }

  private Path ref(HubId id) {
    return folder.resolve("refs").resolve(id.revision());
  }

  void makeDirectories(String commit) {
    try {
      Files.createDirectories(folder.resolve("blobs"));
      Files.createDirectories(snapshot(commit));
    } catch (IOException e) {
      throw failed(snapshot(commit), e);
    }
  }

  /// Whether the file is there with the announced length. Bytes are checked when they come; a cache
  /// that others change is checked by nobody, here as in Python.
  boolean has(HubFile file) {
    return Files.isRegularFile(blob(file)) && blob(file).toFile().length() == file.bytes();
  }

  /// Shows a file under its name, as a relative link; as a copy where there are no links.
  void link(String commit, HubFile file) {
    Path name = snapshot(commit).resolve(file.name());
    try {
      if (Files.exists(name) && Files.isSameFile(name, blob(file))) {
        return;
      }
      Path parent = Objects.requireNonNull(name.getParent());
      Files.createDirectories(parent);
      Path fresh = fresh(name);
      try {
        Files.createSymbolicLink(fresh, parent.relativize(blob(file)));
      } catch (UnsupportedOperationException | FileSystemException e) {
        Files.copy(blob(file), fresh);
      }
      Files.move(fresh, name, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(name, e);
    }
  }

  /// A place beside it that nobody else writes to: several may give the same file its name at once.
  private static Path fresh(Path path) {
    return path.resolveSibling(path.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  private static ResourceException failed(Path path, IOException e) {
    return new ResourceException(
        path
            + ": cannot be written: "
            + DiskTrouble.reason(e)
            + "; make room, or name another directory by HF_HUB_CACHE",
        e);
  }
}
