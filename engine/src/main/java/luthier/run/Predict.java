package luthier.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.evaluation.OutputValues;
import luthier.evaluation.Outputs;
import luthier.example.Example;
import luthier.kernel.Kernels;
import luthier.model.Models;
import luthier.model.TaskModel;
import luthier.recipe.Columns;
import luthier.recipe.DataFormat;
import luthier.recipe.Dtype;
import luthier.source.InputRows;
import luthier.source.SourceOptions;
import luthier.tensor.LibTorch;
import luthier.tensor.Workers;
import luthier.tokenizer.LabelEncoder;
import luthier.tokenizer.TokenizedExample;
import luthier.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/// OutputValues for the rows of a file, in their order; none is left out.
///
/// @param model what a user names; see [ModelPlace]
/// @param columns where the text is
/// @param keepInput whether fields that the model does not read are passed through
public record Predict(String model, Columns columns, Dtype dtype, boolean keepInput) {

  private static final int CHUNK = 512; // rows that are read ahead
  private static final int TOKENS = 4096; // of a pass

  /// @param warned told once about what was cut
  /// @param output a file, else the predictions are printed
  /// @param resume whether to go on with the output
  public void run(
      Path input,
      Optional<Path> output,
      boolean resume,
      PrintWriter out,
      java.util.function.Consumer<String> warned) {
    if (!Files.isRegularFile(input)) {
      throw new InvalidInputException("--input: " + input + ": no such file");
    }
    ModelPlace place = ModelPlace.find(model);
    Labelling labelling =
        place.labelling().orElseThrow(() -> new InvalidInputException(model + noLabels(place)));
    LibTorch.load();
    int threads = Machine.detect().cores();
    LibTorch.useThreads(threads);
    long done = resume ? output.map(PredictionFile::done).orElse(0L) : 0;
    List<Kernels> kernels = Session.kernels(threads);
    try (InputRows rows = InputRows.open(input, options(labelling));
        Workers workers = new Workers(threads, 1);
        OpenModel<TaskModel> open = OpenModel.open(place, labelling, dtype);
        PredictionFile file =
            output
                .map(path -> PredictionFile.open(path, resume))
                .orElseGet(() -> PredictionFile.to(out))) {
      Optional<Tokenizer> tokenizer =
          Tokenizer.isIn(open.files())
              ? Optional.of(Tokenizer.load(open.files()))
              : Optional.empty();
      LabelEncoder encoder = new LabelEncoder(tokenizer, labelling.names());
      Outputs outputs = new Outputs(open.model(), workers, kernels, TOKENS);
      for (long skipped = 0; skipped < done; skipped++) {
        if (rows.next() == null) {
          throw new InvalidInputException(
              "--output: holds "
                  + done
                  + " predictions, but "
                  + input
                  + " has only "
                  + skipped
                  + " rows; is it of another input?");
        }
      }
      long cut = 0;
      for (List<InputRows.InputRow> chunk = chunk(rows); !chunk.isEmpty(); chunk = chunk(rows)) {
        cut += predict(chunk, labelling, encoder, outputs, file);
        file.flush();
      }
      if (cut > 0) {
        warned.accept(
            cut
                + " texts are longer than the "
                + labelling.maxLength()
                + " tokens that the model was tuned with; they were cut at the end");
      }
      tokenizer.ifPresent(Tokenizer::close);
    } catch (IOException e) {
      throw new ResourceException(input + ": cannot be read: " + e, e);
    }
  }

  private SourceOptions options(Labelling labelling) {
    return new SourceOptions(
        labelling.task(),
        Optional.of(DataFormat.LABELLED),
        Optional.empty(),
        columns,
        false,
        Path.of("").toAbsolutePath());
  }

  private static List<InputRows.InputRow> chunk(InputRows rows) {
    List<InputRows.InputRow> chunk = new ArrayList<>();
    while (chunk.size() < CHUNK && rows.next() instanceof InputRows.InputRow row) {
      chunk.add(row);
    }
    return chunk;
  }

  /// @return how many texts were cut
  private long predict(
      List<InputRows.InputRow> chunk,
      Labelling labelling,
      LabelEncoder encoder,
      Outputs outputs,
      PredictionFile file) {
    List<TokenizedExample> examples = new ArrayList<>();
    long cut = 0;
    for (InputRows.InputRow row : chunk) {
      Example.Labelled example = (Example.Labelled) row.example();
      TokenizedExample tokens = encoder.encode("", example, labelling.maxLength()).tokens();
      boolean full = tokens.ids().length == labelling.maxLength();
      cut +=
          full
                  && encoder.encode("", example, Integer.MAX_VALUE).tokens().ids().length
                      > tokens.ids().length
              ? 1
              : 0;
      examples.add(tokens);
    }
    List<float[][]> said = outputs.of(examples);
    for (int i = 0; i < chunk.size(); i++) {
      InputRows.InputRow row = chunk.get(i);
      Map<String, Object> values =
          prediction(labelling, encoder, (Example.Labelled) row.example(), said.get(i));
      if (keepInput) {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        row.unread().forEach(name -> kept.put(name, row.fields().get(name)));
        values.put("input", kept);
      }
      file.write(values);
    }
    return cut;
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

  private static String noLabels(ModelPlace place) {
    return Models.isEncoder(place.model())
        ? ": is an encoder without labels, which fills in hidden words at most; predict is for"
              + " models with labels or numbers: tune it for such a task first, with this as the"
              + " base"
        : ": is a language model; predict is for models with labels or numbers. luthier generate"
              + " and chat write text";
  }
}
