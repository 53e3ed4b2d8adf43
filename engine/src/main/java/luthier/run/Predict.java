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
import java.util.function.Consumer;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.recipe.Columns;
import luthier.recipe.Dtype;
import luthier.source.InputRows;
import luthier.tensor.LibTorch;
import org.jspecify.annotations.Nullable;

/// Predictions for the rows of a file, in their order; none is left out.
///
/// @param model what a user names; see [ModelPlace]
/// @param columns where the text is, for models with labels
/// @param writing how a language model answers
/// @param dtype what to compute with; empty: float32 for labels and numbers, the fastest for texts
/// @param keepInput whether fields that the model does not read are passed through
public record Predict(
    String model, Columns columns, Writing writing, Optional<Dtype> dtype, boolean keepInput) {

  /// How a language model answers; the most probable token each time.
  ///
  /// @param maxTokens longest answer
  /// @param raw whether prompts are not put through the chat template
  public record Writing(int maxTokens, boolean raw) {}

  /// @param output a file, else the predictions are printed
  /// @param resume whether to go on with the output
  /// @param warned told once about what was cut
  public void run(
      Path input, Optional<Path> output, boolean resume, PrintWriter out, Consumer<String> warned) {
    if (!Files.isRegularFile(input)) {
      throw new InvalidInputException("--input: " + input + ": no such file");
    }
    ModelPlace place = ModelPlace.find(model);
    LibTorch.load();
    int threads = Machine.detect().cores();
    LibTorch.useThreads(threads);
    long done = resume ? output.map(PredictionFile::done).orElse(0L) : 0;
    try (Predictor predictor = predictor(place, threads);
        InputRows rows = InputRows.open(input, predictor.options());
        PredictionFile file =
            output
                .map(path -> PredictionFile.open(path, resume))
                .orElseGet(() -> PredictionFile.to(out))) {
      skip(rows, done, input);
      int size = predictor.chunk();
      for (List<InputRows.InputRow> chunk = chunk(rows, size);
          !chunk.isEmpty();
          chunk = chunk(rows, size)) {
        write(chunk, predictor.predict(chunk), file);
        file.flush();
      }
      predictor.remark().ifPresent(warned);
    } catch (IOException e) {
      throw new ResourceException(input + ": cannot be read: " + e, e);
    }
  }

  private Predictor predictor(ModelPlace place, int threads) {
    return place
        .labelling()
        .<Predictor>map(labelling ->
            new LabelPredictor(place, labelling, columns, dtype.orElse(Dtype.FLOAT32), threads))
        .orElseGet(() -> TextPredictor.open(model, columns, writing, dtype, threads));
  }

  private static void skip(InputRows rows, long done, Path input) {
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
  }

  private static List<InputRows.InputRow> chunk(InputRows rows, int size) {
    List<InputRows.InputRow> chunk = new ArrayList<>();
    while (chunk.size() < size && rows.next() instanceof InputRows.InputRow row) {
      chunk.add(row);
    }
    return chunk;
  }

  private void write(
      List<InputRows.InputRow> rows, List<Map<String, Object>> predictions, PredictionFile file) {
    for (int i = 0; i < rows.size(); i++) {
      Map<String, Object> values = new LinkedHashMap<>(predictions.get(i));
      if (keepInput) {
        InputRows.InputRow row = rows.get(i);
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        row.unread().forEach(name -> kept.put(name, row.fields().get(name)));
        values.put("input", kept);
      }
      file.write(values);
    }
  }
}
