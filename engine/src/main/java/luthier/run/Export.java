package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.UnsupportedException;
import luthier.adapter.Adapter;
import luthier.adapter.AdapterFiles;
import luthier.export.Blend;
import luthier.export.Comparison;
import luthier.model.Model;
import luthier.recipe.Dtype;
import luthier.recipe.Recipe;
import luthier.recipe.Task;
import luthier.runlog.AtomicFiles;
import luthier.runlog.Certificate;
import luthier.runlog.Manifest;
import luthier.runlog.RunFiles;
import luthier.tensor.LibTorch;
import luthier.weights.StoredType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The result of a finished run as a directory of its own, with its certificate in it.
///
/// @param run the run directory
/// @param dtype what the weights are stored as; empty for what the run computed with
/// @param out must not exist
/// @param blend share of the tuned weights' change that stays, in (0, 1]; empty for all of it
public record Export(Path run, Form form, Optional<Dtype> dtype, Path out, Optional<Double> blend) {

  /// All of what was learned.
  public Export(Path run, Form form, Optional<Dtype> dtype, Path out) {
    this(run, form, dtype, out, Optional.empty());
  }

  /// What is written.
  public enum Form {
    /// A whole model in Hugging Face layout, the adapter added to the base's weights.
    MERGED,
    /// The adapter in PEFT layout.
    ADAPTER,
    /// One file for llama.cpp.
    GGUF
  }

  /// Everything is compared in float32, so that only what is stored makes a difference.
  static final ScalarType COMPARED_IN = ScalarType.Float;

  /// Writes the export whole or not at all.
  ///
  /// @return the certificate that lies in the export
  /// @throws InvalidInputException when there is no finished run, or no such form of it, or `out`
  ///   exists
  /// @throws UnsupportedException for GGUF, and for a blend of a model with labels, whose head has
  ///   no base to go back to
  /// @throws luthier.TrainingFailedException when the export, read back, is not the live model;
  ///   then nothing is left of it
  public Certificate write() throws IOException {
    if (form == Form.GGUF) {
      throw new UnsupportedException(
          "--as gguf: is not supported yet; --as merged writes a directory in Hugging Face layout,"
              + " which llama.cpp's own converter reads");
    }
    RunFiles files = finished(run);
    boolean adapted = Files.isDirectory(files.adapter());
    requireForm(adapted);
    requireBlend(files);
    requireFree();
    LibTorch.load();
    LibTorch.useThreads(recipe(files).threads().orElse(1));
    Path base = base(files);
    Path gathering = AtomicFiles.temporary(out);
    try {
      Files.createDirectories(gathering.toAbsolutePath().getParent());
      AtomicFiles.deleteTree(gathering);
      Files.createDirectories(gathering);
      Certificate certificate =
          adapted ? ofAdapter(files, base, gathering) : ofModel(files, base, gathering);
      Path file = new RunFiles(gathering).certificate();
      certificate.write(file);
      Certifying.require(out.resolve(file.getFileName()), certificate);
      AtomicFiles.publish(gathering, out);
      return certificate;
    } catch (IOException e) {
      throw new ResourceException(out + ": the export could not be written: " + e, e);
    } finally {
      AtomicFiles.deleteTree(gathering);
    }
  }

  /// The files of a run that has a good result.
  static RunFiles finished(Path run) throws IOException {
    RunFiles files = new RunFiles(run);
    if (!files.isRun()) {
      throw new InvalidInputException(
          run + ": is not a run directory; expected one that luthier tune made");
    }
    if (!FinishedRun.isIn(files)) {
      throw new InvalidInputException(
          run + ": this run has no result yet; finish it with luthier tune … --resume");
    }
    Certifying.require(files.certificate(), Certificate.read(files.certificate()));
    return files;
  }

  private void requireForm(boolean adapted) {
    if (form == Form.ADAPTER && !adapted) {
      throw new InvalidInputException(
          run
              + ": this run trained the whole model (method.kind: full), so there is no adapter;"
              + " use --as merged");
    }
    if (form == Form.ADAPTER && dtype.isPresent()) {
      throw new InvalidInputException(
          "--dtype: an adapter is copied as the run holds it, in float32; leave --dtype out, or use"
              + " --as merged");
    }
  }

  private void requireBlend(RunFiles files) throws IOException {
    if (blend.isEmpty()) {
      return;
    }
    double share = blend.get();
    if (!(share > 0 && share <= 1)) {
      throw new InvalidInputException(
          "--blend: found "
              + share
              + ", expected a number greater than 0 and at most 1: the share of what was learned"
              + " that stays");
    }
    if (recipe(files).task().kind() != Task.Kind.LANGUAGE) {
      throw new UnsupportedException(
          "--blend: is for models that write; a head with labels or for hidden words has no base to"
              + " go back to");
    }
  }

