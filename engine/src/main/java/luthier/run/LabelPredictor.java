package luthier.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import luthier.InvalidInputException;
import luthier.evaluation.OutputValues;
import luthier.evaluation.Outputs;
import luthier.example.Example;
import luthier.model.TaskModel;
import luthier.recipe.Columns;
import luthier.recipe.DataFormat;
import luthier.recipe.Dtype;
import luthier.source.InputRows;
import luthier.source.SourceOptions;
import luthier.tensor.Workers;
import luthier.tokenizer.LabelEncoder;
import luthier.tokenizer.TokenizedExample;
import luthier.tokenizer.Tokenizer;

/// Labels, numbers or passages of texts.
final class LabelPredictor implements Predictor {

  private static final int TOKENS = 4096; // of a pass

  private final Labelling labelling;
  private final Columns columns;
  private final Workers workers;
  private final OpenModel<TaskModel> open;
  private final Optional<Tokenizer> tokenizer;
  private final LabelEncoder encoder;
  private final Outputs outputs;
  private long cut;

  LabelPredictor(ModelPlace place, Labelling labelling, Columns columns, Dtype dtype, int threads) {
    this.labelling = labelling;
    this.columns = columns;
    open = OpenModel.open(place, labelling, dtype);
    workers = new Workers(threads, 1);
    tokenizer =
        Tokenizer.isIn(open.files()) ? Optional.of(Tokenizer.load(open.files())) : Optional.empty();
    encoder = new LabelEncoder(tokenizer, labelling.names());
    outputs = new Outputs(open.model(), workers, Session.kernels(threads), TOKENS);
  }

  @Override
  public SourceOptions options() {
    return new SourceOptions(
        labelling.task(),
        Optional.of(DataFormat.LABELLED),
        Optional.empty(),
        columns,
        false,
        Path.of("").toAbsolutePath());
  }

  @Override
  public int chunk() {
    return 512;
  }

  @Override
  public List<Map<String, Object>> predict(List<InputRows.InputRow> rows) {
    List<TokenizedExample> examples = new ArrayList<>();
    for (InputRows.InputRow row : rows) {
      Example.Labelled example = (Example.Labelled) row.example();
      TokenizedExample tokens = encoder.encode("", example, labelling.maxLength()).tokens();
      boolean full = tokens.ids().length == labelling.maxLength();
      cut += full && length(example) > tokens.ids().length ? 1 : 0;
      examples.add(tokens);
    }
    List<float[][]> said = outputs.of(examples);
    return IntStream.range(0, rows.size())
        .mapToObj(i ->
            prediction(labelling, encoder, (Example.Labelled) rows.get(i).example(), said.get(i)))
        .toList();
  }

  private int length(Example.Labelled example) {
    return encoder.encode("", example, Integer.MAX_VALUE).tokens().ids().length;
  }

  @Override
  public Optional<String> remark() {
    return cut == 0
        ? Optional.empty()
        : Optional.of(
            cut
                + " texts are longer than the "
                + labelling.maxLength()
                + " tokens that the model was tuned with; they were cut at the end");
  }

  private static Map<String, Object> prediction(
      Labelling labelling, LabelEncoder encoder, Example.Labelled example, float[][] said) {
    Map<String, Object> values = new LinkedHashMap<>();
    List<String> names = labelling.names();
    switch (labelling.task()) {
      case CLASSIFICATION -> {
        double[] probabilities = OutputValues.softmax(said[0]);
        values.put("label", names.get(OutputValues.largest(probabilities)));
        values.put("probabilities", byName(names, probabilities));
      }
      case MULTI_LABEL -> {
        double[] probabilities = OutputValues.sigmoid(said[0]);
        values.put(
            "labels",
            IntStream.range(0, names.size())
                .filter(i -> probabilities[i] >= 0.5)
                .mapToObj(names::get)
                .toList());
        values.put("probabilities", byName(names, probabilities));
      }
      case REGRESSION -> {
        double[] numbers = OutputValues.numbers(said[0], labelling.mean(), labelling.deviation());
        if (numbers.length == 1) {
          values.put("value", rounded(numbers[0]));
        } else {
          values.put("values", byName(names, numbers));
        }
      }
      case TOKEN_CLASSIFICATION -> {
        if (!(example.input() instanceof Example.Input.Text(String text, Optional<String> pair))) {
          throw new InvalidInputException(
              example.origin() + ": has 'input_ids'; passages are places in a text");
        }
        List<Map<String, Object>> spans = new ArrayList<>();
        for (OutputValues.Found found :
            OutputValues.passages(
                said, encoder.encoding(example, text, pair, labelling.maxLength()), text, names)) {
          Map<String, Object> span = new LinkedHashMap<>();
          span.put("start", found.span().start());
          span.put("end", found.span().end());
          span.put("label", found.span().label());
          span.put("score", rounded(found.score()));
          spans.add(span);
        }
        values.put("spans", spans);
      }
      case CHAT, COMPLETION, TEXT, MASKED_TEXT ->
          throw new IllegalStateException("no labels in this task");
    }
    return values;
  }

  private static Map<String, Double> byName(List<String> names, double[] values) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      all.put(names.get(i), rounded(values[i]));
    }
    return all;
  }

  /// To six significant digits.
  private static double rounded(double value) {
    return value == 0 || !Double.isFinite(value)
        ? value
        : new java.math.BigDecimal(value).round(new java.math.MathContext(6)).doubleValue();
  }

  @Override
  public void close() {
    tokenizer.ifPresent(Tokenizer::close);
    workers.close();
    open.close();
  }
}
