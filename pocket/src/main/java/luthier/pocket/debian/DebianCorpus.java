package luthier.pocket.debian;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import luthier.pocket.document.Document;

/// Reads the unpacked packages and gives their prose as documents, the same ones in the same order
/// each time.
public final class DebianCorpus {

  /// A word must occur this often in the other packages before its dictionary definition is taken.
  private static final int KNOWN_WORD_COUNT = 8;

  private static final Pattern LOCALE_IN_PATH =
      Pattern.compile("(?<=[/.])(?:[a-z]{2,3}(?:[_@-][A-Za-z]{2,8})?|C)(?=[/.])");
  private static final Set<String> KEPT_LOCALES =
      Set.of("en", "de", "es", "fr", "C", "en-US", "de-DE", "es-ES", "fr-FR");
  private static final Set<String> FOLDERS_LIKE_LOCALES =
      Set.of("usr", "doc", "lib", "txt", "htm", "cfg", "man", "ref");

  private final Path root;
  private final List<DebianPackage> packages;
  private final Set<Long> seen = new HashSet<>();
  private final Map<String, Integer> words = new HashMap<>();

  /// @param packageList the committed list of packages
  /// @param root the folder that holds one unpacked package per folder
  public DebianCorpus(Path packageList, Path root) throws IOException {
    this.packages = DebianPackage.read(packageList);
    this.root = root;
  }

  /// @param sink takes each document
  public void forEach(Consumer<Document> sink) throws IOException {
    List<DebianPackage> dictionaries = new ArrayList<>();
    for (DebianPackage one : packages) {
      if (!Files.isDirectory(root.resolve(one.name()))) {
        continue;
      }
      if (one.name().startsWith("dict-")) {
        dictionaries.add(one);
      } else {
        read(one, sink);
      }
    }
    for (DebianPackage dictionary : dictionaries) {
      read(dictionary, sink);
    }
  }

  private void read(DebianPackage one, Consumer<Document> sink) throws IOException {
    Path folder = root.resolve(one.name());
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    Map<String, Integer> taken = new HashMap<>();
    for (Path file : files) {
      String path = "/" + folder.relativize(file);
      if (!isKept(path)) {
        continue;
      }
      List<Block> blocks = blocks(file, path);
      if (blocks.isEmpty()) {
        continue;
      }
      String group = one.name() + LOCALE_IN_PATH.matcher(path).replaceAll("*");
      DocumentBuilder builder = new DocumentBuilder(one.name(), group, seen);
      for (Document document : builder.documents(blocks)) {
        int before = taken.getOrDefault(document.language(), 0);
        if (before < one.maxCharacters()) {
          taken.put(document.language(), before + document.text().length());
          count(document.text());
          sink.accept(document);
        }
      }
    }
  }

  private void count(String text) {
    for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z]+")) {
      words.merge(word, 1, Integer::sum);
    }
  }

  private static boolean isKept(String path) {
    if (path.contains("copyright")
        || path.contains("changelog")
        || path.contains("gfdl")
        || path.contains("/wesnoth-man")
        || path.contains("/wesnoth-lib")
        || path.contains("/wesnoth-editor")
        || path.contains("/legal")) {
      return false;
    }
    java.util.regex.Matcher matcher = LOCALE_IN_PATH.matcher(path);
    while (matcher.find()) {
      String locale = matcher.group();
      if (!FOLDERS_LIKE_LOCALES.contains(locale)
          && !KEPT_LOCALES.contains(locale)
          && isForeign(locale)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isForeign(String locale) {
    String language = locale.split("[_@-]")[0];
    for (String known : Locale.getISOLanguages()) {
      if (known.equals(language)) {
        return !Set.of("en", "de", "es", "fr").contains(language);
      }
    }
    return false;
  }

  private List<Block> blocks(Path file, String path) throws IOException {
    String name = path.replaceFirst("\\.gz$", "");
    if (name.matches(".*\\.(html?|page|docbook|xml)")) {
      return MarkupText.blocks(text(file));
    }
    if (name.matches(".*/man/.*\\.[1-8]")) {
      return ManText.blocks(text(file));
    }
    if (name.endsWith(".mo")) {
      return CatalogText.blocks(Files.readAllBytes(file));
    }
    if (name.contains("/endless-sky/")) {
      return name.endsWith(".txt") ? EndlessSkyText.blocks(text(file)) : List.of();
    }
    if (name.endsWith(".cfg")) {
      return WesnothText.blocks(text(file));
    }
    if (name.endsWith("wn.dict.dz")) {
      return WordNetText.blocks(text(file), knownWords());
    }
    if (name.endsWith(".txt") || name.endsWith("foldoc.dict.dz")) {
      return PlainText.blocks(text(file));
    }
    return List.of();
  }

  private Set<String> knownWords() {
    Set<String> known = new HashSet<>();
    for (Map.Entry<String, Integer> entry : words.entrySet()) {
      if (entry.getValue() >= KNOWN_WORD_COUNT && entry.getKey().length() > 2) {
        known.add(entry.getKey());
      }
    }
    return known;
  }

  private static String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length > 2 && bytes[0] == 0x1f && (bytes[1] & 0xff) == 0x8b) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        bytes = in.readAllBytes();
      }
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
