package luthier.recipe;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The types of a recipe's own kind: paths, the base, splits, intervals, modules.
final class RecipeTypes {

  private RecipeTypes() {}

  /// A file or folder; relative ones start at the recipe's folder.
  static Type<Path> path(String expected) {
    return new Type<>(
        expected,
        found -> {
          if (!(found instanceof Found.Text text) || text.text().isBlank()) {
            return Reading.bad(found, expected);
          }
          try {
            return Reading.good(resolve(found.place(), text.text()));
          } catch (InvalidPathException e) {
            return new Reading.Bad<>(found.show(), expected, "not a file name here");
          }
        },
        Path::isAbsolute,
        path -> Yaml.text(path.toString()));
  }

  private static Path resolve(Place place, String path) {
    return place.directory().resolve(path).normalize();
  }

  /// A name, or a directory. What begins with `/`, `./` or `../`, and what names a folder with a
  /// `config.json`, is a directory; anything else is left to whoever knows the names.
  static Type<String> base() {
    String expected =
        "a built-in name, a directory, a hub id org/name@revision, or maven:group:artifact:version";
    Type<String> text = Types.text(expected, value -> !value.isBlank());
    return new Type<>(
        expected,
        found ->
            text.read(found)
                .then(name -> {
                  try {
                    Path path = resolve(found.place(), name);
                    boolean isDirectory =
                        name.matches("(/|\\.\\.?(/|$)).*")
                            || Files.isRegularFile(path.resolve("config.json"));
                    return Reading.good(isDirectory ? path.toString() : name);
                  } catch (InvalidPathException e) {
                    return Reading.bad(found, expected);
                  }
                }),
        text.allowed(),
        text.writer());
  }

  /// @param mayBeAuto whether `auto` is a value
  static Type<Split> split(boolean mayBeAuto) {
    String expected =
        "a share of data.train greater than 0 and less than 1, a file, a list of files, none"
            + (mayBeAuto ? " or auto" : "");
    Type<List<Path>> files = Types.list(1, path("a file"), "a file or a list of files");
    return new Type<>(
        expected,
        found ->
            switch (found) {
              case Found.Number number ->
                  isShare(number.value().doubleValue())
                      ? Reading.good(new Split.Share(number.value().doubleValue()))
                      : Reading.bad(found, expected);
              case Found.Text text when text.text().equals("none") ->
                  Reading.good(new Split.None());
              case Found.Text text when mayBeAuto && text.text().equals("auto") ->
                  Reading.good(new Split.Auto());
              case Found.Text _, Found.Items _ -> files.read(found).map(Split.Files::new);
              default -> Reading.bad(found, expected);
            },
        value ->
            switch (value) {
              case Split.None _ -> true;
              case Split.Auto _ -> mayBeAuto;
              case Split.Share(double share) -> isShare(share);
              case Split.Files(List<Path> paths) -> files.allowed().test(paths);
            },
        value ->
            switch (value) {
              case Split.None _ -> "none";
              case Split.Auto _ -> "auto";
              case Split.Share(double share) -> Yaml.number(share);
              case Split.Files(List<Path> paths) -> files.write(paths);
            });
  }

  static boolean isShare(double share) {
    return share > 0 && share < 1;
  }

  static Type<Interval> interval() {
    Type<Long> steps = Types.wholeNumber(1, Long.MAX_VALUE);
    return steps
        .or("epoch")
        .as(
            value -> value.<Interval>map(Interval.Steps::new).orElseGet(Interval.Epoch::new),
            value -> value instanceof Interval.Steps(long n) ? Optional.of(n) : Optional.empty());
  }

  static Type<TargetModules> targetModules() {
    Type<String> entry =
        Types.text("a name or a pattern", e -> TargetModules.Named.isName(e) || Types.compiles(e));
    return Types.list(1, entry, "module names or regular expressions, in a list when several")
        .or("all-linear")
        .as(
            value ->
                value
                    .<TargetModules>map(TargetModules.Named::new)
                    .orElseGet(TargetModules.AllLinear::new),
            value ->
                value instanceof TargetModules.Named(List<String> names)
                    ? Optional.of(names)
                    : Optional.empty());
  }
}
