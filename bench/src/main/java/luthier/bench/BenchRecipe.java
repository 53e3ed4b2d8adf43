package luthier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import luthier.recipe.Recipe;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The recipe of a measured run, with its data. What is not said here is what `tune` chooses.
///
/// @param checkpointing whether activations are computed again instead of kept
record BenchRecipe(Cell cell, int threads, boolean checkpointing) {

  private static final JsonMapper JSON = JsonMapper.shared();

  /// Writes the data into a folder.
  ///
  /// @param validated whether there is a validation set, as large as a step
  Recipe write(Path folder, Path base, int steps, boolean validated) throws IOException {
    Files.writeString(folder.resolve("examples.jsonl"), examples(0));
    if (validated) {
      Files.writeString(folder.resolve("held.jsonl"), examples(1));
    }
    String validation = validated ? "held.jsonl" : "none";
    return Recipe.parse("bench", text(base, steps, validation), folder.toAbsolutePath(), List.of());
  }

  /// As many examples as a step has, every token supervised.
  private String examples(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder lines = new StringBuilder();
    for (int length : cell.load().lengths()) {
      ObjectNode row = JSON.createObjectNode();
      ArrayNode ids = row.putArray("input_ids");
      ArrayNode labels = row.putArray("labels");
      for (int t = 0; t < length; t++) {
        int id = random.nextInt(cell.shape().vocabulary);
        ids.add(id);
        labels.add(id);
      }
      lines.append(row).append('\n');
    }
    return lines.toString();
  }

  private String text(Path base, int steps, String validation) {
    String method =
        cell.lora()
            ? "{kind: lora, r: " + Cell.RANK + ", alpha: " + Cell.ALPHA + "}"
            : "{kind: full}";
    return """
    name: bench
    task: text
    base: %s
    data: {train: examples.jsonl, format: tokens, validation: %s}
    method: %s
    training:
      max_steps: %d
      batch_size: %d
      max_length: %d
      shuffle: false
      learning_rate: 1e-4
      schedule: constant
      max_grad_norm: none
      dtype: %s
      activation_checkpointing: %s
      checkpoint_every: 1000000
    threads: %d
    """
        .formatted(
            base.toAbsolutePath(),
            validation,
            method,
            steps,
            cell.load().examples,
            cell.load().longest,
            cell.bfloat16() ? "bfloat16" : "float32",
            checkpointing,
            threads);
  }
}
