/// Scores with their intervals, and paired tests between two models on the same examples: what was
/// measured per example comes in.
///
/// Out go [Score] and [Difference] values, and [Evaluation], which gathers them for one run.
///
/// It must never look at text, tokens or files, and never draw a random number that does not follow
/// from the seed it was given.
@NullMarked
package luthier.metric;

import org.jspecify.annotations.NullMarked;
