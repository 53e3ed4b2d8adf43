package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.TrainingFailedException;
import luthier.adapter.Adapter;
import luthier.adapter.AdapterFiles;
import luthier.export.Comparison;
import luthier.export.ModelFiles;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.runlog.AtomicFiles;
import luthier.runlog.Certificate;
import luthier.runlog.RunFiles;
import luthier.runlog.RunListener;
import luthier.tokenizer.TokenizedExample;
import luthier.weights.StoredType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The end of a run: scores, export, certificate. Each file appears whole; a run that was killed
/// here does it again.
record Finishing(
    FineTune.Prepared prepared,
    RunFiles files,
    TunedModel tuned,
    List<Kernels> kernels,
    RunListener listener) {

  private static final int COMPARED = 4;

  Results finish(Evaluation evaluation, Evaluation.Measured before) throws IOException {
    Evaluation.Measured after = evaluation.measure();
    Path export = export();
    Certificate certificate = certify(export);
    Results results =
        new Results(
            evaluation.set(),
            evaluation.examples().size(),
            before.scores(),
            after.scores(),
            evaluation.samples(before, after),
            export,
            certificate);
    AtomicFiles.write(files.evaluation(), json(results));
    certificate.write(files.certificate());
    if (!certificate.passed()) {
      throw new TrainingFailedException(
          files.certificate()
              + ": the export differs from the live model by more than its limit; do not use it");
    }
    return results;
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
    List<int[]> sequences = new ArrayList<>();
    Stream.concat(prepared.data().validation().stream(), prepared.data().train().stream())
        .limit(COMPARED)
        .map(TokenizedExample::ids)
        .forEach(sequences::add);
    Kernels first = kernels.getFirst();
    ScalarType type = TunedModel.type(prepared.recipe());
    Comparison live = Comparison.of(tuned.model(), first, sequences);
    Comparison reread;
    Optional<Comparison> base = Optional.empty();
    if (tuned.adapter().isPresent()) {
      tuned.adapter().get().disable();
      base = Optional.of(Comparison.of(tuned.model(), first, sequences));
      tuned.adapter().get().enable();
      try (LanguageModel again = Models.load(prepared.base(), type, false);
          Adapter adapter = AdapterFiles.load(again, export, type)) {
        reread = Comparison.of(again, first, sequences);
        assert adapter.settings().r() > 0;
      }
    } else {
      try (LanguageModel again = Models.load(export, type, false)) {
        reread = Comparison.of(again, first, sequences);
      }
    }
    List<Certificate.Measure> measures = new ArrayList<>();
    measures.add(
        Certificate.Measure.atMost(
            "max_logit_difference",
            "largest difference of a logit between the live model and the export read back",
            live.largestDifference(reread),
            1e-4));
    base.ifPresent(b ->
        measures.add(
            Certificate.Measure.atLeast(
                "max_difference_from_base",
                "largest difference of a logit between the export and the base model",
                reread.largestDifference(b),
                1e-6)));
    return new Certificate(
        tuned.adapter().isPresent() ? "adapter" : "model",
        String.valueOf(files.root().relativize(export)),
        type == ScalarType.Float ? "float32" : "bfloat16",
        measures,
        exported(export));
  }

  private static List<Certificate.ExportedFile> exported(Path export) throws IOException {
    List<Certificate.ExportedFile> all = new ArrayList<>();
    try (Stream<Path> entries = Files.list(export)) {
      for (Path file : entries.sorted().toList()) {
        all.add(
            new Certificate.ExportedFile(
                String.valueOf(file.getFileName()), Files.size(file), Fingerprints.ofFile(file)));
      }
    }
    return all;
  }

  private static String json(Results results) {
    JsonMapper mapper = JsonMapper.builder().build();
    ObjectNode json = mapper.createObjectNode();
    json.put("format", 1);
    json.put("set", results.set());
    json.put("examples", results.examples());
    scores(json.putObject("before"), results.before());
    scores(json.putObject("after"), results.after());
    for (Results.Sample sample : results.samples()) {
      ObjectNode node = json.withArray("samples").addObject();
      node.put("prompt", sample.prompt());
      node.put("reference", sample.reference());
      node.put("before", sample.before());
      node.put("after", sample.after());
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
  }

  private static void scores(ObjectNode json, Results.Scores scores) {
    scores.loss().ifPresent(loss -> json.put("loss", loss));
    scores.accuracy().ifPresent(accuracy -> json.put("accuracy", accuracy));
  }
}
