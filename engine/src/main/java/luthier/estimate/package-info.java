/// What a run will need before it is made: memory, arithmetic, time. In: sizes of the model, the
/// method, the layout and the data's lengths; out: sums of named terms. Must never look at what the
/// machine is doing: the same question has the same answer.
@NullMarked
package luthier.estimate;

import org.jspecify.annotations.NullMarked;
