/// What a model makes of text and tokens: log-probabilities, losses on a set, answers compared with
/// references. In: a model and examples; out: numbers. Must never change a weight.
@NullMarked
package luthier.evaluation;

import org.jspecify.annotations.NullMarked;
