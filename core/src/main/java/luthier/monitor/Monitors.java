package luthier.monitor;

import java.io.Closeable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.recipe.Recipe;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import luthier.runlog.RunListener;

/// All that the recipe's section `monitoring` asks for.
public final class Monitors implements RunListener, Closeable {

  private final List<Monitor> all;
  private final RunListener told;

  private Monitors(List<Monitor> all, RunListener told) {
    this.all = all;
    this.told = told;
  }

  /// @param told hears of trouble, each once, as a warning
  public static Monitors of(Recipe recipe, RunFiles files, InstantSource clock, RunListener told) {
    List<Monitor> all = new ArrayList<>();
    recipe
        .monitoring()
        .webhook()
        .ifPresent(address -> all.add(new Webhook(address, recipe.name(), clock)));
    recipe
        .monitoring()
        .mlflow()
        .ifPresent(address ->
            all.add(
                new Mlflow(
                    address,
                    Optional.ofNullable(System.getenv("MLFLOW_TRACKING_TOKEN")),
                    recipe,
                    files.mlflow(),
                    clock)));
    return new Monitors(List.copyOf(all), told);
  }

  @Override
  public void on(RunEvent event) {
    all.forEach(monitor -> monitor.on(event));
    tellTrouble();
  }

  private void tellTrouble() {
    for (Monitor monitor : all) {
      monitor.trouble().ifPresent(what -> told.on(new RunEvent.Warning(what)));
    }
  }

  @Override
  public void close() {
    all.forEach(Monitor::close);
    tellTrouble();
  }
}
