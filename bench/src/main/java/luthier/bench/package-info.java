/// How fast Luthier is: whole training runs, generation and start-up, and the same training by
/// transformers and PEFT in turns with ours. In: the other modules as a user runs them; out: JSON
/// lines and rows of `bench/RESULTS.md`. Must never train by a path that `tune` does not take.
@NullMarked
package luthier.bench;

import org.jspecify.annotations.NullMarked;
