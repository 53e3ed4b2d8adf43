/// A checkpoint's chat template. In: messages; out: the text that the model sees, and which of its
/// characters are supervised, by their origin. Must never search the text for patterns.
@NullMarked
package luthier.template;

import org.jspecify.annotations.NullMarked;
