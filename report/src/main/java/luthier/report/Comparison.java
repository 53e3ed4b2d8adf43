package luthier.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import luthier.InvalidInputException;
import luthier.metric.Evaluation;
import luthier.metric.Score;
import luthier.runlog.Json;
import luthier.runlog.Manifest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Several runs side by side: what was set differently, and what came out.
public final class Comparison {

  private static final String ABSENT = "–";
  // bfloat16 on another processor moves a mean loss by less
  private static final double SAME_LOSS = 2e-3;

  private final List<RunRecord> runs;
  private final List<String> labels;

  private Comparison(List<RunRecord> runs, List<String> labels) {
    this.runs = runs;
    this.labels = labels;
  }

  /// Reads runs, in the order in which they are shown.
  ///
  /// @param directories two run directories or more
  /// @throws InvalidInputException when there are fewer, one is no run directory or not finished,
  ///   or one is named twice
  public static Comparison of(List<Path> directories) throws IOException {
    Set<Path> different = new HashSet<>();
    List<RunRecord> runs = new ArrayList<>();
    for (Path directory : directories) {
      if (!different.add(directory.toAbsolutePath().normalize())) {
        throw new InvalidInputException(directory + ": is named twice; expected different runs");
      }
      RunRecord run = RunRecord.read(directory);
      requireFinished(directory, run);
      runs.add(run);
    }
    if (runs.size() < 2) {
      throw new InvalidInputException(
          "a comparison needs at least two run directories, found " + runs.size());
    }
    return new Comparison(List.copyOf(runs), labels(runs, directories));
  }

  private static void requireFinished(Path directory, RunRecord run) {
    if (run.status() != RunRecord.Status.FINISHED) {
      throw new InvalidInputException(
          directory
              + ": this run is "
              + run.status().words()
              + "; only finished runs can be compared, go on with it with luthier tune … --resume");
    }
  }

  /// Names that tell the runs apart: their own, their directory's, or its whole path.
  private static List<String> labels(List<RunRecord> runs, List<Path> directories) {
    List<String> names = runs.stream().map(RunRecord::name).toList();
    if (new HashSet<>(names).size() == names.size()) {
      return names;
    }
    List<String> folders = runs.stream().map(RunRecord::directory).toList();
    if (new HashSet<>(folders).size() == folders.size()) {
      return folders;
    }
    return directories.stream().map(Path::toString).toList();
  }

  /// The comparison as a text table for the terminal; `*` marks the best of a row.
  public String table() {
    return ComparisonTable.text(this);
  }

  /// The comparison as one self-contained page.
  public String html() {
    return ComparisonPage.html(this);
  }

  /// The comparison for programs, as one line of JSON: per run its results as numbers and its
  /// settings as far as they differ.
  public String json() {
    ObjectNode json = Json.object();
    ArrayNode array = json.putArray("runs");
    for (int i = 0; i < runs.size(); i++) {
      ObjectNode item = array.addObject();
      item.put("name", labels.get(i)).put("directory", runs.get(i).directory());
      item.put("status", runs.get(i).status().name().toLowerCase(Locale.ROOT));
      ObjectNode results = item.putObject("results");
      for (Result result : results()) {
        OptionalDouble value = result.values().get(i);
        if (value.isPresent()) {
          Json.put(results, result.key(), value.getAsDouble());
        }
      }
      ObjectNode settings = item.putObject("settings");
      int run = i;
      settings().forEach((key, values) -> settings.put(key, values.get(run)));
    }
    notes().forEach(json.putArray("notes")::add);
    return Json.line(json);
  }

  List<RunRecord> runs() {
    return runs;
  }

  List<String> labels() {
    return labels;
  }

  /// A result of all runs.
  ///
  /// @param key its name in JSON
  /// @param title its name for people
  /// @param values one per run
  /// @param texts the values for people, one per run
  /// @param best which run has the best value; -1 when none is better than all others
  record Result(
      String key, String title, List<OptionalDouble> values, List<String> texts, int best) {}

  /// Which way is better.
  enum Better {
    LOWER,
    HIGHER,
    NEITHER
  }

  private interface Value {
    OptionalDouble of(RunRecord run);
  }

  private interface Text {
    String of(double value);
  }

  /// What came out, one row each; rows that no run has are left out.
  List<Result> results() {
    List<Result> results = new ArrayList<>();
    Text four = value -> Numbers.significant(value, 4);
    add(results, "steps", "Steps", Better.NEITHER, Comparison::steps, v -> Numbers.count((long) v));
    add(
        results,
        "training_loss",
        "Training loss, smoothed, at the end",
        Better.LOWER,
        Comparison::trainingLoss,
        four);
    add(
        results,
        "best_validation_loss",
        "Best validation loss",
        Better.LOWER,
        run -> best(run, true),
        four);
    add(
        results,
        "best_step",
        "… at step",
        Better.NEITHER,
        run -> best(run, false),
        v -> Numbers.count((long) v));
    for (String name : scoreNames()) {
      addScore(results, name);
    }
    add(results, "seconds", "Time", Better.LOWER, RunRecord::seconds, Numbers::duration);
    add(
        results,
        "tokens_per_second",
        "Tokens per second, median",
        Better.HIGHER,
        run -> finite(run.medianTokensPerSecond()),
        v -> Numbers.significant(v, 4));
    add(
        results,
        "memory_bytes",
        "Peak memory",
        Better.LOWER,
        run -> run.largest("memory_bytes"),
        Numbers::bytes);
    return results;
  }

