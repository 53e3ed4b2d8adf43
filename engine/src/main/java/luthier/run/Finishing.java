package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import luthier.adapter.Adapter;
import luthier.adapter.AdapterFiles;
import luthier.export.Comparison;
import luthier.export.ModelFiles;
import luthier.kernel.Kernels;
import luthier.metric.Evaluation;
import luthier.metric.Forgetting;
import luthier.model.LanguageModel;
import luthier.model.Model;
import luthier.recipe.Dtype;
import luthier.recipe.Method;
import luthier.report.EvaluationFile;
import luthier.runlog.AtomicFiles;
import luthier.runlog.Certificate;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import luthier.runlog.RunListener;
import luthier.verdict.Findings;
import luthier.weights.StoredType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The end of a run: scores, export, certificate. Each file appears whole; a run that was killed
/// here does it again.
///
/// The base model is measured here and not before the first step, and read again for it: what is
/// compared with is the base of the files, whatever was trained, and one model at a time is in
/// memory.
///
/// @param retention what the model must not lose; empty where there is nothing to measure
/// @param kernels of the calling thread
record Finishing(
    FineTune.Prepared prepared,
    Work work,
    RunFiles files,
    Measuring measuring,
    Optional<Retention> retention,
    Kernels kernels,
    RunListener listener) {

  /// What is known of the tuned model when it has been closed.
  ///
  /// @param measured on the held-out examples
  /// @param live its logits
  /// @param directory of the export
  /// @param kept what it kept
  record Exported(
      Measuring.Measured measured,
      Comparison live,
      Path directory,
      Optional<Retention.Losses> kept) {}

  /// Measures and writes the tuned model.
  Exported export(TunedModel tuned) throws IOException {
    listener.on(new RunEvent.StageStarted("evaluation of the tuned model"));
    Measuring.Measured measured = measuring.measure(tuned.model());
    Optional<Retention.Losses> kept = kept(tuned.model());
    listener.on(new RunEvent.StageStarted("export"));
    return new Exported(measured, work.compare(tuned.model(), kernels), write(tuned), kept);
  }

  private Optional<Retention.Losses> kept(Model model) {
    return retention.map(measuring -> measuring.measure((LanguageModel) model));
  }

  private Path write(TunedModel tuned) throws IOException {
    Path target = tuned.adapter().isPresent() ? files.adapter() : files.model();
    Path gathering = AtomicFiles.temporary(target);
    AtomicFiles.deleteTree(gathering);
    Files.createDirectories(gathering);
    if (tuned.adapter().isPresent()) {
      AdapterFiles.write(tuned.adapter().get(), gathering, prepared.recipe().base().reference());
      ModelFiles.copyTokenizer(prepared.base(), gathering);
      work.describe(gathering);
    } else {
      StoredType stored = type() == ScalarType.Float ? StoredType.F32 : StoredType.BF16;
      work.write(tuned.model(), gathering, stored);
    }
    AtomicFiles.replace(gathering, target);
    return target;
  }

  /// Measures the base model, reads the export back, and writes down what they are worth. To be
  /// called when the tuned model is closed.
  ///
  /// @throws luthier.TrainingFailedException when the export does not pass
  Results prove(Exported exported) throws IOException {
    listener.on(new RunEvent.StageStarted("evaluation of the base model"));
    Measuring.Measured before;
    Optional<Retention.Losses> known;
    Comparison base;
    Optional<Comparison> adapted = Optional.empty();
    try (Model model = work.load(type(), false)) {
      before = measuring.measureBase(model, exported.measured());
      known = kept(model);
      base = work.compare(model, kernels);
      if (isAdapter()) {
        try (Adapter again = AdapterFiles.load(model, exported.directory(), type())) {
          adapted = Optional.of(work.compare(model, kernels));
          assert again.settings().r() > 0;
        }
      }
    }
    Comparison reread = adapted.orElseGet(() -> reread(exported.directory()));
    Certificate certificate =
        new Certifying(exported.live(), reread, base)
            .certificate(
                isAdapter() ? "adapter" : "model",
                String.valueOf(files.root().relativize(exported.directory())),
                stored(),
                Certifying.SAME,
                Certifying.files(exported.directory()));
    measuring
        .complaints(before, exported.measured())
        .forEach(text -> listener.on(new RunEvent.Warning(text)));
    Evaluation evaluation = measuring.compare(before, exported.measured());
    Optional<Forgetting> forgetting =
        retention.map(r -> r.compare(known.orElseThrow(), exported.kept().orElseThrow()));
    forgetting.filter(Forgetting::exceeded).ifPresent(this::warn);
    Findings measured = measuring.findings(before, exported.measured());
    Findings findings = forgetting.map(measured::with).orElse(measured);
    EvaluationFile.write(files.evaluation(), evaluation, findings);
    // last, as it marks the run as finished
    certificate.write(files.certificate());
    Certifying.require(files.certificate(), certificate);
    return new Results(evaluation, Optional.of(findings), exported.directory(), certificate);
  }

  private void warn(Forgetting forgetting) {
    forgetting.sentences().forEach(text -> listener.on(new RunEvent.Warning(text)));
  }

  private Comparison reread(Path model) {
    try (Model again = work.reload(model, type())) {
      return work.compare(again, kernels);
    }
  }

  private boolean isAdapter() {
    return !(prepared.recipe().method() instanceof Method.Full);
  }

  private ScalarType type() {
    return TunedModel.type(prepared.recipe());
  }

  /// An adapter is stored as its float32 master values, whatever it computes with.
  private String stored() {
    Dtype dtype =
        isAdapter() ? Dtype.FLOAT32 : prepared.recipe().training().dtype().orElse(Dtype.FLOAT32);
    return dtype.name().toLowerCase(Locale.ROOT);
  }
}
