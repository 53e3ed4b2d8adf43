package luthier.recipe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The keys of the section `monitoring`.
final class MonitoringKeys {

  static final Key<Integer> SAMPLES =
      key(
          "samples",
          Types.count(0),
          1,
          "prompts of the validation set that are answered at each validation",
          Monitoring::samples);

  static final Key<Integer> SAMPLE_TOKENS =
      key(
          "sample_tokens",
          Types.count(1),
          32,
          "longest of these answers, in tokens",
          Monitoring::sampleTokens);

  static final Key<Optional<URI>> WEBHOOK =
      key(
          "webhook",
          address().or("none"),
          Optional.empty(),
          "where a JSON document is posted at the start, at each validation and at the end",
          Monitoring::webhook);

  static final Key<Optional<URI>> MLFLOW =
      key(
          "mlflow",
          address().or("none"),
          Optional.empty(),
          "an MLflow tracking server that is told settings and metrics",
          Monitoring::mlflow);

  static final Key<String> MLFLOW_EXPERIMENT =
      key(
          "mlflow_experiment",
          Types.text("a name"),
          "luthier",
          "the experiment there, made when it is not there",
          Monitoring::mlflowExperiment);

  static final List<Key<?>> ALL =
      List.of(SAMPLES, SAMPLE_TOKENS, WEBHOOK, MLFLOW, MLFLOW_EXPERIMENT);

  private MonitoringKeys() {}

  private static <T> Key<T> key(
      String name, Type<T> type, T fallback, String meaning, Function<Monitoring, T> component) {
    return Key.of(
        "monitoring." + name,
        type,
        fallback,
        meaning,
        recipe -> Optional.of(component.apply(recipe.monitoring())));
  }

  private static Type<URI> address() {
    return Types.text("an address such as http://host:5000", text -> parsed(text).isPresent())
        .as(text -> parsed(text).orElse(URI.create("")), URI::toString);
  }

  private static Optional<URI> parsed(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty(); // the type says what is expected
    }
  }
}
