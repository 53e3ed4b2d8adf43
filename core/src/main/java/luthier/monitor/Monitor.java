package luthier.monitor;

import java.io.Closeable;
import java.util.Optional;
import luthier.runlog.RunListener;

/// Tells one place elsewhere how a run goes. Never throws, never waits while the run goes on.
sealed interface Monitor extends RunListener, Closeable permits Webhook, Mlflow {

  /// What went wrong, once; empty when nothing did or it was told.
  Optional<String> trouble();

  /// Waits a moment for what is still to be sent.
  @Override
  void close();
}
