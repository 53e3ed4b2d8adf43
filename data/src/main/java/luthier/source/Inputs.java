package luthier.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import luthier.InvalidInputException;
import luthier.UnsupportedException;

/// The files behind the paths of a recipe. A folder stands for the data files in it and in its
/// folders, in the order of their names (by UTF-16 code unit, the same on every file system).
final class Inputs {

  private static final Set<String> JSON = Set.of("jsonl", "ndjson", "json");
  private static final Set<String> TEXT = Set.of("txt", "md");
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "parquet",
          "arrow",
          "feather",
          "zip",
          "tar",
          "tgz",
          "7z",
          "zst",
          "xz",
          "bz2",
          "xls",
          "xlsx",
          "tsv",
          "pdf",
          "docx",
          "html",
          "xml",
          "yaml",
          "yml",
          "db",
          "sqlite",
          "safetensors");

  private final SourceOptions options;
  private final List<Input> files = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<Path> seen = new HashSet<>();

  /// @param path the file
  /// @param name the file as messages name it
  record Input(Path path, String name) {}

  private Inputs(SourceOptions options) {
    this.options = options;
  }

  /// @param ignored files of folders that hold no data, with the reason
  record Expanded(List<Input> files, List<String> ignored) {}

  /// @throws InvalidInputException naming every path that leads to no data file
  static Expanded expand(List<Path> paths, SourceOptions options) throws IOException {
    Inputs inputs = new Inputs(options);
    for (Path path : paths) {
      inputs.add(options.base().resolve(path));
    }
    if (!inputs.problems.isEmpty()) {
      throw new InvalidInputException(String.join("\n", inputs.problems));
    }
    return new Expanded(List.copyOf(inputs.files), List.copyOf(inputs.ignored));
  }

  /// The ending of a file's name in lower case, without `.gz`; "" when there is none.
  static String ending(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String plain = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
    String last = plain.substring(plain.lastIndexOf('/') + 1);
    return last.contains(".") ? last.substring(last.lastIndexOf('.') + 1) : "";
  }

  static boolean isJson(String name) {
    return JSON.contains(ending(name));
  }

  static boolean isCsv(String name) {
    return ending(name).equals("csv");
  }

  static boolean isText(String name) {
    return TEXT.contains(ending(name));
  }

  private void add(Path path) throws IOException {
    String name = name(path);
    if (Files.isDirectory(path)) {
      int before = files.size();
      int ignoredBefore = ignored.size();
      addFolder(path);
      if (files.size() == before) {
        problems.add(
            name
                + ": the folder holds no data file; expected .jsonl, .json, .csv, .txt or .md, also"
                + " with .gz"
                + found(ignored.subList(ignoredBefore, ignored.size())));
      }
      return;
    }
    if (UNSUPPORTED.contains(ending(name))) {
      throw new UnsupportedException(
          name
              + ": files of the kind ."
              + ending(name)
              + " are not read; convert it to JSON lines (.jsonl) or CSV");
    }
    addFile(path, name);
  }

  private static String found(List<String> ignored) {
    return ignored.isEmpty()
        ? ""
        : "; left aside: " + String.join(", ", ignored.subList(0, Math.min(5, ignored.size())));
  }

  private void addFolder(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (AccessDeniedException e) {
      problems.add(name(folder) + ": the folder may not be read");
      return;
    }
    entries.sort(Comparator.comparing(entry -> entry.getFileName().toString()));
    for (Path entry : entries) {
      String name = name(entry);
      if (entry.getFileName().toString().startsWith(".")) {
        ignored.add(name + " (hidden)");
      } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        addFolder(entry);
      } else if (Files.isDirectory(entry)) {
        // a link to a folder may lead back up
        ignored.add(name + " (link to a folder)");
      } else if (!isJson(name) && !isCsv(name) && !isText(name)) {
        ignored.add(name + " (not a data file by its ending)");
      } else if (isText(name) && !textIsRead()) {
        ignored.add(name + " (plain text, no use for the task)");
      } else {
        addFile(entry, name);
      }
    }
  }

  private boolean textIsRead() {
    return switch (options.task()) {
      case TEXT, MASKED_TEXT, CLASSIFICATION -> true;
      case CHAT, COMPLETION, MULTI_LABEL, REGRESSION, TOKEN_CLASSIFICATION -> false;
    };
  }

  private void addFile(Path path, String name) throws IOException {
    try {
      DataFile.regularFile(path, name);
    } catch (InvalidInputException e) {
      problems.add(String.valueOf(e.getMessage()));
      return;
    }
    if (!Files.isReadable(path)) {
      problems.add(name + ": the file may not be read; its permissions forbid it");
    } else if (!seen.add(path.toRealPath())) {
      problems.add(name + ": is named twice; every file is read once");
    } else {
      files.add(new Input(path, name));
    }
  }

  private String name(Path path) {
    Path base = options.base().toAbsolutePath().normalize();
    Path absolute = path.toAbsolutePath().normalize();
    Path shown =
        absolute.startsWith(base) && !absolute.equals(base) ? base.relativize(absolute) : absolute;
    return shown.toString().replace('\\', '/');
  }
}