  private void add(
      List<Result> results, String key, String title, Better better, Value value, Text text) {
    List<OptionalDouble> values = runs.stream().map(value::of).toList();
    if (values.stream().anyMatch(OptionalDouble::isPresent)) {
      List<String> texts =
          values.stream().map(v -> v.isPresent() ? text.of(v.getAsDouble()) : ABSENT).toList();
      results.add(new Result(key, title, values, texts, best(values, better)));
    }
  }

  private void addScore(List<Result> results, String name) {
    MetricStyle style = MetricStyle.of(name);
    String title = style.title();
    add(
        results,
        "base_" + name,
        title + ", base model",
        Better.NEITHER,
        run -> score(run, name, true).map(s -> finite(s.value())).orElse(OptionalDouble.empty()),
        style::value);
    List<Optional<Score>> scores = runs.stream().map(run -> score(run, name, false)).toList();
    List<OptionalDouble> values =
        scores.stream()
            .map(s -> s.map(found -> finite(found.value())).orElse(OptionalDouble.empty()))
            .toList();
    List<String> texts =
        scores.stream()
            .map(s ->
                s.map(found ->
                        style.value(found.value())
                            + (found.hasInterval() ? " (" + style.interval(found) + ")" : ""))
                    .orElse(ABSENT))
            .toList();
    Better direction = style.lowerIsBetter() ? Better.LOWER : Better.HIGHER;
    Better better = differentTestSets() ? Better.NEITHER : direction;
    results.add(
        new Result("tuned_" + name, title + ", tuned", values, texts, best(values, better)));
  }

  private static int best(List<OptionalDouble> values, Better better) {
    int best = -1;
    boolean alone = false;
    for (int i = 0; i < values.size() && better != Better.NEITHER; i++) {
      if (values.get(i).isEmpty()) {
        continue;
      }
      double value = values.get(i).getAsDouble();
      double lead = best < 0 ? value : values.get(best).getAsDouble();
      boolean beats = best < 0 || (better == Better.LOWER ? value < lead : value > lead);
      alone = beats || (alone && value != lead);
      best = beats ? i : best;
    }
    long measured = values.stream().filter(OptionalDouble::isPresent).count();
    return alone && measured > 1 ? best : -1;
  }

  private static OptionalDouble steps(RunRecord run) {
    return run.metrics().steps().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(run.metrics().steps().getLast().step());
  }

  private static OptionalDouble trainingLoss(RunRecord run) {
    Series smooth = CurvesSection.trainingLoss(run.metrics()).smoothed("", "");
    return smooth.points().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(smooth.points().getLast().y());
  }

  private static OptionalDouble best(RunRecord run, boolean loss) {
    return run.metrics()
        .bestEvaluation()
        .map(found -> finite(loss ? found.lossNatsPerToken() : found.step()))
        .orElse(OptionalDouble.empty());
  }

  private static Optional<Score> score(RunRecord run, String name, boolean base) {
    return run.evaluation().flatMap(found -> base ? found.base(name) : found.tuned(name));
  }

  private static OptionalDouble finite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  private List<String> scoreNames() {
    List<String> names = new ArrayList<>();
    for (RunRecord run : runs) {
      run.evaluation().stream()
          .flatMap(found -> found.tuned().stream())
          .map(Score::name)
          .filter(name -> !names.contains(name))
          .forEach(names::add);
    }
    return names;
  }

  /// What was set differently, by key: recipe keys, then data, base model and versions.
  Map<String, List<String>> settings() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    List<Map<String, String>> perRun = runs.stream().map(Comparison::described).toList();
    perRun.forEach(one -> one.keySet().forEach(key -> all.putIfAbsent(key, List.of())));
    all.replaceAll((key, _) -> perRun.stream().map(one -> one.getOrDefault(key, ABSENT)).toList());
    all.values().removeIf(values -> new HashSet<>(values).size() == 1);
    return all;
  }

  private static Map<String, String> described(RunRecord run) {
    Map<String, String> described = new LinkedHashMap<>(run.settings());
    // it is the head of the column
    described.remove("name");
    run.manifest().ifPresent(manifest -> describe(manifest, described));
    return described;
  }

  private static void describe(Manifest manifest, Map<String, String> described) {
    described.put("base model, SHA-256", ProofsSection.shortened(manifest.base().sha256()));
    for (Manifest.DataFile file : manifest.data()) {
      described.merge(
          file.use() + " data, SHA-256",
          ProofsSection.shortened(file.sha256()),
          (first, second) -> first + " " + second);
    }
    manifest.versions().forEach((name, version) -> described.put(name + " (version)", version));
  }

  /// What must be borne in mind when the runs are compared.
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (differentTestSets()) {
      notes.add(
          "The runs were not measured on the same held-out examples (the seed chooses them, too):"
              + " compare their scores with care.");
    }
    return notes;
  }

  /// On equal examples one base model has one loss, up to rounding.
  private boolean differentTestSets() {
    List<RunRecord> measured = runs.stream().filter(run -> run.evaluation().isPresent()).toList();
    for (RunRecord one : measured) {
      for (RunRecord other : measured) {
        Evaluation a = one.evaluation().orElseThrow();
        Evaluation b = other.evaluation().orElseThrow();
        if (!a.split().equals(b.split()) || a.examples() != b.examples()) {
          return true;
        }
        if (baseDigest(one).equals(baseDigest(other)) && differ(a.base("loss"), b.base("loss"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static Optional<String> baseDigest(RunRecord run) {
    return run.manifest().map(manifest -> manifest.base().sha256());
  }

  private static boolean differ(Optional<Score> one, Optional<Score> other) {
    return one.isPresent()
        && other.isPresent()
        && Math.abs(one.get().value() - other.get().value())
            > SAME_LOSS * Math.abs(one.get().value());
  }
}
