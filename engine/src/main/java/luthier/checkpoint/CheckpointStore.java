package luthier.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.runlog.AtomicFiles;
import luthier.runlog.DiskTrouble;
import luthier.runlog.RunFiles;
import luthier.runlog.RunLog;
import luthier.tensor.Native;
import luthier.weights.JsonFiles;
import luthier.weights.SafetensorsFile;
import luthier.weights.SafetensorsWriter;
import luthier.weights.TensorSource;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The checkpoints of one run: `checkpoints/step-NNNNNN/`, each published whole.
public final class CheckpointStore {

  private static final String WEIGHTS = "weights.safetensors";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String PROGRESS = "progress.json";
  private static final String MANIFEST = "manifest.json";
  private static final int FORMAT = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final RunFiles files;
  private final int keepNewest;
  private final Planned planned;

  /// Checkpoints that the plan of the run makes, whether it is interrupted or not.
  ///
  /// @param keep how many of them stay besides
  /// @param at whether a step makes one
  public record Planned(int keep, LongPredicate at) {
    static final Planned NONE = new Planned(0, _ -> false);
  }

  /// A tensor of the state, to be read when saving and overwritten when loading.
  public record Named(String name, Tensor tensor) {}

  /// A checkpoint on disk that was checked: every file is there, whole and unchanged.
  public record Stored(Path directory, Progress progress, RunLog.Position position) {}

  /// @param keepNewest how many stay besides the best
  public CheckpointStore(RunFiles files, int keepNewest) {
    this(files, keepNewest, Planned.NONE);
  }

  public CheckpointStore(RunFiles files, int keepNewest, Planned planned) {
    this.files = files;
    this.keepNewest = keepNewest;
    this.planned = planned;
  }

  /// Publishes a checkpoint and removes those that are no longer kept.
  ///
  /// @param position how far the run's log had come
  /// @return where it is
  /// @throws ResourceException when the disk is full or fails; then nothing half-written is left
  public Path save(
      List<Named> weights, List<Named> optimizer, Progress progress, RunLog.Position position) {
    Path target = files.checkpoint(Math.toIntExact(progress.step()));
    Path gathering = AtomicFiles.temporary(target);
    try {
      AtomicFiles.deleteTree(gathering);
      Files.createDirectories(gathering);
      write(gathering.resolve(WEIGHTS), weights);
      write(gathering.resolve(OPTIMIZER), optimizer);
      AtomicFiles.write(gathering.resolve(PROGRESS), json(progress, position).toString());
      AtomicFiles.write(gathering.resolve(MANIFEST), manifest(gathering).toString());
      AtomicFiles.replace(gathering, target);
      prune(progress);
      return target;
    } catch (IOException e) {
      throw unwritten(gathering, DiskTrouble.writing(target, e));
    } catch (ResourceException e) {
      throw unwritten(gathering, e);
    }
  }

  /// Removes what was gathered, which also makes room, and says from where the run can go on.
  private ResourceException unwritten(Path gathering, ResourceException e) {
    try {
      AtomicFiles.deleteTree(gathering);
    } catch (IOException left) {
      e.addSuppressed(left); // the next save removes it
    }
    String last =
        checkpoints().stream()
            .max(Comparator.naturalOrder())
            .map(path -> path + " is still good; make room, then go on from it with --resume")
            .orElse("there is no checkpoint before it; make room, then start again");
    return new ResourceException(
        e.getMessage() + "\nThe checkpoint was not made: " + last + ".", e);
  }

  /// The newest checkpoint that is whole; damaged ones are passed over.
  public Optional<Stored> newest() {
    return checkpoints().stream()
        .sorted(Comparator.reverseOrder())
        .map(this::checked)
        .flatMap(Optional::stream)
        .findFirst();
  }

  /// The newest of the planned checkpoints that are kept and whole, newest first.
  public List<Stored> planned() {
    return checkpoints().stream()
        .sorted(Comparator.reverseOrder())
        .filter(path -> planned.at().test(stepOf(path)))
        .limit(planned.keep())
        .map(this::checked)
        .flatMap(Optional::stream)
        .toList();
  }

  private static long stepOf(Path checkpoint) {
    return Long.parseLong(String.valueOf(checkpoint.getFileName()).substring("step-".length()));
  }

  /// The checkpoint of a step, if it is whole.
  public Optional<Stored> at(long step) {
    return checked(files.checkpoint(Math.toIntExact(step)));
  }

  /// Copies the stored weights into the given tensors.
  public static void loadWeights(Stored stored, List<Named> weights) {
    load(stored.directory().resolve(WEIGHTS), weights);
  }

  /// Copies the stored optimizer state into the given tensors.
  public static void loadOptimizer(Stored stored, List<Named> optimizer) {
    load(stored.directory().resolve(OPTIMIZER), optimizer);
  }