  private void requireFree() {
    if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
      throw new InvalidInputException(
          "--out: " + out + " exists already; name a directory that does not");
    }
  }

  /// The run's base, if it is still the same.
  static Path base(RunFiles files) throws IOException {
    Manifest.Base then = Manifest.read(files.manifest()).base();
    Path base = Bases.resolve(then.name());
    if (!Fingerprints.of(base).equals(then.sha256())) {
      throw new InvalidInputException(
          base
              + ": the base model's files are not those that the run was started with (their hashes"
              + " differ); put them back");
    }
    return base;
  }

  private Certificate ofAdapter(RunFiles files, Path base, Path gathering) throws IOException {
    ExportedKind kind = ExportedKind.of(recipe(files), files.adapter());
    Dtype stored = stored(files);
    List<int[]> sequences;
    Comparison before;
    Comparison live;
    boolean replaced =
        blend.isPresent() && Adapter.replaces(AdapterFiles.settings(files.adapter()));
    try (Model model = kind.load(base);
        Blend blending = Blend.of(model, replaced)) {
      sequences = CheckedTokens.of(files, base, kind.vocabulary(model), kind.maxPositions(model));
      before = kind.compare(model, sequences);
      try (Adapter adapter = AdapterFiles.load(model, files.adapter(), COMPARED_IN)) {
        blend.ifPresent(share -> blending.apply(adapter, share));
        live = kind.compare(model, sequences);
        if (form == Form.MERGED) {
          kind.write(model, Optional.of(adapter), base, gathering, type(stored));
        } else {
          if (blend.isPresent()) {
            AdapterFiles.write(adapter, gathering, recipe(files).base().reference());
          }
          copy(files.adapter(), gathering);
        }
      }
    }
    if (form == Form.MERGED) {
      return certificate(
          "merged",
          new Certifying(live, reread(kind, gathering, sequences), before),
          stored,
          gathering);
    }
    try (Model model = kind.load(base);
        Adapter adapter = AdapterFiles.load(model, gathering, COMPARED_IN)) {
      assert adapter.settings().r() > 0;
      Certifying all = new Certifying(live, kind.compare(model, sequences), before);
      return certificate("adapter", all, Dtype.FLOAT32, gathering);
    }
  }

  private Certificate ofModel(RunFiles files, Path base, Path gathering) throws IOException {
    ExportedKind kind = ExportedKind.of(recipe(files), files.model());
    Dtype stored = stored(files);
    List<int[]> sequences;
    Comparison live;
    try (Model model = kind.load(files.model())) {
      if (blend.isPresent()) {
        try (Model first = kind.untuned(base)) {
          Blend.apply(model, first, blend.get());
        }
      }
      sequences =
          CheckedTokens.of(files, files.model(), kind.vocabulary(model), kind.maxPositions(model));
      live = kind.compare(model, sequences);
      kind.write(model, Optional.empty(), files.model(), gathering, type(stored));
    }
    Comparison before;
    try (Model model = kind.untuned(base)) {
      before = kind.compare(model, sequences);
    }
    return certificate(
        "model",
        new Certifying(live, reread(kind, gathering, sequences), before),
        stored,
        gathering);
  }

  private static Comparison reread(ExportedKind kind, Path directory, List<int[]> sequences) {
    try (Model model = kind.load(directory)) {
      return kind.compare(model, sequences);
    }
  }

  private Certificate certificate(String kind, Certifying all, Dtype stored, Path gathering)
      throws IOException {
    Certificate whole =
        all.certificate(
            kind,
            ".",
            stored.name().toLowerCase(Locale.ROOT),
            stored == Dtype.BFLOAT16 ? Certifying.BFLOAT16 : Certifying.FLOAT32,
            Certifying.files(gathering));
    if (blend.isEmpty()) {
      return whole;
    }
    List<Certificate.Measure> measures = new ArrayList<>(whole.measures());
    measures.add(
        Certificate.Measure.told(
            "blend", "share of what was learned that stays in this export", blend.get()));
    return new Certificate(whole.kind(), whole.path(), whole.dtype(), measures, whole.files());
  }

  private Dtype stored(RunFiles files) throws IOException {
    return dtype.isPresent() ? dtype.get() : recipe(files).training().dtype().orElse(Dtype.FLOAT32);
  }

  private static StoredType type(Dtype dtype) {
    return dtype == Dtype.BFLOAT16 ? StoredType.BF16 : StoredType.F32;
  }

  static Recipe recipe(RunFiles files) throws IOException {
    return Recipe.parse(
        files.recipe().toString(), Files.readString(files.recipe()), files.root(), List.of());
  }

  /// Copies what is not there yet.
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> entries = Files.walk(from)) {
      for (Path file : entries.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!Files.exists(target)) {
          Files.copy(file, target);
        }
      }
    }
  }
}
