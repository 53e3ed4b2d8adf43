/// The element-wise parts of a transformer behind one interface: plain libtorch (any device and
/// type, the oracle in tests) and one-pass Vector API kernels for CPUs. In: tensors; out: tensors,
/// or changes in place where the method says so. Must never keep a tensor or know of gradients'
/// owners.
@NullMarked
package luthier.kernel;

import org.jspecify.annotations.NullMarked;
