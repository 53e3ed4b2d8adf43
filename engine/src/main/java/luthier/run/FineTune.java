package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.base.BaseRequest;
import luthier.batch.StepPlan;
import luthier.checkpoint.CheckpointStore;
import luthier.model.Models;
import luthier.monitor.Monitors;
import luthier.recipe.Base;
import luthier.recipe.Recipe;
import luthier.report.ReportPage;
import luthier.runlog.AtomicFiles;
import luthier.runlog.Manifest;
import luthier.runlog.Preflight;
import luthier.runlog.RunDirectory;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import luthier.runlog.RunListener;
import luthier.runlog.RunLog;
import luthier.tensor.LibTorch;
import luthier.tokenizer.ExampleEncoder;
import luthier.training.Training;

/// The whole process, stage by stage: data, model, training, evaluation, export, report.
///
/// @param recipe as the user wrote it
/// @param directory of the recipe file
/// @param listener hears what happens, besides the run's own log
/// @param interrupted asked after each step; true ends the run with a good checkpoint
/// @param machine what it runs on
/// @param profiledSteps of how many steps a profile is written; 0 for none
public record FineTune(
    Recipe recipe,
    Path directory,
    RunListener listener,
    BooleanSupplier interrupted,
    Machine machine,
    int profiledSteps) {

  /// On this machine, without a profile.
  public FineTune(
      Recipe recipe, Path directory, RunListener listener, BooleanSupplier interrupted) {
    this(recipe, directory, listener, interrupted, Machine.detect(), 0);
  }

  /// How a run ended.
  ///
  /// @param results empty when the run was interrupted
  public record Outcome(Path runDirectory, Training.End end, Optional<Results> results) {}

  /// Runs the recipe into a directory.
  ///
  /// @param resume go on from the newest good checkpoint; afresh where there is none
  public Outcome run(Path out, boolean resume) throws IOException {
    if (!resume) {
      RunDirectory.requireFree(out);
    }
    Prepared prepared = prepareWhileLoading(resume ? startOf(new RunFiles(out)) : Instant.now());
    try (RunDirectory owned = resume ? RunDirectory.resume(out) : RunDirectory.create(out)) {
      if (resume && Files.exists(owned.files().manifest())) {
        requireSame(owned, prepared);
      } else {
        describe(owned, prepared);
      }
      return FinishedRun.isIn(owned.files())
          ? FinishedRun.reopen(owned.files(), Clock.systemUTC())
          : trainAndFinish(owned, prepared, resume);
    }
  }

  /// Reads the data while libtorch is loaded.
  private Prepared prepareWhileLoading(Instant started) {
    CompletableFuture<Void> libtorch = LibTorch.startLoading();
    Prepared prepared;
    try {
      prepared = prepare(started);
    } finally {
      var _ = libtorch.handle((_, failure) -> failure == null).join();
    }
    LibTorch.await(libtorch);
    return prepared;
  }

  /// Everything that is known before the first step.
  ///
  /// @param started when the run was first started, which is the time that templates are told
  record Prepared(
      Instant started,
      Recipe recipe,
      Path base,
      Models.Facts facts,
      PreparedData data,
      StepPlan plan,
      List<RunEvent.Decision> decisions,
      Machine machine,
      Optional<ExampleEncoder> encoder,
      Preflight preflight,
      Estimates estimates,
      int profiledSteps,
      BooleanSupplier interrupted) {}

  /// When the run in this directory was first started; now when none was.
  private static Instant startOf(RunFiles files) throws IOException {
    return Files.exists(files.manifest())
        ? Manifest.read(files.manifest()).startedTime()
        : Instant.now();
  }

  /// Reads and checks everything that the run needs, and changes nothing.
  ///
  /// @param started a chat template that tells the model the date says this one, in UTC, so that a
  ///   resumed run has the tokens of the run's start
  Prepared prepare(Instant started) {
    if (recipe.search().isPresent()) {
      note("search: this section is for `luthier search`; this run has the values outside it");
    }
    Path base = Bases.resolve(recipe.base().reference(), BaseRequest.ofProcess(this::note));
    boolean pretrained = recipe.base().init() == Base.Init.PRETRAINED;
    Models.Facts facts = facts(base, pretrained);
    TunedModel.check(recipe, base);
    Decisions.Resolved first = Decisions.beforeData(Bases.pinned(recipe, base), facts, machine);
    int maxLength = first.recipe().training().maxLength().orElse(facts.maxPositions());
    if (maxLength > facts.maxPositions()) {
      throw new InvalidInputException(
          "training.max_length: found "
              + maxLength
              + ", expected at most "
              + facts.maxPositions()
              + ", the model's positions");
    }
    Clock clock = Clock.fixed(started, ZoneOffset.UTC);
    Optional<ExampleEncoder> encoder = TextTools.encoder(base, recipe.data().trainOn(), clock);
    Optional<MaskedWords> words =
        MaskedWords.of(
            first.recipe(),
            base,
            encoder.map(ExampleEncoder::tokenizer),
            facts.vocabulary(),
            maxLength);
    Encoding encoding =
        new Encoding(
            facts.vocabulary(),
            maxLength,
            first.recipe().data().tooLong(),
            base,
            encoder,
            Optional.empty(),
            words);
    PreparedData data = PreparedData.of(first.recipe(), directory, encoding);
    data.labelling()
        .ifPresent(labelling -> Models.inspectTask(base, labelling.wanted(), pretrained));
    Decisions.Resolved sized = Sizing.decide(first, data.train(), TunedModel.size(facts, base));
    StepPlan plan =
        new StepPlan(
            data.train(),
            sized.recipe().training().batchSize(),
            recipe.training().shuffle(),
            recipe.training().groupByLength(),
            recipe.seed(),
            words.map(MaskedWords::view).orElse(StepPlan.View.SAME));
    Planning planning =
        new Planning(
            TunedModel.size(facts, base), TunedModel.besides(recipe, base), data, plan, machine);
    Decisions.Resolved resolved = Decisions.withData(sized, data, plan, facts, machine, planning);
    Estimates estimates = Estimates.of(resolved.recipe(), planning);
    Decisions.requireLearning(resolved.recipe(), plan);
    List<Integer> stop = encoder.map(e -> e.tokenizer().specialTokens().stop()).orElse(List.of());
    Preflight preflight = new Proofs(encoder, stop).of(data.sets().train());
    Proofs.require(preflight);
    AnswerChecks.require(recipe, data.sets());
    return new Prepared(
        started,
        resolved.recipe(),
        base,
        facts,
        data,
        plan,
        Stream.concat(resolved.decisions().stream(), MaskedWork.freshHead(recipe, base).stream())
            .toList(),
        machine,
        encoder,
        new Preflight(preflight.proofs(), estimates.forPreflight()),
        estimates,
        profiledSteps,
        interrupted);
  }

  /// Of a model with labels the weights are looked at when the number of labels is known.
  private Models.Facts facts(Path base, boolean pretrained) {
    return switch (recipe.task().kind()) {
      case LANGUAGE -> Models.inspect(base, pretrained);
      case MASKED -> Models.inspectMasked(base, pretrained).model();
      case SEQUENCE, TOKEN -> Models.inspect(base, false);
    };
  }

  private void note(String text) {
    listener.on(new RunEvent.Note(text));
  }

  /// What a run would do, in words; changes nothing.
  public String check() {
    return CheckText.of(prepare(Instant.now()));
  }

  private Outcome trainAndFinish(RunDirectory owned, Prepared prepared, boolean resume)
      throws IOException {
    CheckpointStore store =
        new CheckpointStore(
            owned.files(),
            prepared.recipe().training().keepCheckpoints(),
            CheckpointAverage.planned(prepared.recipe(), prepared.plan()));
    Optional<CheckpointStore.Stored> stored = resume ? store.newest() : Optional.empty();
    Clock clock = Clock.systemUTC();
    if (resume && stored.isEmpty()) {
      forgetSteps(owned.files());
    }
    try (RunLog log =
            stored.isPresent()
                ? RunLog.resume(owned.files(), stored.get().position(), clock)
                : RunLog.create(owned.files(), clock);
        Monitors monitors =
            Monitors.of(prepared.recipe(), owned.files(), clock, RunListener.all(log, listener))) {
      Estimates.Watch watch = prepared.estimates().watch();
      RunListener all =
          RunListener.all(log, new LivePage(owned.files()), listener, watch, monitors);
      if (resume) {
        all.on(new RunEvent.Resumed(stored.map(s -> s.position().step()).orElse(0)));
      }
      prepared.decisions().forEach(all::on);
      try {
        Outcome outcome = new Session(prepared, owned.files(), store, log, all).run(stored);
        watch.record(all);
        ReportPage.write(owned.files().root());
        return outcome;
      } catch (LuthierException e) {
        try {
          all.on(new RunEvent.Failed(String.valueOf(e.getMessage())));
        } catch (RuntimeException unwritten) {
          e.addSuppressed(unwritten);
        }
        throw e;
      }
    }
  }

  /// A run that was killed before its first checkpoint starts afresh: the steps of its log are made
  /// again. How far that log had come is not known, so no part of it is relied on.
  private static void forgetSteps(RunFiles files) throws IOException {
    Files.deleteIfExists(files.metrics());
    Files.deleteIfExists(files.lineage());
    AtomicFiles.deleteTree(files.tensorBoard());
  }

  /// Writes down what the run is made of, before the first step.
  private void describe(RunDirectory owned, Prepared prepared) throws IOException {
    AtomicFiles.write(owned.files().recipe(), prepared.recipe().toYaml());
    prepared.data().report().write(owned.files().data());
    prepared.preflight().write(owned.files().preflight());
    Map<String, String> versions = new TreeMap<>();
    versions.put("luthier", "0.1.0");
    versions.put("java", Runtime.version().toString());
    versions.put("libtorch", LibTorch.version());
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    versions.put("processor", prepared.machine().processor());
    new Manifest(
            prepared.recipe().name(),
            prepared.recipe().task().name().toLowerCase(Locale.ROOT),
            prepared.started(),
            prepared.recipe().seed(),
            "cpu",
            prepared.recipe().threads().orElse(1),
            versions,
            new Manifest.Base(
                prepared.recipe().base().reference(),
                Models.architecture(prepared.base()),
                prepared.facts().parameters(),
                0,
                Fingerprints.of(prepared.base())),
            prepared.data().files(),
            prepared.decisions(),
            Defaults.of(recipe))
        .write(owned.files().manifest());
  }

  /// A resumed run must be the run that was started: recipe, data and base.
  private void requireSame(RunDirectory owned, Prepared prepared) throws IOException {
    Recipe before =
        Recipe.parse(
            owned.files().recipe().toString(),
            Files.readString(owned.files().recipe()),
            directory,
            List.of());
    Map<String, String> then = before.settings();
    Map<String, String> now = prepared.recipe().settings();
    List<String> changes = new ArrayList<>();
    for (String key : new TreeSet<>(now.keySet())) {
      if (!String.valueOf(then.get(key)).equals(now.get(key))) {
        changes.add(key + ": was " + then.get(key) + ", is " + now.get(key));
      }
    }
    Manifest manifest = Manifest.read(owned.files().manifest());
    if (!manifest.data().equals(prepared.data().files())) {
      changes.add("data: the files are not those of the run's start (their hashes differ)");
    }
    if (!manifest.base().sha256().equals(Fingerprints.of(prepared.base()))) {
      changes.add("base: the model's files are not those of the run's start");
    }
    if (!changes.isEmpty()) {
      throw new InvalidInputException(
          owned.files().root()
              + ": cannot be resumed, the run would not be the same:\n  "
              + String.join("\n  ", changes)
              + "\nUndo that, or start a new run with another --out.");
    }
  }
}
