package luthier.artefact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import luthier.base.Hashes;

/// Jars and repositories, written here.
final class Jars {

  private Jars() {}

  /// The files of a model: small, but with everything that is looked for.
  static Map<String, String> model(String folder) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n");
    files.put(folder + "config.json", "{\"model_type\":\"llama\"}");
    files.put(folder + "model.safetensors", "weights");
    files.put(folder + "tokenizer.json", "{}");
    files.put(folder + "additional_chat_templates/tools.jinja", "{{ messages }}");
    files.put(folder + "LICENSE", "Apache-2.0");
    files.put(folder + "Evil.class", "code");
    return files;
  }

  static Path write(Path jar, Map<String, String> files) throws IOException {
    Files.createDirectories(Objects.requireNonNull(jar.getParent()));
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return jar;
  }

  /// A jar with an entry of so many zeros.
  static Path writeZeros(Path jar, String name, long bytes) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("config.json"));
      zip.write("{}".getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry(name));
      OutputStream out = zip;
      byte[] zeros = new byte[1 << 20];
      for (long left = bytes; left > 0; left -= zeros.length) {
        out.write(zeros);
      }
    }
    return jar;
  }

  /// Puts an artefact with its pom and checksums into a repository directory.
  static Path deploy(Path repository, String name, Map<String, String> files) throws IOException {
    String[] parts = name.split(":", -1);
    Path directory =
        repository.resolve(parts[0].replace('.', '/')).resolve(parts[1]).resolve(parts[2]);
    String stem = parts[1] + "-" + parts[2];
    Path jar =
        write(directory.resolve(stem + (parts.length > 3 ? "-" + parts[3] : "") + ".jar"), files);
    Path pom = directory.resolve(stem + ".pom");
    Files.writeString(
        pom,
        """
        <project><modelVersion>4.0.0</modelVersion>
          <groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></project>
        """
            .formatted(parts[0], parts[1], parts[2]));
    for (Path file : new Path[] {jar, pom}) {
      Files.writeString(
          file.resolveSibling(file.getFileName() + ".sha1"),
          Hashes.hex(Hashes.update(Hashes.sha1(), file)));
    }
    return jar;
  }
}
