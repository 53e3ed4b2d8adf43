package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.adapter.Adapter;
import luthier.adapter.AdapterFiles;
import luthier.export.Comparison;
import luthier.export.ModelFiles;
import luthier.kernel.Kernels;
import luthier.metric.Evaluation;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.operation.Linear;
import luthier.recipe.Base;
import luthier.recipe.Dtype;
import luthier.recipe.Recipe;
import luthier.report.EvaluationFile;
import luthier.runlog.AtomicFiles;
import luthier.runlog.Certificate;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import luthier.runlog.RunListener;
import luthier.tokenizer.TokenizedExample;
import luthier.weights.StoredType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The end of a run: scores, export, certificate. Each file appears whole; a run that was killed
/// here does it again.
record Finishing(
    FineTune.Prepared prepared,
    RunFiles files,
    TunedModel tuned,
    List<Kernels> kernels,
    RunListener listener) {

  private static final int COMPARED = 4;

  Results finish(Measuring measuring, Measuring.Measured before) throws IOException {
    listener.on(new RunEvent.StageStarted("evaluation of the tuned model"));
    Measuring.Measured after = measuring.measure();
    measuring.complaint(after).ifPresent(text -> listener.on(new RunEvent.Warning(text)));
    Evaluation evaluation = measuring.compare(before, after);
    listener.on(new RunEvent.StageStarted("export"));
    Path export = export();
    Certificate certificate = certify(export);
    EvaluationFile.write(files.evaluation(), evaluation);
    // last, as it marks the run as finished
    certificate.write(files.certificate());
    Certifying.require(files.certificate(), certificate);
    return new Results(evaluation, export, certificate);
  }

  private Path export() throws IOException {
    Path target = tuned.adapter().isPresent() ? files.adapter() : files.model();
    Path gathering = AtomicFiles.temporary(target);
    AtomicFiles.deleteTree(gathering);
    Files.createDirectories(gathering);
    if (tuned.adapter().isPresent()) {
      AdapterFiles.write(tuned.adapter().get(), gathering, prepared.recipe().base().reference());
      ModelFiles.copyTokenizer(prepared.base(), gathering);
    } else {
      StoredType type =
          TunedModel.type(prepared.recipe()) == ScalarType.Float ? StoredType.F32 : StoredType.BF16;
      ModelFiles.write(tuned.model(), Optional.empty(), prepared.base(), gathering, type);
    }
    AtomicFiles.replace(gathering, target);
    return target;
  }

  /// Reads the export back into a second model and compares logits with the live one and the base.
  private Certificate certify(Path export) throws IOException {
    List<int[]> sequences =
        Stream.concat(prepared.data().validation().stream(), prepared.data().train().stream())
            .limit(COMPARED)
            .map(TokenizedExample::ids)
            .toList();
    Kernels first = kernels.getFirst();
    ScalarType type = TunedModel.type(prepared.recipe());
    Comparison live = Comparison.of(tuned.model(), first, sequences);
    tuned.model().linears().forEach(Linear::forgetPacked); // room for the second model
    Comparison reread;
    Comparison base;
    if (tuned.adapter().isPresent()) {
      try (LanguageModel again = Models.load(prepared.base(), type, false)) {
        base = Comparison.of(again, first, sequences);
        try (Adapter adapter = AdapterFiles.load(again, export, type)) {
          reread = Comparison.of(again, first, sequences);
          assert adapter.settings().r() > 0;
        }
      }
    } else {
      try (LanguageModel again = Models.load(export, type, false)) {
        reread = Comparison.of(again, first, sequences);
      }
      try (LanguageModel untuned = untuned(prepared.recipe(), type)) {
        base = Comparison.of(untuned, first, sequences);
      }
    }
    return new Certifying(live, reread, base)
        .certificate(
            tuned.adapter().isPresent() ? "adapter" : "model",
            String.valueOf(files.root().relativize(export)),
            stored(),
            Certifying.SAME,
            Certifying.files(export));
  }

  private LanguageModel untuned(Recipe recipe, ScalarType type) {
    return recipe.base().init() == Base.Init.RANDOM
        ? Models.random(prepared.base(), recipe.seed(), type, false)
        : Models.load(prepared.base(), type, false);
  }

  /// An adapter is stored as its float32 master values, whatever it computes with.
  private String stored() {
    Dtype dtype =
        tuned.adapter().isPresent()
            ? Dtype.FLOAT32
            : prepared.recipe().training().dtype().orElse(Dtype.FLOAT32);
    return dtype.name().toLowerCase(Locale.ROOT);
  }
}
