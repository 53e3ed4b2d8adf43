/// Whether a tuned model is worth using: what it and its rivals scored on the same held-out
/// examples comes in, as [luthier.metric] values.
///
/// Out go a [Verdict], and what helps to understand it: the groups of examples at which the model
/// fails most ([Slice]), its answers beside the base's ([AnswerPair]) and where in a text it is
/// surprised ([TokenLosses]). [Findings] gathers them for one run.
///
/// It must never read files, never look at a text to decide, and never draw a random number that
/// does not follow from the seed it was given.
@NullMarked
package luthier.verdict;

import org.jspecify.annotations.NullMarked;
