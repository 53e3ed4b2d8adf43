package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import luthier.adapter.Adapter;
import luthier.adapter.AdapterFiles;
import luthier.evaluation.SetLoss;
import luthier.export.Blend;
import luthier.kernel.Kernels;
import luthier.metric.Forgetting;
import luthier.model.LanguageModel;
import luthier.model.Model;
import luthier.objective.NextToken;
import luthier.recipe.Recipe;
import luthier.recipe.Task;
import luthier.report.BlendFile;
import luthier.report.ReportPage;
import luthier.runlog.Manifest;
import luthier.runlog.RunFiles;
import luthier.runlog.RunListener;
import luthier.tensor.LibTorch;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;

/// What the models between a run's base and its result score on the task and on what was known
/// before, so that a share can be picked. The task is measured on the validation set: the test set
/// chooses nothing.
///
/// @param run a finished run of a language task
/// @param shares of what was learned, ascending, with 0 and 1
public record BlendCurve(Path run, List<Double> shares) {

  /// The usual shares.
  public static final List<Double> SHARES = List.of(0.0, 0.25, 0.5, 0.75, 1.0);

  public BlendCurve {
    shares = List.copyOf(shares);
  }

  /// Measures the curve, writes it into the run directory (`blend.json` and the report) and returns
  /// it.
  ///
  /// @throws InvalidInputException when there is no finished run with a validation set, or its data
  ///   or base have changed
  /// @throws UnsupportedException for models with labels
  public List<BlendFile.Point> measure() throws IOException {
    RunFiles files = Export.finished(run);
    Recipe recipe = Export.recipe(files);
    if (recipe.task().kind() != Task.Kind.LANGUAGE) {
      throw new UnsupportedException(
          "--blend-curve: is for models that write; a head with labels or for hidden words has no"
              + " base to go back to");
    }
    LibTorch.load();
    Manifest manifest = Manifest.read(files.manifest());
    Path base = Export.base(files);
    FineTune.Prepared prepared =
        new FineTune(recipe, files.root(), RunListener.silent(), () -> false)
            .prepare(manifest.startedTime());
    requireSame(files, manifest, prepared);
    int threads = recipe.threads().orElse(1);
    LibTorch.useThreads(threads);
    int count = Decisions.workers(recipe);
    List<BlendFile.Point> points = new ArrayList<>();
    try (Workers workers = new Workers(count, Math.max(1, threads / count))) {
      List<Kernels> kernels = Session.kernels(count);
      Optional<Retention> retention = Retention.of(prepared, workers, kernels);
      for (double share : shares) {
        try (Blended blended = blended(files, recipe, base, share)) {
          points.add(point(share, blended.model(), prepared.data(), retention, workers, kernels));
        }
      }
    }
    BlendFile.write(files.blend(), points);
    ReportPage.write(files.root());
    return List.copyOf(points);
  }

  private static void requireSame(RunFiles files, Manifest then, FineTune.Prepared now) {
    if (!hashes(then.data()).equals(hashes(now.data().files()))) {
      throw new InvalidInputException(
          files.root()
              + ": the data files are not those of the run (their hashes differ), so its validation"
              + " set is not there any more; put them back");
    }
    if (now.data().validation().isEmpty()) {
      throw new InvalidInputException(
          files.root()
              + ": the run has no validation set, and the test set must choose nothing; a curve"
              + " needs a run with data.validation");
    }
  }

  private static List<String> hashes(List<Manifest.DataFile> files) {
    return files.stream().map(file -> file.use() + " " + file.sha256()).toList();
  }

  private static BlendFile.Point point(
      double share,
      LanguageModel model,
      PreparedData data,
      Optional<Retention> retention,
      Workers workers,
      List<Kernels> kernels) {
    List<TokenizedExample> held = data.validation();
    double loss =
        new SetLoss(new NextToken(model), workers, kernels, Planning.EVALUATED_TOKENS)
            .of(held)
            .loss();
    Optional<Forgetting> known =
        retention.map(measuring -> {
          Retention.Losses losses = measuring.measure(model);
          return measuring.compare(losses, losses);
        });
    return new BlendFile.Point(
        share,
        loss,
        known.flatMap(Forgetting::general).map(kept -> kept.after().value()),
        known.flatMap(Forgetting::keep).map(kept -> kept.after().value()));
  }

  /// A model on the way, with what must be closed with it.
  private record Blended(LanguageModel model, Optional<Adapter> adapter) implements AutoCloseable {
    @Override
    public void close() {
      adapter.ifPresent(Adapter::close);
      model.close();
    }
  }

  private static Blended blended(RunFiles files, Recipe recipe, Path base, double share) {
    if (!Files.isDirectory(files.adapter())) {
      ExportedKind kind = ExportedKind.of(recipe, files.model());
      Model first = kind.untuned(base);
      if (share == 0) {
        return new Blended((LanguageModel) first, Optional.empty());
      }
      Model tuned = kind.load(files.model());
      try (first) {
        Blend.apply(tuned, first, share);
      }
      return new Blended((LanguageModel) tuned, Optional.empty());
    }
    ExportedKind kind = ExportedKind.of(recipe, files.adapter());
    Model model = kind.load(base);
    boolean replaced = Adapter.replaces(AdapterFiles.settings(files.adapter()));
    try (Blend blend = Blend.of(model, replaced)) {
      Adapter adapter = AdapterFiles.load(model, files.adapter(), Export.COMPARED_IN);
      blend.apply(adapter, share);
      return new Blended((LanguageModel) model, Optional.of(adapter));
    }
  }
}
