package luthier.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import luthier.evaluation.OutputValues;
import luthier.evaluation.Outputs;
import luthier.example.Example;
import luthier.example.Target;
import luthier.kernel.Kernels;
import luthier.metric.ClassPredictions;
import luthier.metric.EntityPredictions;
import luthier.metric.LabelSetPredictions;
import luthier.metric.NumberPredictions;
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
record LabelPredictions(
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
    List<String> names = labelling.names();
    return switch (labelling.task()) {
      case CLASSIFICATION ->
          new ClassPredictions(
              names,
              tokens.stream().mapToInt(t -> (int) t.targets()[0]).toArray(),
              rows(outputs, OutputValues::softmax));
      case MULTI_LABEL ->
          new LabelSetPredictions(
              names,
              tokens.stream().map(t -> flags(t.targets())).toArray(boolean[][]::new),
              rows(outputs, OutputValues::sigmoid));
      case REGRESSION -> numbers(tokens, outputs);
      case TOKEN_CLASSIFICATION -> passages(known, outputs);
      case CHAT, COMPLETION, TEXT -> throw new IllegalStateException("a task of words");
    };
  }

  private interface Reading {
    double[] of(float[] outputs);
  }

  private static double[][] rows(List<float[][]> outputs, Reading reading) {
    return outputs.stream().map(each -> reading.of(each[0])).toArray(double[][]::new);
  }

  private static boolean[] flags(double[] targets) {
    boolean[] flags = new boolean[targets.length];
    IntStream.range(0, flags.length).forEach(i -> flags[i] = targets[i] == 1);
    return flags;
  }

  private Predictions numbers(List<TokenizedExample> tokens, List<float[][]> outputs) {
    NumberPredictions predictions =
        new NumberPredictions(
            labelling.names(),
            tokens.stream().map(TokenizedExample::targets).toArray(double[][]::new),
            rows(
                outputs,
                row -> OutputValues.numbers(row, labelling.mean(), labelling.deviation())));
    return loss.ofNumbers() == LabelLoss.Numbers.QUANTILE
        ? predictions.withQuantile(loss.quantile())
        : predictions;
  }

  private Predictions passages(List<Example.Labelled> known, List<float[][]> outputs) {
    LabelEncoder encoder = new LabelEncoder(tokenizer, labelling.names());
    List<List<Span>> truth = new ArrayList<>();
    List<List<Span>> found = new ArrayList<>();
    for (int i = 0; i < known.size(); i++) {
      Example.Labelled example = known.get(i);
      Target.Spans spans = (Target.Spans) example.target();
      Example.Input.Text input = (Example.Input.Text) example.input();
      truth.add(spans.spans().stream().map(LabelPredictions::span).toList());
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
