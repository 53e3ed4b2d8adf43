package luthier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import luthier.recipe.Recipe;
import luthier.run.FineTune;
import luthier.run.RunVerdict;
import luthier.runlog.RunFiles;
import luthier.runlog.RunListener;

/// Constructed cases whose verdict is known, each a real run of the built-in model with three
/// seeds. A case that was finished before is read, one that was interrupted goes on.
///
/// @param home of the product
/// @param out where data and runs are
record VerdictBench(Path home, Path out) {

  static final List<String> COLUMNS = List.of("case", "seed", "expected", "verdict", "right");

  private static final int SEEDS = 3;
  private static final List<String> COLOURS =
      List.of("red", "blue", "green", "white", "black", "brown", "grey", "pink", "gold", "silver");
  private static final List<String> THINGS =
      List.of("cup", "door", "hat", "car", "ring", "box", "coat", "lamp", "bag", "pen", "ball");

  /// @param expected words of verdicts that are right
  private record Case(String name, Set<String> expected, String pattern, int steps) {}

  private static final List<Case> CASES =
      List.of(
          new Case("teaches", Set.of("better"), "[a-z]+", 60),
          new Case("shuffled", Set.of("worse", "no_difference"), "[a-z]+", 60),
          new Case("ten examples", Set.of("no_difference"), "[a-z]+", 10),
          new Case("a prompt is enough", Set.of("prompt_instead"), "[a-z]+", 60));

  /// A row for each case and seed.
  List<List<String>> rows() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (Case one : CASES) {
      for (int seed = 1; seed <= SEEDS; seed++) {
        String word = run(one, seed);
        rows.add(
            List.of(
                one.name,
                String.valueOf(seed),
                String.join(" or ", one.expected.stream().sorted().toList()),
                word,
                one.expected.contains(word) ? "yes" : "NO"));
        System.err.println(rows.getLast());
      }
    }
    return rows;
  }

  private String run(Case one, int seed) throws IOException {
    Path folder = out.resolve(one.name.replace(' ', '-') + "-" + seed);
    Path directory = folder.resolve("run");
    if (!Files.exists(new RunFiles(directory).certificate())) {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("data.jsonl"), data(one.name, seed));
      Path recipe = folder.resolve("recipe.yaml");
      Files.writeString(
          recipe,
          """
          task: completion
          base: %s
          seed: %d
          data: {train: data.jsonl, validation: 0.15, test: 0.3, group_by: none}
          method: {kind: lora, r: 16, alpha: 32}
          training: {max_steps: %d, batch_size: 16, learning_rate: 3e-3, max_length: 128}
          evaluation: {answer_pattern: "%s", samples: 2, max_new_tokens: 8}
          """
              .formatted(home.resolve("bases/pocket"), seed, one.steps, one.pattern));
      new FineTune(Recipe.read(recipe, List.of()), folder, RunListener.silent(), () -> false)
          .run(directory, Files.exists(directory));
    }
    return RunVerdict.read(directory).findings().verdict().word();
  }

  /// Prompts that name a thing and its colour; asked is the colour, or always the same word.
  private static String data(String name, int seed) {
    Random random = new Random(seed);
    List<String> prompts = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    int count = name.equals("ten examples") ? 10 : 300;
    for (int i = 0; i < count; i++) {
      String colour = COLOURS.get(random.nextInt(COLOURS.size()));
      String thing = THINGS.get(random.nextInt(THINGS.size()));
      prompts.add(
          String.format(Locale.ROOT, "Item %d: a %s %s\\nAnswer:", 1000 + i, colour, thing));
      answers.add(name.equals("a prompt is enough") ? "yes" : colour);
    }
    if (name.equals("shuffled")) {
      Collections.shuffle(answers, random);
    }
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "{\"prompt\":\"%s\",\"completion\":\" %s\"}%n",
              prompts.get(i),
              answers.get(i)));
    }
    return rows.toString();
  }
}
