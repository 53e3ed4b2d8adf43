/// The operations that an architecture is written with, and the tape that runs them backwards. In:
/// values and parameters; out: values, and gradients in the parameters. Must never know which
/// architecture or which objective uses it.
@NullMarked
package luthier.operation;

import org.jspecify.annotations.NullMarked;
