package luthier.artefact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import luthier.Excerpt;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.ResourceException;
import luthier.UnsupportedException;

/// A jar with a model in Hugging Face layout, at its root or in one folder. Names and sizes in it
/// are not trusted; signatures, where there are any, are verified while reading.
final class ModelJar implements AutoCloseable {

  private static final String CONFIG = "config.json";

  /// What is unpacked: configuration, tokenizer, templates, weights and papers.
  private static final Pattern WANTED =
      Pattern.compile(
          "[A-Za-z0-9_.-]+\\.(json|safetensors|jinja|txt|md|model)|(LICENSE|NOTICE)[A-Za-z0-9_.-]*"
              + "|additional_chat_templates/[A-Za-z0-9_.-]+\\.jinja");

  private static final Pattern PICKLE = Pattern.compile(".*\\.(bin|pt|pth|pkl|ckpt)");
  private static final int MOST_ENTRIES = 20_000;

  /// Weights shrink by a third at most; texts to a tenth.
  private static final long MOST_GROWTH = 100;

  private static final long HARMLESS_BYTES = 1L << 28;

  private final String reference;
  private final Path path;
  private final JarFile jar;

  /// The entries to unpack by their name in the model.
  private final Map<String, JarEntry> files;

  private ModelJar(String reference, Path path, JarFile jar) {
    this.reference = reference;
    this.path = path;
    this.jar = jar;
    this.files = select();
  }

  /// @throws InvalidInputException when it is no jar, holds no model, or names that lead outside
  static ModelJar open(String reference, Path path) {
    JarFile jar;
    try {
      jar = new JarFile(path.toFile(), true);
    } catch (IOException e) {
      throw new InvalidInputException(
          "base: " + reference + ": " + path + " is not a jar: " + e.getMessage(), e);
    }
    try {
      return new ModelJar(reference, path, jar);
    } catch (RuntimeException e) {
      try {
        jar.close();
      } catch (IOException unclosed) {
        e.addSuppressed(unclosed);
      }
      throw e;
    }
  }

  void unpack(Path directory) throws IOException {
    long bytes = files.values().stream().mapToLong(JarEntry::getSize).reduce(0, Math::addExact);
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free > 0 && free < bytes) {
      throw new ResourceException(
          directory + ": " + bytes + " bytes needed, " + free + " free; make room");
    }
    for (Map.Entry<String, JarEntry> file : files.entrySet()) {
      Path target = directory.resolve(file.getKey());
      Files.createDirectories(target.resolveSibling(""));
      copy(file.getValue(), target);
    }
  }

  private void copy(JarEntry entry, Path target) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = entry.getSize();
    CRC32 crc = new CRC32(); // Java checks it in streams of jars, but not in files
    try (InputStream in = jar.getInputStream(entry);
        OutputStream out = Files.newOutputStream(target)) {
      for (int n = read(in, buffer, entry); n >= 0; n = read(in, buffer, entry)) {
        left -= n;
        if (left < 0) {
          throw invalid(Excerpt.of(entry.getName()) + " is longer than the jar says");
        }
        crc.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    }
    if (entry.getCrc() != -1 && entry.getCrc() != crc.getValue()) {
      throw invalid(Excerpt.of(entry.getName()) + " is damaged: its checksum is wrong");
    }
    if (left != 0) {
      throw invalid(Excerpt.of(entry.getName()) + " is shorter than the jar says");
    }
  }

  /// What goes wrong here is the jar's fault, not that of the disk that is written to.
  private int read(InputStream in, byte[] buffer, JarEntry entry) {
    try {
      return in.read(buffer);
    } catch (IOException | SecurityException e) {
      throw new InvalidInputException(
          "base: "
              + reference
              + ": "
              + path
              + ": "
              + Excerpt.of(entry.getName())
              + " is damaged: "
              + e.getMessage(),
          e);
    }
  }

  private Map<String, JarEntry> select() {
    List<JarEntry> entries = new ArrayList<>();
    jar.stream().limit(MOST_ENTRIES + 1).forEach(entries::add);
    if (entries.size() > MOST_ENTRIES) {
      throw invalid("holds more than " + MOST_ENTRIES + " entries");
    }
    String folder = folder(entries);
    Map<String, JarEntry> selected = new LinkedHashMap<>();
    boolean pickled = false;
    for (JarEntry entry : entries) {
      if (entry.isDirectory() || !entry.getName().startsWith(folder)) {
        continue;
      }
      String name = entry.getName().substring(folder.length());
      pickled |= PICKLE.matcher(name).matches();
      if (WANTED.matcher(name).matches()) {
        checkSize(entry);
        if (selected.put(name, entry) != null) {
          throw invalid(Excerpt.of(entry.getName()) + " is there twice");
        }
      }
    }
    checkGrowth(selected);
    if (selected.keySet().stream().noneMatch(name -> name.endsWith(".safetensors"))) {
      throw noWeights(pickled);
    }
    return selected;
  }

  private LuthierException noWeights(boolean pickled) {
    return pickled
        ? new UnsupportedException(
            "base: "
                + reference
                + ": "
                + path
                + " holds its weights as Python pickles, which are never opened; convert them to"
                + " safetensors and publish it again")
        : invalid("holds a config.json but no weights (.safetensors)");
  }

  /// Where the model is: the one folder, or the root, that holds a `config.json`.
  private String folder(List<JarEntry> entries) {
    TreeSet<String> folders = new TreeSet<>();
    for (JarEntry entry : entries) {
      String name = entry.getName();
      checkName(name);
      boolean here = name.equals(CONFIG) || name.matches("[^/]+/" + Pattern.quote(CONFIG));
      if (here && !name.startsWith("META-INF/")) {
        folders.add(name.substring(0, name.length() - CONFIG.length()));
      }
    }
    if (folders.isEmpty()) {
      throw invalid(
          "holds no model: expected config.json, model.safetensors and tokenizer.json at its root"
              + " or in one folder");
    }
    if (folders.contains("")) {
      return "";
    }
    if (folders.size() > 1) {
      throw invalid("holds several models, in " + String.join(", ", folders));
    }
    return folders.first();
  }

  private void checkName(String name) {
    boolean leadsOutside =
        name.startsWith("/")
            || name.contains("\\")
            || name.contains(":")
            || name.chars().anyMatch(c -> c < ' ')
            || List.of(name.split("/", -1)).contains("..");
    if (leadsOutside) {
      throw invalid("entry " + Excerpt.of(name) + " leads outside of it; nothing was unpacked");
    }
  }

  private void checkSize(JarEntry entry) {
    if (entry.getSize() < 0) {
      throw invalid(Excerpt.of(entry.getName()) + " has no size");
    }
  }

  private void checkGrowth(Map<String, JarEntry> selected) {
    double bytes = selected.values().stream().mapToDouble(JarEntry::getSize).sum();
    if (bytes > HARMLESS_BYTES && bytes > (double) MOST_GROWTH * path.toFile().length()) {
      throw invalid(
          String.format(
              "claims to unpack to %.0f MB from %d bytes, more than %d times as much",
              bytes / (1 << 20), path.toFile().length(), MOST_GROWTH));
    }
  }

  private InvalidInputException invalid(String problem) {
    return new InvalidInputException("base: " + reference + ": " + path + " " + problem);
  }

  @Override
  public void close() throws IOException {
    jar.close();
  }
}
