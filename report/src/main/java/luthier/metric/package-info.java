/// Scores with their intervals, and paired tests between two models on the same examples: what was
/// measured per example comes in, be it numbers ([Bootstrap], [Paired], [Proportions]) or what a
/// model said beside the truth ([Predictions]), answers in text by the [AnswerMetrics].
///
/// Out go [Score] and [Difference] values, [LabelReport], and [Evaluation], which gathers them for
/// one run.
///
/// It must never read files, and never draw a random number that does not follow from the seed it
/// was given.
@NullMarked
package luthier.metric;

import org.jspecify.annotations.NullMarked;
