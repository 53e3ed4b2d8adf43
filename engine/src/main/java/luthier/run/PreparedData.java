package luthier.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.dataset.Dataset;
import luthier.dataset.DatasetReport;
import luthier.dataset.IdentifiedExample;
import luthier.dataset.Replay;
import luthier.example.Origin;
import luthier.metric.Forgetting;
import luthier.recipe.Data;
import luthier.recipe.DataFormat;
import luthier.recipe.Recipe;
import luthier.recipe.Split;
import luthier.recipe.Task;
import luthier.runlog.DataReport;
import luthier.runlog.Manifest;
import luthier.source.BadLine;
import luthier.source.FieldValues;
import luthier.source.Source;
import luthier.source.SourceData;
import luthier.source.SourceFile;
import luthier.source.SourceOptions;
import luthier.source.UnknownField;
import luthier.tokenizer.TokenizedExample;

/// From the files of a recipe to tokens: read, cut into sets, encoded.
///
/// @param sets the examples as they were read
/// @param train tokens of the training set, in order, with the general examples that are mixed in
/// @param formats what the rows were read as
/// @param labelling what the outputs stand for; empty for tasks of words
/// @param foundFields fields that were taken by their usual names, by the key that would name them
/// @param files fingerprints, for the manifest
/// @param slices by what the held-out examples are grouped
/// @param report what was found, for people
/// @param kept what the model must not lose; empty where that cannot be measured
record PreparedData(
    Dataset sets,
    List<TokenizedExample> train,
    List<TokenizedExample> validation,
    List<TokenizedExample> test,
    Set<DataFormat> formats,
    Optional<Labelling> labelling,
    Map<String, String> foundFields,
    List<Manifest.DataFile> files,
    SliceValues slices,
    DataReport report,
    List<KeptSet> kept) {

  private static final int HISTOGRAM_BINS = 20;
  private static final int LISTED = 1000;
  private static final int SAMPLES = 3;

  /// @param directory of the recipe; files are named from there in messages
  /// @param encoding makes tokens of examples
  static PreparedData of(Recipe recipe, Path directory, Encoding words) {
    Data data = recipe.data();
    SourceOptions options =
        new SourceOptions(
            recipe.task(),
            data.format().toOptional(),
            data.groupBy(),
            data.columns(),
            true,
            directory);
    SourceData train = Source.read(data.train(), options);
    Optional<SourceData> validation = files(data.validation(), options);
    Optional<SourceData> test = files(data.test(), options);
    List<BadLine> bad =
        all(train, validation, test).flatMap(read -> read.badLines().stream()).toList();
    if (data.onBadLine() == Data.OnBadLine.STOP) {
      SourceData.requireNone(bad);
    }
    if (train.rows().isEmpty()) {
      throw new InvalidInputException(
          "data.train: holds no usable example" + (bad.isEmpty() ? "" : "; " + bad.getFirst()));
    }
    Dataset cut =
        Dataset.of(
            new Dataset.Rows(
                train.rows(),
                validation.map(SourceData::rows).orElse(List.of()),
                test.map(SourceData::rows).orElse(List.of())),
            data.validation(),
            data.test(),
            data.cutting().seed().orElse(recipe.seed()));
    Dataset sets = data.cutting().withholdTest() ? cut.withoutTest() : cut;
    Optional<Labelling> labelling =
        recipe.task().labelled()
            ? Optional.of(Labelling.of(recipe, sets, words.maxLength()))
            : Optional.empty();
    Encoding encoding = labelling.map(words::withLabels).orElse(words);
    Encoding.Tally tally = new Encoding.Tally();
    List<TokenizedExample> trainTokens = encode(sets.train(), encoding, tally);
    List<TokenizedExample> validationTokens = held(sets.validation(), encoding, tally);
    List<TokenizedExample> testTokens = held(sets.test(), encoding, tally);
    requireSome(trainTokens, tally, recipe);
    Optional<SourceData> keep = keep(recipe, options);
    List<KeptSet> kept = kept(recipe, words, keep, sets);
    ReplayData replay = ReplayData.of(recipe, options, words, sets, trainTokens.size(), kept);
    List<Manifest.DataFile> files = new ArrayList<>();
    fingerprints(files, "train", train);
    validation.ifPresent(read -> fingerprints(files, "validation", read));
    test.ifPresent(read -> fingerprints(files, "test", read));
    keep.ifPresent(read -> fingerprints(files, "keep", read));
    replay.read().forEach(read -> fingerprints(files, "replay", read));
    DataReport report =
        new DataReport(
            sources(train, validation, test, keep, replay.read()),
            new DataReport.Counts(
                all(train, validation, test).mapToLong(read -> read.rows().size()).sum()
                    + bad.size(),
                bad.size(),
                sets.report().removed().size(),
                sets.report().nearDuplicates(),
                tally.dropped(),
                tally.truncated(),
                tally.split(),
                trainTokens.size() + validationTokens.size() + testTokens.size()),
            splits(
                trainTokens.stream().map(encoding::firstLook).toList(),
                validationTokens,
                testTokens,
                kept,
                replay),
            bad.stream()
                .limit(LISTED)
                .map(line -> new DataReport.BadLine(line.file(), line.line(), line.reason()))
                .toList(),
            DataReport.Lengths.of(
                recipe.training().maxLength().orElse(0), HISTOGRAM_BINS, tally.lengths()),
            Stream.concat(
                    findings(sets, all(train, validation, test).toList(), tally).stream(),
                    replay.findings().stream())
                .toList(),
            encoding.samples(sets.train(), SAMPLES));
    Set<DataFormat> formats =
        all(train, validation, test)
            .flatMap(read -> read.files().stream())
            .flatMap(file -> file.format().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    return new PreparedData(
        sets,
        Replay.spread(trainTokens, replay.tokens()),
        validationTokens,
        testTokens,
        formats,
        labelling,
        foundFields(all(train, validation, test)),
        files,
        new SliceValues(sliced(recipe, options)),
        report,
        kept);
  }

  private static Optional<SourceData> keep(Recipe recipe, SourceOptions options) {
    List<Path> files = recipe.versatility().keep();
    Optional<SourceData> keep =
        files.isEmpty() ? Optional.empty() : Optional.of(Source.read(files, options));
    if (recipe.data().onBadLine() == Data.OnBadLine.STOP) {
      keep.ifPresent(read -> SourceData.requireNone(read.badLines()));
    }
    return keep;
  }

  /// What the model must not lose.
  ///
  /// @throws InvalidInputException when a limit was set and there is nothing to hold it against
  private static List<KeptSet> kept(
      Recipe recipe, Encoding words, Optional<SourceData> keep, Dataset sets) {
    List<KeptSet> kept = new ArrayList<>();
    if (recipe.task().kind() == Task.Kind.LANGUAGE) {
      words
          .text()
          .map(text -> KeptSet.probe(text, words.maxLength()))
          .filter(probe -> probe.supervised() > 0)
          .ifPresent(kept::add);
    }
    keep.ifPresent(read -> kept.add(KeptSet.keep(read, recipe, words, sets)));
    if (kept.isEmpty() && recipe.versatility().maxForgetting().isPresent()) {
      throw new InvalidInputException(
          "evaluation.max_forgetting: nothing can be measured: the general probe is text, and the"
              + " base has no tokenizer for it; give pre-tokenised examples as data.keep");
    }
    return kept;
  }

  private static List<DataReport.Split> splits(
      List<TokenizedExample> train,
      List<TokenizedExample> validation,
      List<TokenizedExample> test,
      List<KeptSet> kept,
      ReplayData replay) {
    List<DataReport.Split> splits = new ArrayList<>();
    splits.add(split("train", train));
    splits.add(split("validation", validation));
    splits.add(split("test", test));
    kept.stream()
        .filter(set -> set.name().equals(Forgetting.KEEP))
        .forEach(set -> splits.add(split(set.name(), set.tokens())));
    if (!replay.tokens().isEmpty()) {
      splits.add(split("replay", replay.tokens()));
    }
    return splits;
  }

  /// Fields of all files: which of them are held out is not decided here.
  private static Map<String, Map<Origin, String>> sliced(Recipe recipe, SourceOptions options) {
    Data data = recipe.data();
    List<Path> paths = new ArrayList<>(data.train());
    for (Split split : List.of(data.validation(), data.test())) {
      if (split instanceof Split.Files(List<Path> files)) {
        paths.addAll(files);
      }
    }
    return FieldValues.read(paths, options, recipe.evaluation().judging().slices());
  }

  private static Map<String, String> foundFields(Stream<SourceData> read) {
    Map<String, String> all = new TreeMap<>();
    read.forEach(data ->
        data.foundFields()
            .forEach(
                (key, field) -> all.merge(key, field, (a, b) -> a.equals(b) ? a : a + ", " + b)));
    return all;
  }

  private static Optional<SourceData> files(Split split, SourceOptions options) {
    return split instanceof Split.Files(List<Path> paths)
        ? Optional.of(Source.read(paths, options))
        : Optional.empty();
  }

  private static Stream<SourceData> all(
      SourceData train, Optional<SourceData> validation, Optional<SourceData> test) {
    return Stream.concat(Stream.of(train), Stream.concat(validation.stream(), test.stream()));
  }

  private static List<TokenizedExample> encode(
      List<IdentifiedExample> examples, Encoding encoding, Encoding.Tally tally) {
    return examples.stream().flatMap(e -> encoding.encode(e, tally).stream()).toList();
  }

  private static List<TokenizedExample> held(
      List<IdentifiedExample> examples, Encoding encoding, Encoding.Tally tally) {
    List<TokenizedExample> tokens = encode(examples, encoding, tally);
    return encoding.masked().map(words -> words.held(tokens)).orElse(tokens);
  }

  private static void requireSome(
      List<TokenizedExample> train, Encoding.Tally tally, Recipe recipe) {
    if (train.isEmpty()) {
      throw new InvalidInputException(
          "data.train: every example is longer than training.max_length = "
              + recipe.training().maxLength().orElse(0)
              + " tokens ("
              + tally.dropped()
              + " dropped); raise it, or set data.too_long to truncate");
    }
    if (train.stream().mapToLong(TokenizedExample::supervised).sum() == 0) {
      throw new InvalidInputException(
          "data.train: no token of any example is supervised; check data.train_on and the labels");
    }
  }

  private static void fingerprints(List<Manifest.DataFile> files, String use, SourceData data) {
    for (SourceFile file : data.files()) {
      files.add(new Manifest.DataFile(file.name(), use, file.bytes(), file.sha256()));
    }
  }

  private static List<DataReport.Source> sources(
      SourceData train,
      Optional<SourceData> validation,
      Optional<SourceData> test,
      Optional<SourceData> keep,
      List<SourceData> replay) {
    List<DataReport.Source> sources = new ArrayList<>();
    addSources(sources, "train", train);
    validation.ifPresent(data -> addSources(sources, "validation", data));
    test.ifPresent(data -> addSources(sources, "test", data));
    keep.ifPresent(data -> addSources(sources, "keep", data));
    replay.forEach(data -> addSources(sources, "replay", data));
    return sources;
  }

  private static void addSources(List<DataReport.Source> sources, String use, SourceData data) {
    for (SourceFile file : data.files()) {
      String format = file.format().map(f -> f.name().toLowerCase(Locale.ROOT)).orElse("unknown");
      sources.add(
          new DataReport.Source(
              file.name(),
              use,
              file.recognised() ? format + " (recognised)" : format,
              (long) file.examples() + file.badLines()));
    }
  }

  private static DataReport.Split split(String name, List<TokenizedExample> examples) {
    return new DataReport.Split(
        name,
        examples.size(),
        examples.stream().mapToLong(e -> e.ids().length).sum(),
        examples.stream().mapToLong(TokenizedExample::supervised).sum());
  }

  private static List<DataReport.Finding> findings(
      Dataset sets, List<SourceData> read, Encoding.Tally tally) {
    List<DataReport.Finding> findings = new ArrayList<>();
    DatasetReport cut = sets.report();
    if (cut.duplicates() > 0) {
      findings.add(
          new DataReport.Finding(
              "hint", "examples have the same content as another", cut.duplicates()));
    }
    if (cut.removedFrom("train") > 0) {
      findings.add(
          new DataReport.Finding(
              "warning",
              "examples were taken out of train: validation or test hold them, or nearly",
              cut.removedFrom("train")));
    }
    if (cut.removedFrom("validation") > 0) {
      findings.add(
          new DataReport.Finding(
              "warning",
              "examples were taken out of validation: test holds them, or nearly",
              cut.removedFrom("validation")));
    }
    for (String note : cut.notes()) {
      findings.add(new DataReport.Finding("warning", note, 1));
    }
    if (tally.dropped() > 0) {
      findings.add(
          new DataReport.Finding(
              "warning", "examples are longer than max_length and were dropped", tally.dropped()));
    }
    if (tally.truncated() > 0 && tally.lostSpans() > 0) {
      findings.add(
          new DataReport.Finding(
              "warning",
              "labelled passages lie behind max_length and were lost with the end of their texts",
              tally.lostSpans()));
    }
    if (tally.plainControls() > 0) {
      findings.add(
          new DataReport.Finding(
              "hint",
              "conversations spell control tokens in their messages; they are text to the model",
              tally.plainControls()));
    }
    if (tally.controls() > 0) {
      findings.add(
          new DataReport.Finding(
              "hint",
              "texts hold control tokens; without a chat template they are taken as such",
              tally.controls()));
    }
    for (SourceData data : read) {
      for (UnknownField field : data.unknownFields()) {
        String use = field.use().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        findings.add(
            new DataReport.Finding(
                "hint", field.file() + ": field '" + field.name() + "': " + use, field.count()));
      }
    }
    return findings;
  }
}
