/// Tells others how a run goes: a webhook, an MLflow server. Off unless the recipe names an
/// address; whatever fails here, the run goes on.
@NullMarked
package luthier.monitor;

import org.jspecify.annotations.NullMarked;
