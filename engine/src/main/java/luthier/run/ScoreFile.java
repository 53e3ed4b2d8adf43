package luthier.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import luthier.InvalidInputException;
import luthier.evaluation.Scoring;
import luthier.kernel.StockKernels;
import luthier.model.LanguageModel;
import luthier.recipe.Dtype;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import luthier.weights.SafetensorsWriter;
import luthier.weights.TensorSource;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Log-probabilities of the token rows of a file.
///
/// @param model what a user names; see [OpenModel]
public record ScoreFile(String model, Dtype dtype) {

  /// @param lines gets one JSON object for each row
  /// @throws InvalidInputException for a row that is no `{"input_ids":[…]}`
  public void run(Path file, Optional<Path> logitsFile, Consumer<String> lines) {
    LibTorch.load();
    List<Tensor> kept = new ArrayList<>();
    try (OpenModel<LanguageModel> open = OpenModel.open(model, dtype);
        BufferedReader reader = Files.newBufferedReader(file)) {
      Scoring scoring = new Scoring(open.model(), new StockKernels());
      JsonMapper mapper = JsonMapper.builder().build();
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        int[] ids = ids(mapper, file + ":" + number, line);
        try (PointerScope _ = new PointerScope()) {
          Tensor logits = scoring.logits(ids);
          lines.accept(row(mapper, Scoring.logProbabilities(ids, logits)));
          if (logitsFile.isPresent()) {
            kept.add(Native.keep(logits));
          }
        } catch (InvalidInputException e) {
          throw new InvalidInputException(file + ":" + number + ": " + e.getMessage(), e);
        }
      }
      if (logitsFile.isPresent()) {
        write(logitsFile.get(), kept);
      }
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(file + ": no such file", e);
    } catch (IOException e) {
      throw new InvalidInputException(file + ": cannot be read: " + e, e);
    } finally {
      kept.forEach(Native::release);
    }
  }

  private static void write(Path file, List<Tensor> logits) {
    List<TensorSource> sources = new ArrayList<>();
    for (int i = 0; i < logits.size(); i++) {
      sources.add(TensorSource.of("logits." + i, logits.get(i)));
    }
    SafetensorsWriter.write(file, sources, SafetensorsWriter.PYTORCH);
  }

  private static int[] ids(JsonMapper mapper, String where, String line) {
    try {
      JsonNode ids = mapper.readTree(line).path("input_ids");
      boolean good = ids.isArray() && !ids.isEmpty();
      for (JsonNode id : ids) {
        good = good && id.isInt();
      }
      if (!good) {
        throw new InvalidInputException(
            where + ": expected {\"input_ids\":[…]} with at least one token id");
      }
      return ids.valueStream().mapToInt(JsonNode::asInt).toArray();
    } catch (JacksonException e) {
      throw new InvalidInputException(where + ": not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String row(JsonMapper mapper, double[] logProbabilities) {
    ObjectNode row = mapper.createObjectNode();
    ArrayNode values = row.putArray("logprobs");
    for (double value : logProbabilities) {
      if (Double.isNaN(value)) {
        values.addNull();
      } else {
        values.add(value);
      }
    }
    return row.toString();
  }
}
