/// The loop: step after step until the plan is done, validation says stop, or somebody interrupts.
/// In: a model, batches, an optimizer; out: changed weights, checkpoints, events. Must never
/// evaluate by itself: it is handed a validation function.
@NullMarked
package luthier.training;

import org.jspecify.annotations.NullMarked;
