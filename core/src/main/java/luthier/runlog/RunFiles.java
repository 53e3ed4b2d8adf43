package luthier.runlog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Where things are in a run directory.
///
/// @param root the run directory
public record RunFiles(Path root) {

  /// The recipe as it was resolved, every key with its value.
  public Path recipe() {
    return root.resolve("recipe.yaml");
  }

  /// [Manifest].
  public Path manifest() {
    return root.resolve("manifest.json");
  }

  /// [MetricsFile].
  public Path metrics() {
    return root.resolve("metrics.jsonl");
  }

  /// [LineageFile].
  public Path lineage() {
    return root.resolve("lineage.jsonl");
  }

  /// [EventsFile].
  public Path events() {
    return root.resolve("events.jsonl");
  }

  /// The directory of TensorBoard's event files.
  public Path tensorBoard() {
    return root.resolve("tensorboard");
  }

  /// [DataReport].
  public Path data() {
    return root.resolve("data.json");
  }

  /// [Preflight].
  public Path preflight() {
    return root.resolve("preflight.json");
  }

  /// Where the time of some steps went, in Chrome's trace event format.
  public Path profile() {
    return root.resolve("profile.json");
  }

  /// The same as a table.
  public Path profileTable() {
    return root.resolve("profile.txt");
  }

  /// The scores before and after.
  public Path evaluation() {
    return root.resolve("evaluation.json");
  }

  /// The scores on the way from the base to the tuned weights, where they were asked for.
  public Path blend() {
    return root.resolve("blend.json");
  }

  /// [Certificate].
  public Path certificate() {
    return root.resolve("certificate.json");
  }

  /// Which run of an MLflow server this one is told to.
  public Path mlflow() {
    return root.resolve("mlflow.json");
  }

  /// The page for people.
  public Path report() {
    return root.resolve("report.html");
  }

  /// The tuned adapter, in PEFT layout.
  public Path adapter() {
    return root.resolve("adapter");
  }

  /// The tuned model, in Hugging Face layout, when the whole model was trained.
  public Path model() {
    return root.resolve("model");
  }

  /// The directory of all checkpoints.
  public Path checkpoints() {
    return root.resolve("checkpoints");
  }

  /// The directory of one checkpoint, e.g. `checkpoints/step-000400`.
  public Path checkpoint(int step) {
    return checkpoints().resolve(String.format(Locale.ROOT, "step-%06d", step));
  }

  Path lock() {
    return root.resolve(".lock");
  }

  /// Whether a run was started in this directory, however far it came.
  public boolean isRun() {
    return Files.exists(lock()) || Files.exists(manifest());
  }
}
