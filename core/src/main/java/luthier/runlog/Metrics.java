package luthier.runlog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import luthier.InvalidInputException;

/// What `metrics.jsonl` says.
///
/// @param steps in the order of the file; their example ids are empty (see [LineageFile])
/// @param evaluations in the order of the file
public record Metrics(List<RunEvent.StepDone> steps, List<RunEvent.Evaluated> evaluations) {

  public Metrics {
    steps = List.copyOf(steps);
    evaluations = List.copyOf(evaluations);
  }

  /// Reads the file; a torn last line is left out, a file that is not there holds nothing.
  ///
  /// @throws InvalidInputException when a line is not what [MetricsFile] writes
  public static Metrics read(Path path) throws IOException {
    List<RunEvent.StepDone> steps = new ArrayList<>();
    List<RunEvent.Evaluated> evaluations = new ArrayList<>();
    int number = 0;
    for (String line : LineFile.read(path)) {
      number++;
      JsonView json = Json.parse(path + ":" + number, line);
      switch (json.text("type")) {
        case "step" -> steps.add(step(json));
        case "eval" -> evaluations.add(evaluated(json));
        default ->
            throw new InvalidInputException(
                json.where()
                    + ": type is '"
                    + JsonView.shortened(json.text("type"))
                    + "', expected step or eval");
      }
    }
    return new Metrics(steps, evaluations);
  }

  /// The validation with the lowest loss, the first of equals.
  public Optional<RunEvent.Evaluated> bestEvaluation() {
    return evaluations.stream()
        .min(Comparator.comparingDouble(RunEvent.Evaluated::lossNatsPerToken));
  }

  private static RunEvent.StepDone step(JsonView json) {
    return new RunEvent.StepDone(
        json.wholeInt("step"),
        json.number("epoch"),
        json.number("loss"),
        json.number("learning_rate"),
        json.number("grad_norm"),
        json.whole("supervised_tokens"),
        json.whole("tokens"),
        json.number("tokens_per_second"),
        json.numbersExcept(MetricNames.STEP),
        List.of());
  }

  private static RunEvent.Evaluated evaluated(JsonView json) {
    return new RunEvent.Evaluated(
        json.wholeInt("step"),
        json.number("epoch"),
        json.number("loss"),
        json.numbersExcept(MetricNames.EVALUATION),
        json.number("seconds"));
  }
}
