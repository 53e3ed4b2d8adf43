/// From gradients to new weights. In: parameters with gradients; out: changed parameters. Must
/// never know a model, an objective or a batch; a schedule is a pure function of the step.
@NullMarked
package luthier.optimizer;

import org.jspecify.annotations.NullMarked;
