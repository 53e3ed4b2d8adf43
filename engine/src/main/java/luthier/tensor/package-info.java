/// The conventions about libtorch's native memory, threads and operators. In: libtorch's tensors;
/// out: the same, with an owner. Must never know what a model is.
@NullMarked
package luthier.tensor;

import org.jspecify.annotations.NullMarked;
