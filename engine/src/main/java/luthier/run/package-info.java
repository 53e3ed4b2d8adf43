/// The whole process of fine-tuning; `FineTune` is its table of contents. In: a recipe; out: a run
/// directory. Must never hold a technique itself: each stage is a package.
@NullMarked
package luthier.run;

import org.jspecify.annotations.NullMarked;
