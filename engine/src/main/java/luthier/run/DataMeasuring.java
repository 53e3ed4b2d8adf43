package luthier.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import luthier.InvalidInputException;
import luthier.dataset.ExampleId;
import luthier.dataset.IdentifiedExample;
import luthier.evaluation.SetLoss;
import luthier.example.Example;
import luthier.kernel.Kernels;
import luthier.metric.AnswerMetric;
import luthier.metric.AnswerMetrics;
import luthier.metric.AnswerPredictions;
import luthier.metric.Bootstrap;
import luthier.metric.Evaluation;
import luthier.metric.Score;
import luthier.metric.Scores;
import luthier.model.LanguageModel;
import luthier.objective.NextToken;
import luthier.recipe.Columns;
import luthier.recipe.Data;
import luthier.recipe.Task;
import luthier.runlog.Json;
import luthier.source.Source;
import luthier.source.SourceData;
import luthier.source.SourceOptions;
import luthier.tensor.Workers;
import luthier.tokenizer.ExampleEncoder;
import luthier.tokenizer.TokenizedExample;
import luthier.tokenizer.Tokenizer;
import tools.jackson.databind.node.ObjectNode;

/// Measures a language model on examples: how probable it finds their answers, and with metrics
/// named what it answers itself.
///
/// @param metrics those of loss, and of answers; empty for those of loss
/// @param warned told what was left out
record DataMeasuring(
    OpenModel<LanguageModel> open,
    Workers workers,
    List<Kernels> kernels,
    List<String> metrics,
    Consumer<String> warned) {

  private static final List<String> OF_LOSS = List.of("loss", "perplexity", "bits_per_byte");
  private static final int ANSWER_TOKENS = 256;
  private static final long SEED = 42; // of the bootstrap's draws

  /// Reads the rows of a file; all that cannot be used are told.
  ///
  /// @throws InvalidInputException when there is no row, or one that cannot be used
  static SourceData rows(Path file, Task task, Columns columns) {
    Path folder = Path.of("").toAbsolutePath();
    SourceOptions options =
        new SourceOptions(task, Optional.empty(), Optional.empty(), columns, true, folder);
    SourceData data = Source.read(List.of(file), options);
    SourceData.requireNone(data.badLines());
    if (data.rows().isEmpty()) {
      throw new InvalidInputException("--data: " + file + ": holds no example");
    }
    return data;
  }

  /// @throws InvalidInputException for metrics that do not fit a language model
  static void require(List<String> metrics) {
    for (String metric : metrics) {
      if (!OF_LOSS.contains(metric)) {
        answerMetric(metric);
      }
    }
  }

  private static AnswerMetric answerMetric(String name) {
    if (!AnswerMetrics.names().contains(name)) {
      throw new InvalidInputException(
          "--metrics: '"
              + name
              + "' does not fit a language model on data; expected some of "
              + String.join(", ", OF_LOSS)
              + ", "
              + String.join(", ", AnswerMetrics.names()));
    }
    return AnswerMetrics.of(name);
  }

  ScoreSheet.Part measure(Path file) {
    Path files = open.files();
    Optional<Tokenizer> tokenizer =
        Tokenizer.isIn(files) ? Optional.of(Tokenizer.load(files)) : Optional.empty();
    try {
      Optional<ExampleEncoder> encoder =
          tokenizer.map(found ->
              TextTools.encoder(files, found, Data.TrainOn.ASSISTANT, Clock.systemDefaultZone()));
      boolean template = encoder.flatMap(ExampleEncoder::template).isPresent();
      List<IdentifiedExample> examples = examples(file, template);
      List<Score> scores = new ArrayList<>(ofLoss(examples, encoder));
      List<ObjectNode> shown = new ArrayList<>();
      List<AnswerMetric> asked =
          metrics.stream()
              .filter(name -> !OF_LOSS.contains(name))
              .map(DataMeasuring::answerMetric)
              .toList();
      if (!asked.isEmpty()) {
        scores.addAll(ofAnswers(file, examples, encoder, asked, shown));
      }
      return new ScoreSheet.Part(
          file.toString(),
          OptionalInt.empty(),
          "data",
          examples.size(),
          Optional.empty(),
          scores,
          Map.of(),
          shown);
    } finally {
      tokenizer.ifPresent(Tokenizer::close);
    }
  }

  /// Rows of plain text are read as such, all else as what the model was made for: conversations
  /// where it has a template, else prompts and answers.
  private List<IdentifiedExample> examples(Path file, boolean template) {
    SourceData data;
    try {
      data = rows(file, template ? Task.CHAT : Task.COMPLETION, Columns.USUAL);
    } catch (InvalidInputException e) {
      try {
        data = rows(file, Task.TEXT, Columns.USUAL);
      } catch (InvalidInputException _) {
        throw e; // most data are conversations
      }
    }
    return identified(data);
  }

  static List<IdentifiedExample> identified(SourceData data) {
    return data.rows().stream()
        .map(row -> {
          String id = ExampleId.of(row.example());
          return new IdentifiedExample(id, id, row.example());
        })
        .toList();
  }

  private List<Score> ofLoss(List<IdentifiedExample> examples, Optional<ExampleEncoder> encoder) {
    LanguageModel model = open.model();
    boolean text = examples.getFirst().example() instanceof Example.Passage;
    Encoding encoding =
        new Encoding(
            Math.toIntExact(model.vocabulary()),
            model.maxPositions(),
            text ? Data.TooLong.SPLIT : Data.TooLong.DROP,
            open.files(),
            encoder,
            Optional.empty(),
            Optional.empty());
    Encoding.Tally tally = new Encoding.Tally();
    List<TokenizedExample> pieces = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      for (TokenizedExample piece : encoding.encode(examples.get(i), tally)) {
        pieces.add(piece);
        owners.add(i);
      }
    }
    if (tally.dropped() > 0) {
      warned.accept(
          tally.dropped()
              + " examples are longer than the model's "
              + model.maxPositions()
              + " positions; they do not count for the loss");
    }
    double[] nats = new double[examples.size()];
    double[] tokens = new double[examples.size()];
    double[] bytes = new double[examples.size()];
    double[] sums =
        new SetLoss(new NextToken(model), workers, kernels, Planning.EVALUATED_TOKENS).sums(pieces);
    for (int i = 0; i < sums.length; i++) {
      nats[owners.get(i)] += sums[i];
      tokens[owners.get(i)] += pieces.get(i).supervised();
      bytes[owners.get(i)] +=
          encoder.map(ExampleEncoder::tokenizer).map(bytes(pieces.get(i))).orElse(0);
    }
    if (Arrays.stream(tokens).sum() == 0) {
      throw new InvalidInputException("--data: no token of it is an answer that could be measured");
    }
    Score loss = Bootstrap.ratio("loss", nats, tokens, SEED);
    List<Score> scores = new ArrayList<>(List.of(loss, Score.perplexity(loss)));
    if (Arrays.stream(bytes).sum() > 0) {
      scores.add(
          Bootstrap.ratio("bits_per_byte", nats, bytes, SEED)
              .on("bits_per_byte", value -> value / Math.log(2)));
    }
    scores.removeIf(score -> !metrics.isEmpty() && !metrics.contains(score.name()));
    return scores;
  }

  /// Of the text that the supervised tokens make.
  private static Function<Tokenizer, Integer> bytes(TokenizedExample piece) {
    int[] supervised =
        IntStream.range(0, piece.ids().length)
            .filter(t -> piece.labels()[t] >= 0)
            .map(t -> piece.ids()[t])
            .toArray();
    return tokenizer -> tokenizer.decode(supervised, true).getBytes(StandardCharsets.UTF_8).length;
  }

  private List<Score> ofAnswers(
      Path file,
      List<IdentifiedExample> examples,
      Optional<ExampleEncoder> encoder,
      List<AnswerMetric> asked,
      List<ObjectNode> shown) {
    if (encoder.isEmpty()) {
      throw Tokenizer.missing(open.files());
    }
    luthier.recipe.Evaluation settings =
        new luthier.recipe.Evaluation(Optional.empty(), 1, ANSWER_TOKENS);
    Answers answers = new Answers(workers, kernels, encoder.get(), settings);
    List<Answers.Question> questions = new ArrayList<>();
    for (IdentifiedExample example : examples) {
      answers.question(example).ifPresent(questions::add);
    }
    if (questions.isEmpty()) {
      throw new InvalidInputException(
          "--metrics: " + asked.getFirst().name() + " needs answers, and " + file + " has none");
    }
    List<String> said =
        answers.graded(open.model(), questions).stream().map(Evaluation.Answer::text).toList();
    List<List<String>> references =
        questions.stream().map(question -> List.of(question.reference())).toList();
    for (int i = 0; i < said.size(); i++) {
      ObjectNode node = Json.object();
      node.put("answer", said.get(i));
      node.put("reference", questions.get(i).reference());
      shown.add(node);
    }
    return Scores.of(new AnswerPredictions(said, references, asked), SEED);
  }
}
