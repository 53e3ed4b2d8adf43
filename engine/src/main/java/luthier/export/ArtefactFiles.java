package luthier.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import luthier.InvalidInputException;
import luthier.TrainingFailedException;

/// A model directory as a Maven artefact: a jar with the model in its folder `model`, and a pom,
/// laid out as a repository. The same directory gives the same bytes.
///
/// @param group e.g. `com.example.models`
/// @param artifact e.g. `support`
/// @param version e.g. `1.0`
/// @param licence its name, as the pom tells it
/// @param description in a sentence
public record ArtefactFiles(
    String group, String artifact, String version, String licence, String description) {

  private static final String FOLDER = "model/";

  /// No file of a jar can be older; the moment of packing would change the bytes.
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  /// @param coordinates `group:artifact:version`
  /// @throws InvalidInputException when they are not three parts that Maven takes
  public static ArtefactFiles named(String coordinates, String licence, String description) {
    String[] parts = coordinates.split(":", -1);
    boolean good =
        parts.length == 3
            && Stream.of(parts).allMatch(part -> part.matches("[A-Za-z0-9][A-Za-z0-9_.-]*"));
    if (!good) {
      throw new InvalidInputException(
          "--coordinates: found '"
              + coordinates
              + "', expected group:artifact:version, such as com.example.models:support:1.0");
    }
    return new ArtefactFiles(parts[0], parts[1], parts[2], licence, description);
  }

  /// Where the jar lies below a repository's root.
  public Path jarIn(Path repository) {
    return repository
        .resolve(group.replace('.', '/'))
        .resolve(artifact)
        .resolve(version)
        .resolve(artifact + "-" + version + ".jar");
  }

  /// Writes jar and pom, each with its checksum, and reads the jar back.
  ///
  /// @param model the directory; everything in it is packed
  /// @throws TrainingFailedException when what was read back is not what was packed
  public void write(Path model, Path repository) throws IOException {
    Path jar = jarIn(repository);
    Files.createDirectories(jar.resolveSibling(""));
    TreeMap<String, Path> files = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(model)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        files.put(FOLDER + model.relativize(file).toString().replace('\\', '/'), file);
      }
    }
    pack(jar, files);
    compare(jar, files);
    Path pom = jar.resolveSibling(artifact + "-" + version + ".pom");
    Files.writeString(pom, pom());
    for (Path file : List.of(jar, pom)) {
      String sum = HexFormat.of().formatHex(hash(Files.newInputStream(file), "SHA-1"));
      Files.writeString(file.resolveSibling(file.getFileName() + ".sha1"), sum);
    }
  }

  private void pack(Path jar, Map<String, Path> files) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      // weights hardly shrink: the fastest setting is nearly as good as the best
      out.setLevel(Deflater.BEST_SPEED);
      text(out, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nCreated-By: Luthier\n\n");
      String place = "META-INF/maven/" + group + "/" + artifact + "/";
      text(out, place + "pom.xml", pom());
      text(
          out,
          place + "pom.properties",
          "groupId=" + group + "\nartifactId=" + artifact + "\nversion=" + version + "\n");
      for (Map.Entry<String, Path> file : files.entrySet()) {
        out.putNextEntry(entry(file.getKey()));
        Files.copy(file.getValue(), out);
        out.closeEntry();
      }
    }
  }

  private static void text(JarOutputStream out, String name, String text) throws IOException {
    out.putNextEntry(entry(name));
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.closeEntry();
  }

  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(EPOCH);
    return entry;
  }

  private static void compare(Path jar, Map<String, Path> files) throws IOException {
    try (JarFile read = new JarFile(jar.toFile())) {
      for (Map.Entry<String, Path> file : files.entrySet()) {
        JarEntry entry = read.getJarEntry(file.getKey());
        boolean same =
            entry != null
                && MessageDigest.isEqual(
                    hash(read.getInputStream(entry), "SHA-256"),
                    hash(Files.newInputStream(file.getValue()), "SHA-256"));
        if (!same) {
          throw new TrainingFailedException(
              jar + ": " + file.getKey() + " is not in it as it was packed; nothing was kept");
        }
      }
    }
  }

  private static byte[] hash(InputStream from, String algorithm) throws IOException {
    try (InputStream in = from) {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      in.transferTo(
          new OutputStream() {
            @Override
            public void write(int b) {
              digest.update((byte) b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
              digest.update(bytes, offset, length);
            }
          });
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has both
    }
  }

  private String pom() {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <project xmlns="http://maven.apache.org/POM/4.0.0">
      <modelVersion>4.0.0</modelVersion>
      <groupId>%s</groupId>
      <artifactId>%s</artifactId>
      <version>%s</version>
      <packaging>jar</packaging>
      <name>%s</name>
      <description>%s</description>
      <licenses>
        <license><name>%s</name></license>
      </licenses>
    </project>
    """
        .formatted(group, artifact, version, artifact, escaped(description), escaped(licence));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
