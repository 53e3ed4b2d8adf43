/// Which examples each optimizer step sees, and how they are cut into forward passes. In: tokenized
/// examples; out: micro-batches of token ids. Must never depend on anything but examples, recipe
/// and step number: layout never changes the mathematics.
@NullMarked
package luthier.batch;

import org.jspecify.annotations.NullMarked;
