/// General texts that come with Luthier, written for it: a probe of what a language model knew
/// before, and others to mix into training. In: nothing; out: examples with their kinds. The two
/// sets must never share a text.
@NullMarked
package luthier.general;

import org.jspecify.annotations.NullMarked;