  /// Writes the mean of stored weights into the given tensors, as
  /// `torch.optim.swa_utils.AveragedModel` makes it: one after the other, in float32.
  public static void loadMean(List<Stored> stored, List<Named> weights) {
    for (int i = 0; i < stored.size(); i++) {
      double share = 1.0 / (i + 1);
      load(
          stored.get(i).directory().resolve(WEIGHTS),
          weights,
          (mean, next) -> mean.lerp_(next, Native.scalar(share)));
    }
  }

  private static void load(Path file, List<Named> into) {
    load(file, into, Tensor::copy_);
  }

  private static void load(Path file, List<Named> into, BiConsumer<Tensor, Tensor> take) {
    try (NoGradGuard _ = new NoGradGuard();
        SafetensorsFile stored = SafetensorsFile.open(file)) {
      for (Named each : into) {
        try (PointerScope _ = new PointerScope()) {
          if (!stored.tensors().containsKey(each.name())) {
            throw new InvalidInputException(
                file + ": holds no " + each.name() + "; was the recipe or the base changed?");
          }
          take.accept(each.tensor(), stored.read(each.name(), torch.ScalarType.Float));
        }
      }
    }
  }

  private static void write(Path file, List<Named> tensors) {
    List<TensorSource> sources = new ArrayList<>();
    for (Named each : tensors) {
      sources.add(TensorSource.of(each.name(), each.tensor()));
    }
    SafetensorsWriter.write(file, sources, SafetensorsWriter.PYTORCH);
  }

  private List<Path> checkpoints() {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(files.checkpoints())) {
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(files.checkpoints(), "step-*")) {
        for (Path entry : entries) {
          if (!AtomicFiles.isTemporary(entry)) {
            found.add(entry);
          }
        }
      } catch (IOException e) {
        throw new ResourceException(files.checkpoints() + ": could not be read: " + e, e);
      }
    }
    return found;
  }

  private void prune(Progress progress) throws IOException {
    AtomicFiles.deleteTemporaries(files.checkpoints());
    Path best = files.checkpoint(Math.toIntExact(progress.bestStep()));
    List<Path> newestFirst = new ArrayList<>(checkpoints());
    newestFirst.sort(Comparator.reverseOrder());
    List<Path> ofThePlan =
        newestFirst.stream()
            .filter(path -> planned.at().test(stepOf(path)))
            .limit(planned.keep())
            .toList();
    for (int i = Math.max(1, keepNewest); i < newestFirst.size(); i++) {
      if (!newestFirst.get(i).equals(best) && !ofThePlan.contains(newestFirst.get(i))) {
        AtomicFiles.deleteTree(newestFirst.get(i));
      }
    }
  }

  private static ObjectNode json(Progress progress, RunLog.Position position) {
    ObjectNode json = JSON.createObjectNode();
    json.put("step", progress.step());
    json.put("best_step", progress.bestStep());
    json.put("best_loss", Double.toString(progress.bestLoss()));
    json.put("reference_loss", Double.toString(progress.referenceLoss()));
    json.put("without_improvement", progress.withoutImprovement());
    json.put("last_loss", Double.toString(progress.lastLoss()));
    json.put("same_losses", progress.sameLosses());
    json.put("metrics_lines", position.metricsLines());
    return json;
  }

  private static ObjectNode manifest(Path directory) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT);
    ObjectNode sums = json.putObject("sha256");
    for (String name : List.of(WEIGHTS, OPTIMIZER, PROGRESS)) {
      sums.put(name, sha256(directory.resolve(name)));
    }
    return json;
  }

  private Optional<Stored> checked(Path directory) {
    Path manifest = directory.resolve(MANIFEST);
    if (!Files.exists(manifest)) {
      return Optional.empty();
    }
    try {
      ObjectNode json = JsonFiles.readObject(manifest);
      if (json.path("format").asInt() != FORMAT) {
        throw new InvalidInputException(
            manifest + ": format " + json.path("format") + ", expected " + FORMAT);
      }
      for (String name : List.of(WEIGHTS, OPTIMIZER, PROGRESS)) {
        String expected = json.path("sha256").path(name).asString("");
        if (!Files.exists(directory.resolve(name))
            || !sha256(directory.resolve(name)).equals(expected)) {
          return Optional.empty();
        }
      }
      ObjectNode progress = JsonFiles.readObject(directory.resolve(PROGRESS));
      return Optional.of(stored(directory, progress));
    } catch (IOException e) {
      throw new ResourceException(directory + ": could not be read: " + e, e);
    }
  }

  private static Stored stored(Path directory, JsonNode json) {
    Progress progress =
        new Progress(
            json.path("step").asLong(),
            json.path("best_step").asLong(),
            Double.parseDouble(json.path("best_loss").asString()),
            Double.parseDouble(json.path("reference_loss").asString()),
            json.path("without_improvement").asInt(),
            Double.parseDouble(json.path("last_loss").asString()),
            json.path("same_losses").asInt());
    RunLog.Position position =
        new RunLog.Position(Math.toIntExact(progress.step()), json.path("metrics_lines").asLong());
    return new Stored(directory, progress, position);
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
