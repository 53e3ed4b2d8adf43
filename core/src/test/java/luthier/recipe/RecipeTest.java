package luthier.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeTest {

  @Test
  void theShortestRecipeHasTheDocumentedDefaults() {
    Schedule.Warmup warmup = new Schedule.Warmup.Ratio(0.03);
    assertThat(Recipes.shortest())
        .isEqualTo(
            new Recipe(
                "recipe",
                42,
                Task.CHAT,
                new Base("pocket", Base.Init.PRETRAINED),
                new Data(
                    List.of(Path.of("/recipes/tickets.jsonl")),
                    new Split.Auto(),
                    new Split.None(),
                    Auto.auto(),
                    Optional.empty(),
                    Data.OnBadLine.STOP,
                    Data.TrainOn.ASSISTANT,
                    Data.TooLong.DROP,
                    Columns.USUAL,
                    Cutting.USUAL),
                new Method.Lora(
                    16,
                    32,
                    0,
                    new TargetModules.AllLinear(),
                    Method.Bias.NONE,
                    false,
                    Map.of(),
                    Map.of(),
                    Optional.empty(),
                    List.of(),
                    Method.Init.DEFAULT),
                new Training(
                    new RunLength.Epochs(3),
                    16,
                    Auto.auto(),
                    true,
                    Auto.auto(),
                    true,
                    false,
                    new AdamW(0.9, 0.999, 1e-8, 0.01, AdamW.WeightDecayOn.MATRICES),
                    Auto.auto(),
                    new Schedule.Cosine(warmup),
                    Optional.of(1.0),
                    Auto.auto(),
                    0,
                    Auto.of(false),
                    Optional.empty(),
                    Auto.auto(),
                    Auto.auto(),
                    Optional.empty(),
                    2,
                    StopWhen.NEVER,
                    LeftOpen.NOTHING,
                    LabelLoss.USUAL,
                    Masking.USUAL,
                    Regularization.NONE),
                new Evaluation(Optional.empty(), 3, 128),
                Auto.auto(),
                Auto.auto()));
  }

  @Test
  void everyKeyOfTheExampleIsRead() {
    Recipe recipe =
        Recipes.read(
            """
            name: support
            seed: 7
            task: chat
            base: pocket
            data:
              train: [tickets.jsonl, more/]
              validation: 0.1
              test: test.jsonl
              format: messages
              group_by: customer
              on_bad_line: skip
              train_on: last_assistant
              too_long: truncate
            method:
              kind: lora
              r: 8
              alpha: 16
              dropout: 0.05
              target_modules: [q_proj, '.*\\.mlp\\..*']
              bias: lora_only
              use_rslora: true
              rank_pattern: {layers.1.mlp.down_proj: 6, q_proj: 2}
              alpha_pattern: {q_proj: 16}
              layers_to_transform: 1
              modules_to_save: [lm_head]
              init: gaussian
            training:
              max_steps: 1e3
              batch_size: 32
              micro_batch_size: 4
              packing: false
              max_length: 512
              shuffle: true
              group_by_length: true
              optimizer: adamw
              learning_rate: 2e-4
              schedule: warmup_stable_decay
              warmup_steps: 10
              decay_ratio: 0.3
              beta1: 0.8
              beta2: 0.99
              epsilon: 1e-6
              weight_decay: 0
              weight_decay_on: all
              max_grad_norm: none
              dtype: bfloat16
              label_smoothing: 0.1
              activation_checkpointing: auto
              early_stopping: {patience: 4, min_delta: 0.01}
              validate_every: epoch
              checkpoint_every: 50
              keep_checkpoints: 3
            evaluation: {answer_pattern: 'ACTION: (\\w+)', samples: 5, max_new_tokens: 64}
            device: cpu
            threads: 2
            """);
    assertThat(recipe)
        .isEqualTo(
            new Recipe(
                "support",
                7,
                Task.CHAT,
                new Base("pocket", Base.Init.PRETRAINED),
                new Data(
                    List.of(Path.of("/recipes/tickets.jsonl"), Path.of("/recipes/more")),
                    new Split.Share(0.1),
                    new Split.Files(List.of(Path.of("/recipes/test.jsonl"))),
                    Auto.of(DataFormat.MESSAGES),
                    Optional.of("customer"),
                    Data.OnBadLine.SKIP,
                    Data.TrainOn.LAST_ASSISTANT,
                    Data.TooLong.TRUNCATE,
                    Columns.USUAL,
                    Cutting.USUAL),
                new Method.Lora(
                    8,
                    16,
                    0.05,
                    new TargetModules.Named(List.of("q_proj", ".*\\.mlp\\..*")),
                    Method.Bias.LORA_ONLY,
                    true,
                    Map.of("layers.1.mlp.down_proj", 6, "q_proj", 2),
                    Map.of("q_proj", 16.0),
                    Optional.of(List.of(1)),
                    List.of("lm_head"),
                    Method.Init.GAUSSIAN),
                new Training(
                    new RunLength.MaxSteps(1000),
                    32,
                    Auto.of(4),
                    false,
                    Auto.of(512),
                    true,
                    true,
                    new AdamW(0.8, 0.99, 1e-6, 0, AdamW.WeightDecayOn.ALL),
                    Auto.of(2e-4),
                    new Schedule.WarmupStableDecay(new Schedule.Warmup.Steps(10), 0.3),
                    Optional.empty(),
                    Auto.of(Dtype.BFLOAT16),
                    0.1,
                    Auto.auto(),
                    Optional.of(new EarlyStopping(4, 0.01)),
                    Auto.of(new Interval.Epoch()),
                    Auto.of(new Interval.Steps(50)),
                    Optional.empty(),
                    3,
                    StopWhen.NEVER,
                    LeftOpen.NOTHING,
                    LabelLoss.USUAL,
                    Masking.USUAL,
                    Regularization.NONE),
                new Evaluation(Optional.of("ACTION: (\\w+)"), 5, 64),
                Auto.of(Device.CPU),
                Auto.of(2)));
    assertThat(Recipes.read(recipe.toYaml())).isEqualTo(recipe);
  }

  @Test
  void jsonIsYaml() {
    assertThat(
            Recipes.read(
                """
                {
                \t"task": "chat", "base": "pocket",
                \t"data": {"train": ["tickets.jsonl"]},
                \t"training": {"learning_rate": 1E-3, "dtype": "auto", "max_grad_norm": "none"}
                }\
                """))
        .isEqualTo(Recipes.shortest("training.learning_rate=0.001", "training.max_grad_norm=none"));
  }

  @Test
  void defaultsFollowTaskScheduleAndInit() {
    Recipe text = Recipes.shortest("task=text");
    assertThat(text.data().trainOn()).isEqualTo(Data.TrainOn.ALL);
    assertThat(text.data().tooLong()).isEqualTo(Data.TooLong.SPLIT);
    assertThat(Recipes.shortest("training.schedule=constant").training().schedule())
        .isEqualTo(new Schedule.Constant(new Schedule.Warmup.Ratio(0)));
    assertThat(Recipes.shortest("training.schedule=linear").training().schedule())
        .isEqualTo(new Schedule.Linear(new Schedule.Warmup.Ratio(0.03)));
    assertThat(Recipes.shortest("init=random").method()).isEqualTo(new Method.Full());
    assertThat(Recipes.shortest("method.adapter=old").method())
        .isEqualTo(new Method.LoraFrom(Path.of("/recipes/old")));
    assertThat(Recipes.shortest("training.early_stopping.min_delta=0.1").training())
        .extracting(Training::earlyStopping)
        .isEqualTo(Optional.of(new EarlyStopping(3, 0.1)));
  }

  @Test
  void emptySectionsAreAbsent() {
    assertThat(Recipes.read(Recipes.SHORTEST + "method:\ntraining: {}\n"))
        .isEqualTo(Recipes.shortest());
  }

  @Test
  void relativePathsStartAtTheRecipesFolder(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("models/tiny"));
    Files.createFile(folder.resolve("models/tiny/config.json"));
    Files.createDirectories(folder.resolve("pocket"));
    Files.createFile(folder.resolve("pocket/config.json"));
    Path file = folder.resolve("runs/My first.recipe.yaml");
    Files.createDirectories(folder.resolve("runs"));
    Files.writeString(file, Recipes.SHORTEST.replace("tickets", "../tickets"));
    Recipe recipe = Recipe.read(file, List.of());
    assertThat(recipe.name()).isEqualTo("My-first.recipe");
    assertThat(recipe.data().train()).containsExactly(folder.resolve("tickets.jsonl"));
    assertThat(base(folder, "models/tiny")).isEqualTo(folder.resolve("models/tiny").toString());
    assertThat(base(folder, "./other")).isEqualTo(folder.resolve("other").toString());
    assertThat(base(folder, "/abs/x")).isEqualTo("/abs/x");
    assertThat(base(folder, "pocket")).isEqualTo("pocket");
    assertThat(base(folder, "./pocket")).isEqualTo(folder.resolve("pocket").toString());
    assertThat(base(folder, "org/name@main")).isEqualTo("org/name@main");
    assertThat(base(folder, "maven:g:a:1.0")).isEqualTo("maven:g:a:1.0");
  }

  private static String base(Path folder, String base) {
    String yaml = Recipes.SHORTEST.replace("pocket", '"' + base + '"');
    return Recipe.parse("recipe.yaml", yaml, folder, List.of()).base().reference();
  }

  @Test
  void overridesOfAFileStartAtTheWorkingDirectory(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("recipe.yaml"), Recipes.SHORTEST);
    assertThat(Recipe.read(file, List.of("data.test=x.jsonl")).data().test())
        .isEqualTo(new Split.Files(List.of(Path.of("x.jsonl").toAbsolutePath())));
  }

  @Test
  void textSurvivesTheWayThroughTheResolvedRecipe() {
    for (String text :
        List.of(
            "a b",
            "tab\tnewline\nquote\"back\\slash",
            "größe-日本語-\uD83D\uDE00",
            "null",
            "True",
            "1e3",
            "~",
            "# no comment",
            "key: value",
            "\u0085\u2028\uFEFF",
            "*alias",
            "[list]",
            "don't")) {
      Recipe recipe = Recipes.read(Recipes.SHORTEST + "  group_by: " + Yaml.text(text) + "\n");
      assertThat(recipe.data().groupBy()).contains(text);
      assertThat(Recipes.read(recipe.toYaml())).isEqualTo(recipe);
      Recipe path = Recipes.shortest("data.train=" + Yaml.text(text));
      assertThat(Recipes.read(path.toYaml())).isEqualTo(path);
    }
  }

  @Test
  void decisionsAreWrittenDown() {
    Recipe recipe =
        Recipes.shortest("training.early_stopping.patience=2", "training.validate_every=5")
            .withName("decided")
            .withLearningRate(2e-4)
            .withMicroBatchSize(4)
            .withMaxLength(512)
            .withDtype(Dtype.BFLOAT16)
            .withDevice(Device.CPU)
            .withThreads(2)
            .withFormat(DataFormat.MESSAGES)
            .withActivationCheckpointing(true)
            .withValidateEvery(new Interval.Steps(9))
            .withCheckpointEvery(new Interval.Epoch())
            .withTest(new Split.Share(0.2))
            .withTargetModules(new TargetModules.Named(List.of("q_proj")));
    assertThat(recipe.settings())
        .containsEntry("name", "decided")
        .containsEntry("training.learning_rate", "2e-4")
        .containsEntry("training.micro_batch_size", "4")
        .containsEntry("training.max_length", "512")
        .containsEntry("training.dtype", "bfloat16")
        .containsEntry("device", "cpu")
        .containsEntry("threads", "2")
        .containsEntry("data.format", "messages")
        .containsEntry("data.test", "0.2")
        .containsEntry("training.activation_checkpointing", "true")
        .containsEntry("training.validate_every", "9")
        .containsEntry("training.checkpoint_every", "epoch")
        .containsEntry("method.target_modules", "[q_proj]");
    assertThat(Recipes.read(recipe.toYaml())).isEqualTo(recipe);

    Recipe without = recipe.withValidation(new Split.None());
    assertThat(without.settings())
        .containsEntry("data.validation", "none")
        .containsEntry("training.early_stopping", "none")
        .containsEntry("training.validate_every", "auto");
    assertThat(Recipes.read(without.toYaml())).isEqualTo(without);
  }

  @Test
  void aDecisionThatIsNotAllowedIsRefused() {
    assertThatThrownBy(() -> Recipes.shortest().withMicroBatchSize(17))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "training.micro_batch_size: found 17, expected at most training.batch_size = 16");
    assertThatThrownBy(() -> Recipes.shortest().withThreads(0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("threads: found 0, expected auto or a whole number of at least 1");
  }
}
