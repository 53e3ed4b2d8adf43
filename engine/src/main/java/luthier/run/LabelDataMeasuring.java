package luthier.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import luthier.InvalidInputException;
import luthier.dataset.IdentifiedExample;
import luthier.example.Example;
import luthier.kernel.Kernels;
import luthier.metric.Predictions;
import luthier.metric.Score;
import luthier.metric.Scores;
import luthier.model.TaskModel;
import luthier.recipe.Columns;
import luthier.recipe.Data;
import luthier.recipe.LabelLoss;
import luthier.tensor.Workers;
import luthier.tokenizer.LabelEncoder;
import luthier.tokenizer.TokenizedExample;
import luthier.tokenizer.Tokenizer;

/// Measures a model with labels on examples whose labels are known. Long texts are cut as the model
/// was tuned; none is left out.
///
/// @param columns where text and labels are
/// @param metrics those that are told; empty for all
/// @param warned told what was cut
record LabelDataMeasuring(
    OpenModel<TaskModel> open,
    Labelling labelling,
    Workers workers,
    List<Kernels> kernels,
    Columns columns,
    List<String> metrics,
    Consumer<String> warned) {

  private static final long SEED = 42; // of the bootstrap's draws

  /// @throws InvalidInputException for rows without labels, labels that the model does not know,
  ///   and metrics that its task has not
  ScoreSheet.Part measure(Path file) {
    List<IdentifiedExample> examples =
        DataMeasuring.identified(DataMeasuring.rows(file, labelling.task(), columns));
    Optional<Tokenizer> tokenizer =
        Tokenizer.isIn(open.files()) ? Optional.of(Tokenizer.load(open.files())) : Optional.empty();
    try {
      List<TokenizedExample> tokens = tokens(examples, tokenizer);
      List<Example.Labelled> known =
          examples.stream().map(example -> (Example.Labelled) example.example()).toList();
      Predictions predictions =
          new TaskPredictions(labelling, workers, kernels, tokenizer, LabelLoss.USUAL)
              .of(open.model(), tokens, known);
      return new ScoreSheet.Part(
          file.toString(),
          OptionalInt.empty(),
          "data",
          examples.size(),
          Optional.empty(),
          wanted(Scores.of(predictions, SEED)),
          Map.of(),
          List.of());
    } finally {
      tokenizer.ifPresent(Tokenizer::close);
    }
  }

  private List<TokenizedExample> tokens(
      List<IdentifiedExample> examples, Optional<Tokenizer> tokenizer) {
    Encoding encoding =
        new Encoding(
            Math.toIntExact(open.model().body().vocabulary()),
            labelling.maxLength(),
            Data.TooLong.TRUNCATE,
            open.files(),
            Optional.empty(),
            Optional.of(new LabelEncoder(tokenizer, labelling.names())),
            Optional.empty());
    Encoding.Tally tally = new Encoding.Tally();
    List<TokenizedExample> tokens = new ArrayList<>();
    examples.forEach(example -> tokens.addAll(encoding.encode(example, tally)));
    if (tally.truncated() > 0) {
      warned.accept(
          tally.truncated()
              + " texts are longer than the "
              + labelling.maxLength()
              + " tokens that the model was tuned with; they were cut at the end");
    }
    return tokens;
  }

  private List<Score> wanted(List<Score> all) {
    List<String> names = all.stream().map(Score::name).toList();
    for (String metric : metrics) {
      if (!names.contains(metric)) {
        throw new InvalidInputException(
            "--metrics: '"
                + metric
                + "' does not fit this model on this data; expected some of "
                + String.join(", ", names));
      }
    }
    return all.stream()
        .filter(score -> metrics.isEmpty() || metrics.contains(score.name()))
        .toList();
  }
}
