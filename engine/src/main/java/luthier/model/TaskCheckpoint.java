package luthier.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import luthier.InvalidInputException;
import luthier.weights.JsonFiles;
import luthier.weights.TensorInfo;
import luthier.weights.WeightsCheck;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the checkpoint of a directory holds of a body and a head with the modules that are wanted:
/// the head of this task, another task's, or none.
///
/// @param fresh modules that it does not hold
/// @param ignored tensors of other heads
record TaskCheckpoint(Set<String> fresh, Set<String> ignored) {

  /// Names that heads have in the checkpoints of transformers, after the body's prefix or without
  /// it.
  private static final Pattern HEADS =
      Pattern.compile(
          "(cls|lm_head|lm_predictions|mask_predictions|qa_outputs|embed_out|classifier"
              + "|pre_classifier|vocab_transform|vocab_layer_norm|vocab_projector|head|decoder"
              + "|score|pooler)\\..*");

  /// A head that the checkpoint does not hold at all.
  static TaskCheckpoint without(Map<String, Map<String, long[]>> modules) {
    return new TaskCheckpoint(modules.keySet(), Set.of());
  }

  /// Compares a checkpoint with what a task needs.
  ///
  /// @param kind of the task's head
  /// @param modules names and sizes of the tensors of each module of the head
  /// @param found the checkpoint's tensors
  /// @throws InvalidInputException when the body is not there as the configuration says, or the
  ///   head is there in another size
  static TaskCheckpoint read(
      Path directory,
      BodyShape body,
      TaskHead.Kind kind,
      Map<String, Map<String, long[]>> modules,
      Map<String, TensorInfo> found) {
    StoredNames stored = StoredNames.of(body, found.keySet());
    WeightsCheck check = new WeightsCheck(directory.toString(), found);
    Set<String> expected = new TreeSet<>();
    body.bodyTensors()
        .forEach((name, sizes) -> {
          check.expect(stored.apply(name), sizes);
          expected.add(stored.apply(name));
        });
    Set<String> fresh = new LinkedHashSet<>();
    boolean others = otherTasks(directory, kind);
    modules.forEach((module, tensors) -> {
      if (others || tensors.keySet().stream().noneMatch(stored::holds)) {
        fresh.add(module);
        return;
      }
      requireSize(directory, module, tensors, stored, found);
      tensors.forEach((name, sizes) -> {
        check.expect(stored.apply(name), sizes);
        expected.add(stored.apply(name));
      });
    });
    Set<String> ignored = new TreeSet<>();
    for (String name : found.keySet()) {
      if (!expected.contains(name) && isHeads(body, name)) {
        ignored.add(name);
      }
    }
    check.ignore(ignored::contains).ignore(Models::isBuffer).verify();
    return new TaskCheckpoint(fresh, ignored);
  }

  /// Whether the checkpoint's head is that of another task, although its tensors have the names of
  /// this one's.
  private static boolean otherTasks(Path directory, TaskHead.Kind kind) {
    String other =
        kind == TaskHead.Kind.TOKEN ? "ForSequenceClassification" : "ForTokenClassification";
    return Models.architecture(directory).endsWith(other);
  }

  /// Compares a checkpoint with what a model for masked tokens needs.
  ///
  /// @return whether the head is not there
  /// @throws InvalidInputException when the body is not there as the configuration says, or only a
  ///   part of the head
  static boolean readMasked(Path directory, EncoderShape body, Map<String, TensorInfo> found) {
    MaskedHeadShape head = body.heads().masked();
    StoredNames stored = StoredNames.of(body, found.keySet());
    WeightsCheck check = new WeightsCheck(directory.toString(), found);
    Map<String, long[]> needed = new LinkedHashMap<>(body.bodyTensors());
    Map<String, long[]> own = head.tensors(body.sizes());
    boolean fresh = own.keySet().stream().noneMatch(stored::holds);
    if (!fresh) {
      needed.putAll(own);
    }
    needed.forEach((name, sizes) -> check.expect(stored.apply(name), sizes));
    check.allow(head.decoder(), body.sizes().vocabulary(), body.sizes().width());
    head.copies().forEach(copy -> check.allow(copy, body.sizes().vocabulary()));
    check.ignore(name -> isHeads(body, name)).ignore(Models::isBuffer).verify();
    return fresh;
  }

  private static boolean isHeads(BodyShape body, String name) {
    String prefix = body.prefix();
    String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    return HEADS.matcher(bare).matches();
  }

  private static void requireSize(
      Path directory,
      String module,
      Map<String, long[]> tensors,
      StoredNames stored,
      Map<String, TensorInfo> found) {
    List<String> other = new ArrayList<>();
    tensors.forEach((name, sizes) -> {
      TensorInfo info = found.get(stored.apply(name));
      if (info != null && !Arrays.equals(info.sizes(), sizes)) {
        other.add(name + " " + info.shape() + ", expected " + Arrays.toString(sizes));
      }
    });
    if (!other.isEmpty()) {
      throw new InvalidInputException(
          directory
              + ": the checkpoint's head '"
              + module
              + "' is not of the size that the task needs: found "
              + String.join("; ", other)
              + "; its labels are "
              + labels(directory)
              + "; use these labels, or a checkpoint without this head");
    }
  }

  /// The labels of `config.json`, in the order of their numbers.
  private static String labels(Path directory) {
    ObjectNode config = JsonFiles.readObject(directory.resolve("config.json"));
    Map<String, String> labels = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : config.path("id2label").properties()) {
      labels.put(entry.getKey(), entry.getValue().asString(entry.getValue().toString()));
    }
    return labels.isEmpty() ? "not named" : String.join(", ", labels.values());
  }
}
