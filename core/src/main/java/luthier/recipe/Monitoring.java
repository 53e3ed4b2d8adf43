package luthier.recipe;

import java.net.URI;
import java.util.Optional;

/// How a run can be followed from elsewhere. Nothing of it changes the run, and nothing is sent
/// anywhere unless an address is given.
///
/// @param samples prompts of the validation set that are answered at each validation
/// @param sampleTokens longest of these answers in tokens
/// @param webhook where a JSON document is posted at the start, at validations and at the end
/// @param mlflow address of an MLflow tracking server
/// @param mlflowExperiment the experiment there that the run belongs to
public record Monitoring(
    int samples,
    int sampleTokens,
    Optional<URI> webhook,
    Optional<URI> mlflow,
    String mlflowExperiment) {

  /// A sample at each validation, and nothing sent anywhere.
  public static final Monitoring USUAL =
      new Monitoring(1, 32, Optional.empty(), Optional.empty(), "luthier");

  public Monitoring {
    new Problems()
        .check(MonitoringKeys.SAMPLES, samples)
        .check(MonitoringKeys.SAMPLE_TOKENS, sampleTokens)
        .check(MonitoringKeys.WEBHOOK, webhook)
        .check(MonitoringKeys.MLFLOW, mlflow)
        .check(MonitoringKeys.MLFLOW_EXPERIMENT, mlflowExperiment)
        .throwIfAny();
  }

  static Monitoring of(Values values) {
    return new Monitoring(
        values.get(MonitoringKeys.SAMPLES),
        values.get(MonitoringKeys.SAMPLE_TOKENS),
        values.get(MonitoringKeys.WEBHOOK),
        values.get(MonitoringKeys.MLFLOW),
        values.get(MonitoringKeys.MLFLOW_EXPERIMENT));
  }
}
