package luthier.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.evaluation.OutputValues;
import luthier.evaluation.Outputs;
import luthier.example.Example;
import luthier.example.Target;
import luthier.kernel.Kernels;
import luthier.metric.EntityPredictions;
import luthier.metric.Predictions;
import luthier.metric.Span;
import luthier.model.TaskModel;
import luthier.recipe.LabelLoss;
import luthier.tensor.Workers;
import luthier.tokenizer.LabelEncoder;
import luthier.tokenizer.TokenizedExample;
import luthier.tokenizer.Tokenizer;

/// What a model with labels predicts for examples whose labels are known.
///
/// @param tokenizer of the model, if it has one
/// @param loss which quantile numbers stand for
record TaskPredictions(
    Labelling labelling,
    Workers workers,
    List<Kernels> kernels,
    Optional<Tokenizer> tokenizer,
    LabelLoss loss) {

  /// @param tokens of the examples
  /// @param known the examples, at least one
  Predictions of(TaskModel model, List<TokenizedExample> tokens, List<Example.Labelled> known) {
    List<float[][]> outputs =
        new Outputs(model, workers, kernels, Planning.EVALUATED_TOKENS).of(tokens);
    LabelPredictions sequences = new LabelPredictions(labelling, loss);
    return switch (labelling.task()) {
      case CLASSIFICATION -> sequences.of(tokens, rows(outputs, OutputValues::softmax));
      case MULTI_LABEL -> sequences.of(tokens, rows(outputs, OutputValues::sigmoid));
      case REGRESSION ->
          sequences.of(
              tokens,
              rows(
                  outputs,
                  row -> OutputValues.numbers(row, labelling.mean(), labelling.deviation())));
      case TOKEN_CLASSIFICATION -> passages(known, outputs);
      case CHAT, COMPLETION, TEXT, MASKED_TEXT ->
          throw new IllegalStateException("a task of words");
    };
  }

  private interface Reading {
    double[] of(float[] outputs);
  }

  private static double[][] rows(List<float[][]> outputs, Reading reading) {
    return outputs.stream().map(each -> reading.of(each[0])).toArray(double[][]::new);
  }

  private Predictions passages(List<Example.Labelled> known, List<float[][]> outputs) {
    LabelEncoder encoder = new LabelEncoder(tokenizer, labelling.names());
    List<List<Span>> truth = new ArrayList<>();
    List<List<Span>> found = new ArrayList<>();
    for (int i = 0; i < known.size(); i++) {
      Example.Labelled example = known.get(i);
      Target.Spans spans = (Target.Spans) example.target();
      Example.Input.Text input = (Example.Input.Text) example.input();
      truth.add(spans.spans().stream().map(TaskPredictions::span).toList());
      found.add(
          OutputValues.passages(
                  outputs.get(i),
                  encoder.encoding(example, input.text(), input.pair(), labelling.maxLength()),
                  input.text(),
                  labelling.names())
              .stream()
              .map(passage -> span(passage.span()))
              .toList());
    }
    return new EntityPredictions(truth, found);
  }

  private static Span span(Target.Span span) {
    return new Span(span.start(), span.end(), span.label());
  }
}
