package luthier.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import luthier.InvalidInputException;
import luthier.evaluation.Likelihoods;
import luthier.evaluation.Pairs;
import luthier.kernel.Kernels;
import luthier.metric.AnswerMetric;
import luthier.metric.AnswerMetrics;
import luthier.metric.AnswerPredictions;
import luthier.metric.Proportions;
import luthier.metric.Score;
import luthier.metric.Scores;
import luthier.model.LanguageModel;
import luthier.runlog.Json;
import luthier.task.LanguageTask;
import luthier.tensor.Workers;
import luthier.tokenizer.Tokenizer;
import tools.jackson.databind.node.ObjectNode;

/// Measures a language model by tasks.
///
/// @param metrics those that are told; empty for all that fit
record TaskMeasuring(
    LanguageModel model,
    Tokenizer tokenizer,
    Workers workers,
    List<Kernels> kernels,
    List<String> metrics) {

  private static final int TOKENS = 4096; // of a pass
  private static final long SEED = 42; // of the bootstrap's draws

  /// The metrics that fit a task.
  static List<String> fitting(LanguageTask task) {
    List<String> all = new ArrayList<>(task.content().metrics());
    if (task.content() instanceof LanguageTask.GenerateUntil) {
      AnswerMetrics.names().stream().filter(name -> !all.contains(name)).forEach(all::add);
    }
    return all;
  }

  /// @throws InvalidInputException when a metric fits none of the tasks
  static void require(List<LanguageTask> tasks, List<String> metrics) {
    TreeSet<String> fitting = new TreeSet<>();
    tasks.forEach(task -> fitting.addAll(fitting(task)));
    for (String metric : metrics) {
      if (!fitting.contains(metric)) {
        throw new InvalidInputException(
            "--metrics: '"
                + metric
                + "' fits none of the tasks; expected some of "
                + String.join(", ", fitting));
      }
    }
  }

  ScoreSheet.Part measure(LanguageTask task) {
    return switch (task.content()) {
      case LanguageTask.MultipleChoice content -> choices(task, content);
      case LanguageTask.GenerateUntil content -> answers(task, content);
      case LanguageTask.Perplexity content -> texts(task, content);
    };
  }

  private Likelihoods likelihoods() {
    return new Likelihoods(model, workers, kernels, TOKENS);
  }

  private boolean wanted(String metric) {
    return metrics.isEmpty() || metrics.contains(metric);
  }

  /// What went wrong with an item, with its place.
  private static <T> T at(LanguageTask.Item item, Supplier<T> work) {
    try {
      return work.get();
    } catch (InvalidInputException e) {
      throw new InvalidInputException(item.place() + ": " + e.getMessage(), e);
    }
  }

  private ScoreSheet.Part choices(LanguageTask task, LanguageTask.MultipleChoice content) {
    Pairs pairs = Pairs.of(tokenizer);
    List<Likelihoods.Request> requests = new ArrayList<>();
    for (LanguageTask.Choice item : content.items()) {
      for (String choice : item.choices()) {
        requests.add(at(item, () -> pairs.request(item.context(), item.delimiter() + choice)));
      }
    }
    ChoiceScores found = new ChoiceScores(content.items(), likelihoods().of(requests));
    double chance =
        content.items().stream().mapToDouble(i -> 1.0 / i.choices().size()).average().orElse(0);
    List<Score> scores =
        content.metrics().stream()
            .filter(this::wanted)
            .map(metric -> Proportions.wilson(metric, found.right(metric)))
            .toList();
    boolean[] right = found.right("acc");
    return part(task, Optional.of(chance), scores, wilson("acc", right), found.answers());
  }

  private ScoreSheet.Part answers(LanguageTask task, LanguageTask.GenerateUntil content) {
    Pairs pairs = Pairs.of(tokenizer);
    List<int[]> prompts = new ArrayList<>();
    for (LanguageTask.Question item : content.items()) {
      int[] prompt = pairs.encode(item.context());
      prompts.add(prompt.length == 0 ? new int[] {pairs.prefix()} : prompt);
    }
    var stop = new TreeSet<>(tokenizer.specialTokens().stop());
    List<String> written =
        new GreedyAnswers(model, workers, kernels, tokenizer, stop)
            .to(prompts, content.maxTokens());
    int n = written.size();
    List<String> said = new ArrayList<>();
    List<ObjectNode> shown = new ArrayList<>();
    boolean[] right = new boolean[n];
    for (int i = 0; i < n; i++) {
      LanguageTask.Question item = content.items().get(i);
      said.add(content.answer(written.get(i)));
      right[i] = item.answers().contains(said.get(i));
      ObjectNode node = Json.object();
      node.put("item", item.place());
      node.put("written", written.get(i));
      node.put("answer", said.get(i));
      node.put("right", right[i]);
      shown.add(node);
    }
    List<Score> scores = new ArrayList<>();
    if (wanted("exact_match")) {
      scores.add(Proportions.wilson("exact_match", right));
    }
    List<AnswerMetric> others =
        metrics.stream()
            .filter(name -> !name.equals("exact_match") && fitting(task).contains(name))
            .map(AnswerMetrics::of)
            .toList();
    if (!others.isEmpty()) {
      List<List<String>> references =
          content.items().stream().map(LanguageTask.Question::answers).toList();
      scores.addAll(Scores.of(new AnswerPredictions(said, references, others), SEED));
    }
    return part(task, Optional.empty(), scores, wilson("exact_match", right), shown);
  }

  private ScoreSheet.Part texts(LanguageTask task, LanguageTask.Perplexity content) {
    Pairs pairs = Pairs.of(tokenizer);
    List<Likelihoods.Request> windows = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    int n = content.items().size();
    for (int i = 0; i < n; i++) {
      LanguageTask.Passage item = content.items().get(i);
      for (Likelihoods.Request window :
          at(item, () -> pairs.windows(item.text(), model.maxPositions()))) {
        windows.add(window);
        owners.add(i);
      }
    }
    double[] found = likelihoods().of(windows);
    double[] nats = new double[n];
    for (int i = 0; i < found.length; i++) {
      nats[owners.get(i)] -= found[i];
    }
    TextScores texts = new TextScores(content.items(), nats);
    List<Score> scores =
        content.metrics().stream()
            .filter(this::wanted)
            .map(metric -> texts.score(metric, IntStream.range(0, n).toArray(), SEED))
            .toList();
    return part(
        task,
        Optional.empty(),
        scores,
        places -> texts.score("bits_per_byte", places, SEED),
        texts.answers());
  }

  private static Function<int[], Score> wilson(String name, boolean[] right) {
    return places -> {
      boolean[] own = new boolean[places.length];
      IntStream.range(0, own.length).forEach(i -> own[i] = right[places[i]]);
      return Proportions.wilson(name, own);
    };
  }

  /// @param telling scores the items at some places
  private static ScoreSheet.Part part(
      LanguageTask task,
      Optional<Double> chance,
      List<Score> scores,
      Function<int[], Score> telling,
      List<ObjectNode> answers) {
    Map<String, List<Integer>> places = new TreeMap<>();
    List<? extends LanguageTask.Item> items = task.content().items();
    for (int i = 0; i < items.size(); i++) {
      places.computeIfAbsent(items.get(i).group(), _ -> new ArrayList<>()).add(i);
    }
    Map<String, Score> groups = new TreeMap<>();
    if (places.size() > 1) {
      places.forEach((name, own) ->
          groups.put(
              name.isEmpty() ? "other" : name,
              telling.apply(own.stream().mapToInt(Integer::intValue).toArray())));
    }
    return new ScoreSheet.Part(
        task.name(),
        OptionalInt.of(task.version()),
        task.content().kind(),
        items.size(),
        chance,
        scores,
        groups,
        answers);
  }
}
