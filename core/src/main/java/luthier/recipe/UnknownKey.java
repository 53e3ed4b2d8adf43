package luthier.recipe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import luthier.Spelling;

/// What to say about a key that no recipe has.
final class UnknownKey {

  /// What other tools call our keys.
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("lr", "training.learning_rate"),
          Map.entry("num_epochs", "training.epochs"),
          Map.entry("num_train_epochs", "training.epochs"),
          Map.entry("per_device_train_batch_size", "training.micro_batch_size"),
          Map.entry("gradient_accumulation_steps", "training.batch_size"),
          Map.entry("accumulate_grad_batches", "training.batch_size"),
          Map.entry("max_seq_length", "training.max_length"),
          Map.entry("max_seq_len", "training.max_length"),
          Map.entry("sequence_len", "training.max_length"),
          Map.entry("cutoff_len", "training.max_length"),
          Map.entry("lr_scheduler", "training.schedule"),
          Map.entry("lr_scheduler_type", "training.schedule"),
          Map.entry("optim", "training.optimizer"),
          Map.entry("adam_beta1", "training.beta1"),
          Map.entry("adam_beta2", "training.beta2"),
          Map.entry("adam_epsilon", "training.epsilon"),
          Map.entry("bf16", "training.dtype"),
          Map.entry("fp16", "training.dtype"),
          Map.entry("torch_dtype", "training.dtype"),
          Map.entry("gradient_checkpointing", "training.activation_checkpointing"),
          Map.entry("label_smoothing_factor", "training.label_smoothing"),
          Map.entry("gradient_clipping", "training.max_grad_norm"),
          Map.entry("eval_steps", "training.validate_every"),
          Map.entry("save_steps", "training.checkpoint_every"),
          Map.entry("save_total_limit", "training.keep_checkpoints"),
          Map.entry("sample_packing", "training.packing"),
          Map.entry("rank", "method.r"),
          Map.entry("lora_r", "method.r"),
          Map.entry("lora_alpha", "method.alpha"),
          Map.entry("lora_dropout", "method.dropout"),
          Map.entry("lora_target_modules", "method.target_modules"),
          Map.entry("init_lora_weights", "method.init"),
          Map.entry("model", "base"),
          Map.entry("base_model", "base"),
          Map.entry("model_name_or_path", "base"),
          Map.entry("dataset", "data.train"),
          Map.entry("datasets", "data.train"),
          Map.entry("train_file", "data.train"),
          Map.entry("eval_dataset", "data.validation"),
          Map.entry("val_set_size", "data.validation"));

  private UnknownKey() {}

  /// @param path dotted
  static String explain(String path) {
    String removed = RecipeKeys.REMOVED.get(path);
    if (removed != null) {
      return removed;
    }
    String section = path.substring(0, Math.max(0, path.lastIndexOf('.')));
    String name = path.substring(path.lastIndexOf('.') + 1);
    String prefix = section.isEmpty() ? "" : section + ".";
    String known = String.join(", ", namesIn(section));
    return Spelling.nearest(name, namesIn(section))
        .map(sibling -> prefix + sibling)
        .or(() -> sameName(name))
        .or(() -> Optional.ofNullable(ELSEWHERE.get(name)))
        .or(() -> Spelling.nearest(path, paths().toList()))
        .map(near -> "unknown key, did you mean '" + near + "'?")
        .orElse(
            known.isEmpty()
                ? "unknown key, expected one of " + String.join(", ", namesIn(""))
                : "unknown key, expected one of " + known);
  }

  /// The keys and sections directly in a section.
  static List<String> namesIn(String section) {
    String prefix = section.isEmpty() ? "" : section + ".";
    return RecipeKeys.ALL.stream()
        .map(Key::path)
        .filter(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()).split("\\.")[0])
        .distinct()
        .toList();
  }

  /// The key of that name in another section.
  private static Optional<String> sameName(String name) {
    String paths =
        paths()
            .filter(path -> path.endsWith("." + name) || path.equals(name))
            .collect(Collectors.joining("' or '"));
    return paths.isEmpty() ? Optional.empty() : Optional.of(paths);
  }

  private static Stream<String> paths() {
    return Stream.concat(RecipeKeys.SECTIONS.stream(), RecipeKeys.ALL.stream().map(Key::path));
  }
}
