package luthier.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import luthier.recipe.Recipe;
import luthier.run.FineTune;
import luthier.runlog.RunListener;

/// Chat runs that take seconds: two narrow layers with the tokenizer and the template of the
/// built-in model, and conversations of made-up words.
///
/// @param folder where data, recipe and runs are
record TinyChat(Path folder) {

  private static final Path POCKET = Path.of("../bases/pocket").toAbsolutePath().normalize();
  private static final List<String> SYLLABLES =
      List.of("ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "ze");

  static TinyChat in(Path folder) throws IOException {
    Path architecture = Files.createDirectory(folder.resolve("architecture"));
    for (String name : List.of("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")) {
      Files.copy(POCKET.resolve(name), architecture.resolve(name));
    }
    String config = Files.readString(POCKET.resolve("config.json"));
    Files.writeString(
        architecture.resolve("config.json"),
        config
            .replaceFirst("\"head_dim\": \\d+", "\"head_dim\": 16")
            .replaceFirst("\"hidden_size\": \\d+", "\"hidden_size\": 32")
            .replaceFirst("\"intermediate_size\": \\d+", "\"intermediate_size\": 64")
            .replaceFirst("\"num_attention_heads\": \\d+", "\"num_attention_heads\": 2")
            .replaceFirst("\"num_key_value_heads\": \\d+", "\"num_key_value_heads\": 1")
            .replaceFirst("\"num_hidden_layers\": \\d+", "\"num_hidden_layers\": 2"));
    Files.copy(
        POCKET.resolve("generation_config.json"), architecture.resolve("generation_config.json"));
    Files.writeString(folder.resolve("chats.jsonl"), chats());
    return new TinyChat(folder);
  }

  private static String chats() {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 70; i++) {
      StringBuilder question = new StringBuilder();
      for (int word = 0; word < 9; word++) {
        for (int syllable = 0; syllable < 3; syllable++) {
          question.append(SYLLABLES.get(random.nextInt(SYLLABLES.size())));
        }
        question.append(' ');
      }
      rows.append("{\"messages\":[{\"role\":\"user\",\"content\":\"")
          .append(question.toString().strip())
          .append("?\"},{\"role\":\"assistant\",\"content\":\"")
          .append(random.nextBoolean() ? "[yes] so it is" : "[no] never")
          .append("\"}]}\n");
    }
    return rows.toString();
  }

  /// Trains all weights of a random model.
  Path full(String out, String... overrides) throws IOException {
    return tune(
        out,
        """
        task: chat
        base: %s
        init: random
        """
            .formatted(folder.resolve("architecture")),
        overrides);
  }

  /// Trains an adapter beside the model of another run.
  Path lora(Path base, String out, String... overrides) throws IOException {
    return tune(
        out,
        """
        task: chat
        base: %s
        method: {kind: lora, r: 4, alpha: 8}
        """
            .formatted(base.resolve("model")),
        overrides);
  }

  private Path tune(String out, String head, String... overrides) throws IOException {
    Path file = folder.resolve(out + ".yaml");
    Files.writeString(
        file,
        head
            + """
            threads: 1
            data: {train: chats.jsonl, validation: 0.15, test: 0.2}
            training: {max_steps: 8, batch_size: 8, learning_rate: 0.01, dtype: float32,
              validate_every: 4}
            evaluation: {answer_pattern: "\\\\[(\\\\w+)\\\\]", samples: 2, max_new_tokens: 8}
            """);
    Path run = folder.resolve(out);
    resume(file, run, false, overrides);
    return run;
  }

  /// Runs a recipe, or goes on with it.
  static FineTune.Outcome resume(Path recipe, Path run, boolean resume, String... overrides)
      throws IOException {
    return new FineTune(
            Recipe.read(recipe, List.of(overrides)),
            Objects.requireNonNull(recipe.toAbsolutePath().getParent()),
            RunListener.silent(),
            () -> false)
        .run(run, resume);
  }
}
