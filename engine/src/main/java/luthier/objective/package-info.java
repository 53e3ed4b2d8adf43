/// What is minimised. In: a model and a micro-batch; out: its share of the step's loss, and
/// gradients. Must never average averages: the caller gives the number of supervised tokens of the
/// whole step.
@NullMarked
package luthier.objective;

import org.jspecify.annotations.NullMarked;
