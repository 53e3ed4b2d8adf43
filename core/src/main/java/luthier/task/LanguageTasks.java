package luthier.task;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.Spelling;

/// Finds tasks by name or file.
public final class LanguageTasks {

  /// The bundled ones.
  public static final List<String> NAMES =
      List.of(
          "facts_en",
          "facts_de",
          "facts_es",
          "facts_fr",
          "grammar_en",
          "grammar_de",
          "grammar_es",
          "grammar_fr",
          "reading_en",
          "reading_de",
          "arithmetic",
          "sums_en",
          "prose_en",
          "prose_de",
          "prose_es",
          "prose_fr");

  private LanguageTasks() {}

  /// @param wanted names of bundled tasks, paths of task files, or `all` for every bundled one
  /// @throws InvalidInputException for a name that no task has, a file with mistakes, and two tasks
  ///   of one name
  public static List<LanguageTask> of(List<String> wanted) {
    LinkedHashSet<String> names = new LinkedHashSet<>();
    for (String name : wanted) {
      if (name.equals("all")) {
        names.addAll(NAMES);
      } else {
        names.add(name);
      }
    }
    List<LanguageTask> tasks = new ArrayList<>();
    Map<String, String> from = new HashMap<>();
    for (String name : names) {
      LanguageTask task = of(name);
      String other = from.putIfAbsent(task.name(), name);
      if (other != null) {
        throw new InvalidInputException(
            "--tasks: " + other + " and " + name + " both hold a task named " + task.name());
      }
      tasks.add(task);
    }
    return tasks;
  }

  private static LanguageTask of(String name) {
    if (NAMES.contains(name)) {
      return TaskReader.read(name + ".yaml", bundled(name + ".yaml"), LanguageTasks::bundled);
    }
    Path file = Path.of(name);
    if (Files.isRegularFile(file)) {
      return TaskReader.read(name, text(file), beside -> text(file.resolveSibling(beside)));
    }
    if (name.contains("/") || name.endsWith(".yaml") || name.endsWith(".yml")) {
      throw new InvalidInputException("--tasks: " + name + ": no such file");
    }
    Optional<String> nearest = Spelling.nearest(name, NAMES);
    throw new InvalidInputException(
        "--tasks: unknown task '"
            + name
            + "'"
            + nearest.map(near -> ", did you mean '" + near + "'?").orElse("")
            + "; expected all, the path of a task file, or some of "
            + String.join(", ", NAMES));
  }

  private static String bundled(String name) {
    try (InputStream stream = LanguageTasks.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the bundled task file " + name + " is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ResourceException("the bundled task file " + name + " cannot be read: " + e, e);
    }
  }

  private static String text(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException("--tasks: " + file + ": no such file");
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + ": is not UTF-8 text", e);
    } catch (IOException e) {
      throw new ResourceException(file + ": cannot be read: " + e, e);
    }
  }
}
